package cluster

import "testing"

func TestMeshSeen(t *testing.T) {
	t.Parallel()
	namespace := func(label string) map[string]any {
		return map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": "a", "labels": map[string]any{label: "x"}}}
	}
	pod := func(field, key string) map[string]any {
		return map[string]any{"apiVersion": "v1", "kind": "Pod", "metadata": map[string]any{"name": "a", field: map[string]any{key: "x"}},
			"spec": map[string]any{"containers": []any{map[string]any{"name": "c"}}}}
	}
	for name, test := range map[string]struct {
		object map[string]any
		want   bool
	}{
		"plain namespace": {namespace("team"), false},
		"injection":       {namespace("istio-injection"), true},
		"revision":        {namespace("istio.io/rev"), true},
		"ambient":         {namespace("istio.io/dataplane-mode"), true},
		"policy":          {map[string]any{"apiVersion": "security.istio.io/v1", "kind": "PeerAuthentication"}, true},
		"route":           {map[string]any{"apiVersion": "networking.istio.io/v1", "kind": "VirtualService"}, true},
		"operator":        {map[string]any{"apiVersion": "sailoperator.io/v1", "kind": "Istio"}, true},
		"pod":             {pod("labels", "app"), false},
		"label of a pod":  {pod("labels", "sidecar.istio.io/inject"), true},
		"annotation":      {pod("annotations", "sidecar.istio.io/inject"), true},
		"injected pod":    {pod("annotations", "sidecar.istio.io/status"), true},
	} {
		snapshot := NewSnapshot(Options{})
		addContent(snapshot, test.object)
		snapshot.Seal()
		if got := snapshot.MeshSeen(); got != test.want {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}

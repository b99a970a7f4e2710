package cluster

import "testing"

// The policies that guard a Ray cluster select its pods by the name of the
// cluster, which KubeRay gives them as a label. That of a RayJob has a name of
// KubeRay's making.
func TestRayPodsKnowTheirCluster(t *testing.T) {
	t.Parallel()
	group := map[string]any{"template": map[string]any{"spec": map[string]any{"containers": []any{map[string]any{"name": "ray", "image": "rayproject/ray:2.52.0"}}}}}
	spec := map[string]any{"headGroupSpec": group, "workerGroupSpecs": []any{group}}
	for _, test := range []struct {
		kind string
		spec map[string]any
		want string
	}{
		{"RayCluster", spec, "research"},
		{"RayJob", map[string]any{"rayClusterSpec": spec}, ""},
	} {
		object := NewObject(map[string]any{"apiVersion": "ray.io/v1", "kind": test.kind, "metadata": map[string]any{"name": "research"}, "spec": test.spec}, Origin{})
		pods := Locate(object).Pods
		if len(pods) != 2 {
			t.Fatalf("%s: %d pods, want the head and the worker", test.kind, len(pods))
		}
		for _, pod := range pods {
			if got := pod.Labels["ray.io/cluster"]; got != test.want {
				t.Errorf("%s %s: label ray.io/cluster %q, want %q", test.kind, pod.Role, got, test.want)
			}
		}
	}
}

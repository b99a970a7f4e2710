package cluster

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	"pgregory.net/rapid"
)

const model = `
apiVersion: v1
kind: Pod
metadata: {name: vllm, namespace: serving, labels: {app: vllm, release: blue}}
spec:
  initContainers:
  - {name: fetch, image: fetch, ports: [{name: metrics, containerPort: 1}]}
  - {name: sidecar, image: sidecar, restartPolicy: Always, ports: [{name: metrics, containerPort: 9400}]}
  containers: [{name: vllm, image: vllm, ports: [{name: http, containerPort: 8000}, {containerPort: 8265, hostPort: 18265}]}]
---
`

func TestServices(t *testing.T) {
	snapshot := readSnapshot(t, model+`
apiVersion: v1
kind: Service
metadata: {name: all, namespace: serving}
spec: {selector: {app: vllm}, ports: [{port: 80, targetPort: http}, {port: 9400, targetPort: metrics}, {port: 443, targetPort: 8443}, {port: 7, targetPort: missing}, {port: 5}]}
---
apiVersion: v1
kind: Service
metadata: {name: green, namespace: serving}
spec: {selector: {app: vllm, release: green}}
---
apiVersion: v1
kind: Service
metadata: {name: blue, namespace: serving}
spec: {selector: {app: vllm, release: blue}}
---
apiVersion: v1
kind: Service
metadata: {name: manual, namespace: serving}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: outside, namespace: serving}
spec: {type: ExternalName, externalName: example.com, selector: {app: vllm}}
---
apiVersion: v1
kind: Service
metadata: {name: all, namespace: elsewhere}
spec: {selector: {app: vllm}}
---
apiVersion: v1
kind: Service
metadata: {name: broken, namespace: serving}
spec: {selector: [app], ports: none}`)
	pod := podNamed(t, snapshot, "serving/vllm")
	if diff := cmp.Diff([]string{"all", "blue"}, namesOf(snapshot.ServicesSelecting(pod))); diff != "" {
		t.Errorf("services selecting the pod (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"all", "green", "blue", "manual", "outside", "broken"}, namesOf(snapshot.Services("serving"))); diff != "" {
		t.Errorf("services (-want +got):\n%s", diff)
	}
	for name, want := range map[string]int{"all": 1, "blue": 1, "green": 0, "manual": 0, "outside": 0, "broken": 0} {
		if got := snapshot.PodsSelectedBy(snapshot.Service("serving", name)); len(got) != want {
			t.Errorf("%s selects %d pods, want %d", name, len(got), want)
		}
	}
	if got := snapshot.PodsSelectedBy(snapshot.Service("elsewhere", "all")); got != nil {
		t.Errorf("a service selects pods of another namespace: %v", got)
	}
	if got := len(snapshot.Service("serving", "broken").Malformed); got != 2 {
		t.Errorf("%d malformed fields, want 2", got)
	}
	all := snapshot.Service("serving", "all")
	for i, want := range []int32{8000, 9400, 8443, 0, 5} {
		if got, ok := snapshot.TargetPort(&all.Spec.Ports[i], pod); got != want || ok != (want != 0) {
			t.Errorf("port %d leads to %d, %v; want %d", all.Spec.Ports[i].Port, got, ok, want)
		}
	}
}

func namesOf(services []*Service) []string {
	var names []string
	for _, service := range services {
		names = append(names, service.Name)
	}
	return names
}

// TestServiceIndexEqualsScan compares both directions of the index with trying
// every service on every pod.
func TestServiceIndexEqualsScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		snapshot := NewSnapshot(Options{})
		for range rapid.IntRange(0, 6).Draw(t, "objects") {
			object := NewObject(map[string]any{
				"apiVersion": "v1", "kind": "Service", "metadata": map[string]any{"namespace": "n"},
				"spec": map[string]any{"selector": anyMap(drawLabels(t, "selector"))},
			}, Origin{})
			snapshot.Add(object, nil)
		}
		for range rapid.IntRange(0, 6).Draw(t, "pods") {
			set := drawLabels(t, "labels")
			object := NewObject(map[string]any{
				"apiVersion": "v1", "kind": "Pod", "metadata": map[string]any{"namespace": "n", "labels": anyMap(set)}, "spec": map[string]any{},
			}, Origin{})
			snapshot.Add(object, []*Pod{{Object: object, Namespace: "n", Labels: set, spec: &corev1.PodSpec{}}})
		}
		snapshot.Seal()
		for _, pod := range snapshot.AllPods() {
			var want []*Service
			for _, service := range snapshot.Services("n") {
				if len(service.Spec.Selector) > 0 && hasAll(pod.Labels, service.Spec.Selector) {
					want = append(want, service)
				}
			}
			if got := snapshot.ServicesSelecting(pod); !slices.Equal(got, want) {
				t.Fatalf("services selecting %v: %v, want %v", pod.Labels, got, want)
			}
		}
		for _, service := range snapshot.Services("n") {
			var want []*Pod
			for _, pod := range snapshot.AllPods() {
				if service.Selects(pod.Labels) {
					want = append(want, pod)
				}
			}
			if got := snapshot.PodsSelectedBy(service); !slices.Equal(got, want) {
				t.Fatalf("pods selected by %v: %v, want %v", service.Spec.Selector, got, want)
			}
		}
	})
}

func anyMap(labels map[string]string) map[string]any {
	result := map[string]any{}
	for key, value := range labels {
		result[key] = value
	}
	return result
}

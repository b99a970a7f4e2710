package cluster

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSnapshotAccelerators(t *testing.T) {
	t.Parallel()
	snapshot := readSnapshot(t, `
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: red}
spec: {containers: [{name: main, image: main}]}
---
apiVersion: v1
kind: Pod
metadata: {name: train, namespace: red}
spec:
  nodeSelector: {pool: red}
  containers: [{name: main, image: main, resources: {limits: {nvidia.com/gpu: 2}}}]
---
apiVersion: v1
kind: Node
metadata: {name: red-1, labels: {pool: red}}
spec: {taints: [{key: nvidia.com/gpu, effect: NoSchedule}]}
---
apiVersion: v1
kind: Node
metadata: {name: blue-1, labels: {pool: blue}}
---
apiVersion: v1
kind: Pod
metadata: {name: serve, namespace: blue}
spec: {containers: [{name: main, image: main, resources: {limits: {nvidia.com/gpu: 1}}}]}
`)
	train, serve := podNamed(t, snapshot, "red/train"), podNamed(t, snapshot, "blue/serve")
	train.Release()
	if got := snapshot.Accelerators(train); len(got) != 1 || got[0].Quantity != 2 {
		t.Errorf("Accelerators of train: %+v", got)
	}
	if got := snapshot.Accelerators(podNamed(t, snapshot, "red/web")); got != nil {
		t.Errorf("Accelerators of web: %+v", got)
	}
	for i, want := range []bool{true, false} {
		if got := snapshot.MayRunOn(train, snapshot.Nodes()[i]); got != want {
			t.Errorf("train on %s: %v, want %v", snapshot.Nodes()[i].Name, got, want)
		}
	}
	if snapshot.MayRunOn(podNamed(t, snapshot, "red/web"), snapshot.Nodes()[0]) {
		t.Error("a pod without accelerators is not kept")
	}
	names := func(pods []*Pod) (names []string) {
		for _, pod := range pods {
			names = append(names, pod.Object.Name)
		}
		return names
	}
	if diff := cmp.Diff(names([]*Pod{train}), names(snapshot.AcceleratorPods("red"))); diff != "" {
		t.Errorf("AcceleratorPods (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(names([]*Pod{train, serve}), names(snapshot.AllAcceleratorPods())); diff != "" {
		t.Errorf("AllAcceleratorPods (-want +got):\n%s", diff)
	}
}

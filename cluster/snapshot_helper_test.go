package cluster

import (
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// readSnapshot returns the sealed snapshot of the objects in a YAML stream.
func readSnapshot(t testing.TB, manifests string) *Snapshot {
	t.Helper()
	return readSnapshotWith(t, Options{}, manifests)
}

func readSnapshotWith(t testing.TB, options Options, manifests string) *Snapshot {
	t.Helper()
	snapshot := NewSnapshot(options)
	for _, document := range strings.Split(manifests, "\n---\n") {
		var content map[string]any
		if err := yaml.Unmarshal([]byte(document), &content); err != nil {
			t.Fatalf("%v in:\n%s", err, document)
		}
		if content != nil {
			addContent(snapshot, content)
		}
	}
	snapshot.Seal()
	return snapshot
}

// addContent adds an object with the pods that are located in it.
func addContent(snapshot *Snapshot, content map[string]any) *Object {
	object := NewObject(content, Origin{})
	snapshot.Add(object, Locate(object).Pods)
	return object
}

// podNamed returns the pod whose object is called namespace/name.
func podNamed(t testing.TB, snapshot *Snapshot, name string) *Pod {
	t.Helper()
	for _, pod := range snapshot.AllPods() {
		if pod.Namespace+"/"+pod.Object.Name == name {
			return pod
		}
	}
	t.Fatalf("no pod %s", name)
	return nil
}

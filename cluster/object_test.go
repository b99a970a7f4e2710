package cluster

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestNewObject(t *testing.T) {
	object := parseObject(t, `{apiVersion: apps/v1, kind: Deployment, metadata: {name: a, namespace: team, labels: {k: v, bad: 1},
		annotations: {x: z}, ownerReferences: [{apiVersion: v1, kind: Thing, name: o, uid: u, controller: true}]}}`)
	want := ObjectRef{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "team", Name: "a"}
	if object.ObjectRef != want || object.GroupKind() != "Deployment.apps" || object.String() != "Deployment/team/a" {
		t.Errorf("got %+v, %s", object.ObjectRef, object.GroupKind())
	}
	if diff := cmp.Diff(map[string]string{"k": "v"}, object.Labels); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
	owners := []metav1.OwnerReference{{APIVersion: "v1", Kind: "Thing", Name: "o", UID: "u", Controller: new(true)}}
	if diff := cmp.Diff(owners, object.Owners); diff != "" {
		t.Errorf("owners (-want +got):\n%s", diff)
	}
}

func TestObjectsWithoutTheUsualFields(t *testing.T) {
	for _, content := range []map[string]any{
		nil, {}, {"metadata": "x", "kind": 1, "apiVersion": []any{}}, {"metadata": map[string]any{"name": 5, "labels": "x", "ownerReferences": "x"}},
	} {
		object := NewObject(content, Origin{})
		if object.Name != "" || object.Kind != "" || object.Labels != nil || object.Owners != nil || object.GroupKind() != "" {
			t.Errorf("%v: got %+v", content, object)
		}
		Locate(object)
	}
	generated := parseObject(t, `{apiVersion: v1, kind: Pod, metadata: {generateName: run-}}`)
	if generated.Name != "run-" {
		t.Errorf("the name to be completed stands for the name: %q", generated.Name)
	}
}

func TestLookup(t *testing.T) {
	object := parseObject(t, `{a: {b: {c: text, d: [1], e: null}}}`)
	if value, ok := object.Lookup("a", "b", "c"); value != "text" || !ok {
		t.Errorf("a.b.c: %v, %t", value, ok)
	}
	if value, ok := object.Lookup("a", "b", "e"); value != nil || !ok {
		t.Errorf("null is there: %v, %t", value, ok)
	}
	for _, path := range [][]string{{"x"}, {"a", "x"}, {"a", "b", "c", "d"}} {
		if _, ok := object.Lookup(path...); ok {
			t.Errorf("%v is not there", path)
		}
	}
	content := object.Content()
	if LookupString(content, "a", "b") != "" || LookupString(content, "a", "b", "c") != "text" {
		t.Error("LookupString")
	}
	if LookupMap(content, "a", "b", "c") != nil || len(LookupMap(content, "a")) != 1 {
		t.Error("LookupMap")
	}
	if LookupList(content, "a") != nil || len(LookupList(content, "a", "b", "d")) != 1 {
		t.Error("LookupList")
	}
}

func TestReleaseOfObjects(t *testing.T) {
	const text = `{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {number: 9007199254740993, float: 1.5, list: [true, null]}}`
	object := parseObject(t, text)
	want := parseObject(t, text).Content()
	object.Release(true)
	if diff := cmp.Diff(want, object.Content()); diff != "" {
		t.Errorf("released (-want +got):\n%s", diff)
	}
	object.Restore()
	object.Release(true)
	object.Restore()
	if diff := cmp.Diff(want, object.Content()); diff != "" {
		t.Errorf("restored (-want +got):\n%s", diff)
	}
	dropped := parseObject(t, text)
	dropped.Release(false)
	if dropped.Content() != nil || dropped.Name != "a" {
		t.Error("the content is dropped and the header stays")
	}
	var decoded corev1.ConfigMap
	if errs := object.Decode(&decoded); len(errs) != 3 || decoded.Name != "a" {
		t.Errorf("decoded %v with %v", decoded.Name, errs)
	}
}

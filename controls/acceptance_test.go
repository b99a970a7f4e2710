package controls_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/controls"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// judgeAll runs the whole catalogue over one text.
func judgeAll(t testing.TB, text string, complete bool) *answer {
	t.Helper()
	var got answer
	options := scan.Options{Catalogue: controls.Builtin(), Now: caseTime, Complete: complete}
	if _, err := scan.Run(context.Background(), yaml(text), options, &got); err != nil {
		t.Fatal(err)
	}
	return &got
}

// everyCase calls use with every case of every control.
func everyCase(t testing.TB, use func(name string, text []byte)) {
	t.Helper()
	for _, family := range controls.Families() {
		for _, c := range family.Controls() {
			cases, err := family.Cases(c.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, list := range [][]control.Case{cases.Bad, cases.Good, cases.Unknown} {
				for _, example := range list {
					use(c.ID+"/"+example.Name, example.YAML)
				}
			}
		}
	}
}

// TestCatalogueIsValid holds the built-in catalogue to its own rules.
func TestCatalogueIsValid(t *testing.T) {
	t.Parallel()
	catalogue, err := control.NewCatalogue(controls.Families()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range catalogue.Controls() {
		family := catalogue.Family(c.ID)
		if !strings.HasPrefix(c.ID, family.Name+"-") {
			t.Errorf("%s: the ID must begin with the name of its family, %s", c.ID, family.Name)
		}
		if strings.HasSuffix(c.Title, ".") {
			t.Errorf("%s: the title is not a sentence", c.ID)
		}
	}
	if count := len(catalogue.Controls()); count < 60 {
		t.Errorf("%d controls, want at least 60", count)
	}
}

// TestEveryControlIsRepeatable judges every case with the whole catalogue
// twice: no control may panic on what others judge, and all must answer the same
// again.
func TestEveryControlIsRepeatable(t *testing.T) {
	t.Parallel()
	everyCase(t, func(name string, text []byte) {
		first, second := judgeAll(t, string(text), true), judgeAll(t, string(text), true)
		if diff := cmp.Diff(first.findings, second.findings); diff != "" {
			t.Errorf("%s: answers differ between two runs (-first +second):\n%s", name, diff)
		}
	})
}

// TestControlsSurviveHostileObjects gives every judged kind, and pods, fields
// that are missing, empty or of the wrong type.
func TestControlsSurviveHostileObjects(t *testing.T) {
	t.Parallel()
	kinds := map[string]bool{"Pod": true, "Namespace": true}
	for _, c := range controls.Builtin().Controls() {
		for _, kind := range c.Judges.Kinds {
			kinds[kind] = true
		}
	}
	bodies := []string{
		"", "spec: null", "spec: {}", "spec: []", "spec: text", "spec: 7", "data: {a: b}", "data: []", "data: {config.yaml: '['}",
		"rules: null", "rules: [null]", "rules: [{}]", "rules: text", "subjects: [null]\nroleRef: {}", "subjects: text\nroleRef: text",
		"spec: {rules: [null], selector: text, mtls: text}", "spec: {template: null, containers: null}",
		"spec: {containers: [null]}", "spec: {containers: [{}]}", "spec: {containers: [{name: a, env: [null], args: [null], command: text}]}",
		"spec: {containers: [{name: a, image: '@@@:::', args: ['sh', '-c', \"'\"], securityContext: null, resources: {limits: {nvidia.com/gpu: lots}}}], volumes: [null, {name: a}], tolerations: [{}]}",
		"spec: {hard: {requests.nvidia.com/gpu: many}}", "spec: {hard: null}", "spec: {ports: [null], type: null}",
	}
	for kind := range kinds {
		name, group, grouped := strings.Cut(kind, ".")
		apiVersion := "v1"
		if grouped {
			apiVersion = group + "/v1"
		}
		for _, metadata := range []string{"{name: a, namespace: b}", "{}", "null", "text", "{name: 7, labels: [], annotations: text}", "{name: a, labels: {a: null}}"} {
			for _, body := range bodies {
				judgeAll(t, fmt.Sprintf("apiVersion: %s\nkind: %s\nmetadata: %s\n%s\n", apiVersion, name, metadata, body), true)
			}
		}
	}
}

// FuzzControls runs the whole catalogue over arbitrary text.
func FuzzControls(f *testing.F) {
	everyCase(f, func(_ string, text []byte) { f.Add(string(text)) })
	f.Fuzz(func(t *testing.T, text string) { judgeAll(t, text, len(text)%2 == 0) })
}

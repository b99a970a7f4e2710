package manifest

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// recorder is a sink that writes down what it is given, one line each.
type recorder struct {
	lines     []string
	objects   []*cluster.Object
	notices   []scan.Notice
	documents int
}

func (r *recorder) File(name string, size int64) { r.add("file %s", name) }
func (r *recorder) Document()                    { r.documents++ }

func (r *recorder) Object(object *cluster.Object) error {
	line, column, _ := object.Origin.Positions.Find("")
	item := ""
	if object.Origin.Item > 0 {
		item = fmt.Sprintf(" item %d", object.Origin.Item)
	}
	r.add("%d:%d %s %s (document %d%s)", line, column, object.APIVersion, object.ObjectRef, object.Origin.Document, item)
	for _, comment := range object.Origin.Comments {
		r.add("comment %d %q at %q", comment.Line, comment.Text, comment.Path)
	}
	r.objects = append(r.objects, object)
	return nil
}

func (r *recorder) Definition(d scan.Definition) {
	r.add("%d:%d definition %s.%s %v", d.Location.Line, d.Location.Column, d.Kind, d.Group, d.Versions)
}

func (r *recorder) Notice(n scan.Notice) {
	r.add("%d:%d %s: %s", n.Location.Line, n.Location.Column, n.Reason, n.Detail)
	r.notices = append(r.notices, n)
}

func (r *recorder) add(format string, arguments ...any) {
	r.lines = append(r.lines, fmt.Sprintf(format, arguments...))
}

func read(t testing.TB, r io.Reader) *recorder {
	t.Helper()
	sink := &recorder{}
	if err := Read(context.Background(), r, Options{File: "test.yaml"}, sink); err != nil {
		t.Fatal(err)
	}
	return sink
}

func TestRead(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"empty", "", `0:0 empty: no documents`},
		{"blank", "\n \n---\n---\n", `0:0 empty: no documents`},
		{"comments alone", "# a\n# b\n", `0:0 empty: no documents`},
		{"null", "---\nnull\n", `2:1 empty: a document without content`},
		{"objects", "# license\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: ns}\n--- # next\n\nkind: Job\napiVersion: batch/v1\n", `
3:1 v1 Pod/ns/a (document 1)
8:1 batch/v1 Job/ (document 2)`},
		{"not Kubernetes", "a: b\n---\nkind: x\n---\napiVersion: v1\n---\n- a\n---\ntext\n", `
1:1 not-kubernetes: no apiVersion and no kind
3:1 not-kubernetes: kind "x" without apiVersion
5:1 not-kubernetes: apiVersion "v1" without kind
7:1 not-kubernetes: not an object but a list
9:1 not-kubernetes: not an object but a string`},
		{"goes on after what is broken", "a: b: c\n---\napiVersion: v1\nkind: Pod\n", `
1:5 broken: a ':' cannot stand here: put the value in quotes
3:1 v1 Pod/ (document 2)`},
		{"truncated", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: \"a", `4:9 broken: the quotes are not closed`},
		{"tab", "apiVersion: v1\nkind: Pod\nmetadata:\n\tname: a\n", `4:1 broken: a tab cannot be used for indentation: use spaces`},
		{"duplicate key", "apiVersion: v1\nkind: Service\nkind: Pod\n", `
3:1 duplicate-key: field "kind" is set twice: the last one counts
1:1 v1 Pod/ (document 1)`},
		{"merge over a field", "x: &x {kind: Pod}\napiVersion: v1\nkind: Service\n<<: *x\n", `
1:8 duplicate-key: field "kind" is set by the mapping and again by a merge (<<) below it: kubectl takes the merged one
1:1 v1 Pod/ (document 1)`},
		{"field over a merge", "x: &x {kind: Pod}\n<<: *x\napiVersion: v1\nkind: Service\n", `1:1 v1 Service/ (document 1)`},
		{"malformed", "apiVersion: v1\nkind: [Pod]\n---\napiVersion: 1\nkind: Pod\n---\napiVersion: v1\nkind: Pod\nmetadata: a\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: 1\n  labels:\n    on: yes\n    b: ok\n  annotations: []\n", `
2:1 malformed: kind must be a string, found a list
4:1 malformed: apiVersion must be a string, found a number
9:1 malformed: metadata must be a mapping, found a string
7:1 v1 Pod/ (document 3)
14:3 malformed: metadata.name must be a string, found a number: the API server refuses it
16:5 malformed: metadata.labels.true must be a string, found a boolean: the API server refuses it
18:3 malformed: metadata.annotations must be a mapping, found a list: the API server refuses it
11:1 v1 Pod/ (document 4)`},
		{"list", "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n- 1\n- kind: Job\n  apiVersion: batch/v1\n", `
4:3 v1 Pod/a (document 1 item 1)
7:3 not-kubernetes: not an object but a number
8:3 batch/v1 Job/ (document 1 item 3)`},
		{"typed list", "kind: PodList\napiVersion: v1\nitems:\n- metadata: {name: a}\n- kind: Job\n", `
4:3 v1 Pod/a (document 1 item 1)
5:3 not-kubernetes: kind "Job" without apiVersion`},
		{"nested lists", "kind: List\napiVersion: v1\nitems:\n- kind: List\n  apiVersion: v1\n  items:\n  - {kind: Pod, apiVersion: v1}\n", `7:5 v1 Pod/ (document 1 item 1)`},
		{"empty and wrong lists", "kind: List\napiVersion: v1\nitems: []\n---\nkind: List\napiVersion: v1\nitems: a\n", `
3:1 empty: a list without items
7:1 malformed: items must be a list, found a string`},
		{"a list in disguise", "kind: ConfigMap\napiVersion: v1\nitems:\n- {kind: Pod, apiVersion: v1}\n- {key: a}\n", `
1:1 v1 ConfigMap/ (document 1)
3:1 malformed: a field items makes kubectl read this as a list of objects: they were judged, and so was this
4:3 v1 Pod/ (document 1 item 1)`},
		{"objects behind a definition", crd + "items: [{kind: Pod, apiVersion: v1}]\n", `
1:1 definition Widget.example.com [v1]
19:1 malformed: a field items makes kubectl read this as a list of objects: they were judged, and so was this
19:9 v1 Pod/ (document 1 item 1)`},
		{"separator with content", "--- {apiVersion: v1, kind: Pod}\n---kind: x\n", `
1:1 broken: kubectl refuses a line that begins with --- and goes on: put what follows on the next line (it was judged all the same)
1:5 v1 Pod/ (document 1)
2:1 broken: kubectl refuses a line that begins with --- and goes on: put what follows on the next line (it was judged all the same)
2:1 not-kubernetes: no apiVersion and no kind`},
		{"three dots", "apiVersion: v1\nkind: Pod\n...\n---\napiVersion: v1\nkind: Pod\n...\napiVersion: v1\nkind: Job\n", `
1:1 v1 Pod/ (document 1)
5:1 v1 Pod/ (document 2)
8:1 broken: expected the end of the document: check the indentation of this line`},
		{"end of document inside a block scalar", "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n---\nkind: Pod\napiVersion: v1\n", `
1:1 v1 ConfigMap/ (document 1)
6:1 v1 Pod/ (document 2)`},
		{"CRLF and byte order mark", "\ufeffapiVersion: v1\r\nkind: Pod\r\n---\r\napiVersion: v1\r\nkind: Job\r\n", `
1:1 v1 Pod/ (document 1)
4:1 v1 Job/ (document 2)`},
		{"template", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}-a\n---\napiVersion: v1\nkind: \"{{ .Values.kind }}\"\n---\n{{- if .Values.x }}\napiVersion: v1\nkind: Pod\n{{- end }}\n", `
4:10 template: not YAML until its template actions are rendered (a field name must be a plain value, not a mapping or list): render the chart and scan that
7:1 template: a template that was not rendered: render the chart and scan that
9:2 template: not YAML until its template actions are rendered (a field name must be a plain value, not a mapping or list): render the chart and scan that`},
		{"braces in strings", "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  a: \"{{inputs.parameters.x}}\"\n  b: echo {{x}}\n", `1:1 argoproj.io/v1alpha1 Workflow/ (document 1)`},
		{"NUL", "apiVersion: v1\nkind: Pod\x00\n", `2:10 broken: a character that YAML does not allow: the file is not UTF-8 text or has control characters`},
		{"little-endian", "\xff\xfea\x00\n\x00", `1:1 broken: UTF-16 text, which kubectl cannot read: save it as UTF-8`},
		{"byte order mark inside", "apiVersion: v1\nkind: Pod\nmetadata: {name: \"a\ufeffb\"}\n", "1:1 v1 Pod/a\ufeffb (document 1)"},
		{"bomb", "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\n", `4:17 broken: aliases blow this document up`},
		{"deep", strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000), `1:1001 too-large: nested deeper than 1000`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := read(t, strings.NewReader(test.text))
			if diff := cmp.Diff(strings.Split(strings.TrimPrefix(test.want, "\n"), "\n"), got.lines); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestBigEndianIsReadAsKubectlDoes(t *testing.T) {
	text := "\xfe\xff"
	for _, c := range "apiVersion: v1\nkind: Pod\nmetadata: {name: é}\n" {
		text += string([]byte{byte(c >> 8), byte(c)})
	}
	got := read(t, strings.NewReader(text))
	if diff := cmp.Diff([]string{"1:1 v1 Pod/é (document 1)"}, got.lines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestComments(t *testing.T) {
	got := read(t, strings.NewReader(`# bulkhead:waive whole because
# something else
---
apiVersion: v1
kind: Pod
metadata:
  name: a # bulkhead:waive name
spec:
  # bulkhead:waive item
  - name: x
    # bulkhead:waive below
    image: "# bulkhead:not a comment"
    command: |
      # bulkhead:not a comment
  - name: y # bulkhead:waive second item
    # see bulkhead: not to us
    # bulkhead:waive last
---
# bulkhead:waive all items
kind: List
apiVersion: v1
items:
# bulkhead:waive first item
- kind: Pod
  apiVersion: v1
  spec: {a: b} # bulkhead:waive spec
- kind: Job
  apiVersion: v1
`))
	want := []string{
		"4:1 v1 Pod/a (document 1)",
		`comment 1 "bulkhead:waive whole because" at ""`,
		`comment 7 "bulkhead:waive name" at "metadata.name"`,
		`comment 9 "bulkhead:waive item" at "spec[0]"`,
		`comment 11 "bulkhead:waive below" at "spec[0].image"`,
		`comment 15 "bulkhead:waive second item" at "spec[1]"`,
		`comment 17 "bulkhead:waive last" at "spec[1].name"`,
		"24:3 v1 Pod/ (document 2 item 1)",
		`comment 19 "bulkhead:waive all items" at ""`,
		`comment 23 "bulkhead:waive first item" at ""`,
		`comment 26 "bulkhead:waive spec" at "spec"`,
		"27:3 v1 Job/ (document 2 item 2)",
		`comment 19 "bulkhead:waive all items" at ""`,
	}
	if diff := cmp.Diff(want, got.lines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

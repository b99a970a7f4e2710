package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	kubejson "k8s.io/apimachinery/pkg/util/json"

	"github.com/bulkhead-dev/bulkhead/cluster"
)

// jsonValue decodes a text that is one JSON value.
func jsonValue(text []byte) (any, error) {
	d := newDecoder(wholeDocument)
	decoded, taken, err := d.decodeJSON(text, place{1, 1})
	if err == nil && len(bytes.TrimLeft(text[taken:], " \t\r\n")) > 0 {
		err = errors.New("more follows")
	}
	return decoded.value, err
}

func compareWithKubernetesJSON(t *testing.T, text []byte) {
	t.Helper()
	var want any
	wantErr := kubejson.Unmarshal(text, &want)
	got, gotErr := jsonValue(text)
	var limit *problem
	switch {
	case errors.As(gotErr, &limit) && limit.limit:
	case (gotErr == nil) != (wantErr == nil):
		t.Errorf("%q: got error %v, Kubernetes %v", text, gotErr, wantErr)
	case gotErr == nil && !reflect.DeepEqual(got, want):
		t.Errorf("%q (-kubernetes +ours):\n%s", text, cmp.Diff(want, got))
	}
	var syntax *jsonSyntax
	if errors.As(gotErr, &syntax) && json.Valid(text) {
		t.Errorf("%q is valid JSON, got %v", text, gotErr)
	}
}

var jsonSeeds = []string{
	`{}`, `[]`, ` { "a" : [ 1 , 2.5 , -0 , 1e3 , true , false , null , "x" ] } `, `{"a":1,"a":2}`, `"\u00e9\ud83d\ude00\ud83d\n\/\"\\"`, "\"\xff\"", `9223372036854775807`,
	`9223372036854775808`, `1e400`, `01`, `1.`, `.5`, `-`, `+1`, `1e`, `tru`, `nul`, `{"a"}`, `{"a":}`, `{,}`, `[1,]`, `{"a":1,}`, `"a`, `"\x"`, `"\u12"`, "\"\x01\"", `{"a":1} x`, "\ufeff{}", `1E+2`, `-0.0`, `{"a":{"b":[{"c":null}]}}`, `'a'`, "[1\n,\t2\r\n]", `"\ud800\ud800"`, `"\ud800\u0041"`, "", " ",
}

func FuzzJSONAgainstKubernetes(f *testing.F) {
	for _, seed := range jsonSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(compareWithKubernetesJSON)
}

func TestReadJSON(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"object", "\n{\"kind\": \"Pod\",\n \"apiVersion\": \"v1\"}\n", `2:1 v1 Pod/ (document 1)`},
		{"several", `{"kind":"Pod","apiVersion":"v1"} {"kind":"Job","apiVersion":"batch/v1"} 3 `, `
1:1 v1 Pod/ (document 1)
1:34 batch/v1 Job/ (document 2)
1:73 not-kubernetes: not an object but a number`},
		{"then YAML", "{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}\n---\n{\"kind\":\"Job\",\"apiVersion\":\"v1\"}\n---\nkind: A\napiVersion: v1\n", `
1:1 v1 Pod/ (document 1)
3:1 v1 Job/ (document 2)
5:1 v1 A/ (document 3)`},
		{"flow YAML", "{kind: Pod, apiVersion: v1, x: yes}\n", `1:1 v1 Pod/ (document 1)`},
		{"several and then YAML", "{}{}\n---\nkind: A\napiVersion: v1\n", `
1:1 not-kubernetes: no apiVersion and no kind
1:3 not-kubernetes: no apiVersion and no kind
2:2 broken: kubectl reads no YAML behind several JSON documents: expected a digit
3:1 v1 A/ (document 3)`},
		{"twice", `{"kind":"Service","apiVersion":"v1","kind":"Pod"}`, `
1:37 duplicate-key: field "kind" is set twice: the last one counts
1:1 v1 Pod/ (document 1)`},
		{"truncated", `{"kind":"Pod","apiVersion":"v1"`, `1:32 broken: not JSON, though it begins with a brace, and not YAML either: expected ',' or '}'`},
		{"too large a number", `{"kind":"Pod","apiVersion":"v1","x":1e999} {"kind":"Job","apiVersion":"v1"}`, `
1:42 broken: the number 1e999 is too large
1:44 v1 Job/ (document 2)`},
		{"definition", `{"kind":"CustomResourceDefinition","apiVersion":"apiextensions.k8s.io/v1","spec":{"group":"g","names":{"kind":"K"},"versions":[{"name":"v1","served":true},{"name":"v2","served":false}]}}`, `1:1 definition K.g [v1]`},
		{"list with kind last", `{"items":[{"metadata":{"name":"a"}}],"kind":"PodList","apiVersion":"v1"}`, `1:11 v1 Pod/a (document 1 item 1)`},
		{"array", `[{"kind":"Pod","apiVersion":"v1"}]`, `1:1 not-kubernetes: not an object but a list`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := read(t, strings.NewReader(test.text))
			if diff := cmp.Diff(strings.Split(strings.TrimPrefix(test.want, "\n"), "\n"), got.lines); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// largeList writes a list of pods without end of memory: head, count items,
// tail.
func largeList(head, item, tail string, count int) io.Reader {
	reader, writer := io.Pipe()
	go func() {
		_, _ = io.WriteString(writer, head) // a reader that stopped is the test's to notice
		for i := range count {
			if i > 0 {
				_, _ = io.WriteString(writer, ",\n")
			}
			if _, err := fmt.Fprintf(writer, item, i); err != nil {
				return
			}
		}
		_, _ = io.WriteString(writer, tail)
		_ = writer.Close()
	}()
	return reader
}

func TestLargeJSONLists(t *testing.T) {
	padding := strings.Repeat("x", 1000)
	pod := `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p%d"},"x":"` + padding + `"}`
	bare := `{"metadata":{"name":"p%d"},"x":"` + padding + `"}`
	for _, test := range []struct {
		name, head, item, tail string
		objects                int
		notices                string
	}{
		{"kubectl order", `{"apiVersion":"v1","items":[`, pod, `],"kind":"List"}`, 3000, ""},
		{"kind first", `{"kind":"PodList","apiVersion":"v1","items":[`, bare, `]}`, 3000, ""},
		{"kind last", `{"items":[`, bare, `],"kind":"PodList","apiVersion":"v1"}`, 3000, ""},
		{"truncated", `{"kind":"List","apiVersion":"v1","items":[`, pod, ``, 3000, "broken"},
		{"garbage behind an item", `{"kind":"List","apiVersion":"v1","items":[`, pod, ` x]}`, 3000, "broken"},
		{"items twice", `{"kind":"List","apiVersion":"v1","items":[{"kind":"Pod","apiVersion":"v1"}],"items":[`, pod, `]}`, 3001, "duplicate-key"},
		{"object", `{"kind":"ConfigMap","apiVersion":"v1","data":[`, pod, `]}`, 1, ""},
		{"broken inside an item", `{"kind":"List","apiVersion":"v1","items":[{"a" 1},`, pod, `]}`, 0, "broken"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := read(t, largeList(test.head, test.item, test.tail, 3000))
			if len(got.objects) != test.objects {
				t.Errorf("%d objects, want %d", len(got.objects), test.objects)
			}
			var reasons []string
			for _, notice := range got.notices {
				reasons = append(reasons, string(notice.Reason))
			}
			if strings.Join(reasons, " ") != test.notices {
				t.Errorf("notices %v, want %q", got.notices, test.notices)
			}
			if test.objects == 3000 {
				last := got.objects[2999]
				if line, _, _ := last.Origin.Positions.Find("metadata.name"); last.Name != "p2999" || last.Kind != "Pod" || line != 3000 || last.Origin.Item != 3000 {
					t.Errorf("last object %v item %d at line %d", last.ObjectRef, last.Origin.Item, line)
				}
			}
		})
	}
}

// discard is a sink that keeps nothing and watches the memory.
type discard struct {
	recorder
	count   int
	highest uint64
}

func (d *discard) Object(*cluster.Object) error {
	if d.count++; d.count%20_000 == 0 {
		d.highest = max(d.highest, heap())
	}
	return nil
}

// heap is the memory in use after a collection.
func heap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func TestHugeJSONListIsStreamed(t *testing.T) {
	count := 120_000 // 200 MB
	if testing.Short() {
		count = 20_000
	}
	pod := `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p%d"},"x":"` + strings.Repeat("x", 1600) + `"}`
	before := heap()
	var sink discard
	if err := Read(t.Context(), largeList(`{"apiVersion":"v1","items":[`, pod, `],"kind":"List"}`, count), Options{}, &sink); err != nil {
		t.Fatal(err)
	}
	if sink.count != count || len(sink.notices) > 0 {
		t.Errorf("%d objects, notices %v", sink.count, sink.notices)
	}
	if grown := int64(sink.highest) - int64(before); grown > 16<<20 {
		t.Errorf("the heap grew by %d MiB", grown>>20)
	}
}

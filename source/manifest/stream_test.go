package manifest

import (
	"bytes"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/runtime"
	kubejson "k8s.io/apimachinery/pkg/util/json"
	kubeyaml "k8s.io/apimachinery/pkg/util/yaml"

	"github.com/bulkhead-dev/bulkhead/scan"
)

// kubectlObjects reads a stream the way kubectl does, up to the first error,
// and returns what would be applied: the objects, and those in lists.
func kubectlObjects(text []byte) (objects []map[string]any) {
	reader := kubeyaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), 4096)
	for {
		var raw runtime.RawExtension
		if err := reader.Decode(&raw); err != nil {
			return objects
		}
		var value any
		if kubejson.Unmarshal(raw.Raw, &value) != nil {
			continue
		}
		content := mapping(value)
		if kind, _ := content["kind"].(string); kind == "" {
			continue
		}
		items, isList := content["items"].([]any)
		if !isList {
			items = []any{value}
		}
		for _, item := range items {
			if isList {
				listOf(content).adopt(item)
			}
			if isObject(item) && !isDefinition(mapping(item)["apiVersion"].(string), mapping(item)["kind"].(string)) &&
				!strings.Contains(mapping(item)["kind"].(string)+mapping(item)["apiVersion"].(string), "{{") && (mapping(item)["items"] == nil) {
				objects = append(objects, mapping(item))
			}
		}
	}
}

// checkStream fails when kubectl would apply an object that was not handed
// over, and no notice says that something was not understood.
func checkStream(t *testing.T, text []byte) {
	t.Helper()
	got := read(t, bytes.NewReader(text))
	found := 0
	for _, want := range kubectlObjects(text) {
		for found < len(got.objects) && !reflect.DeepEqual(got.objects[found].Content(), want) {
			found++
		}
		if found == len(got.objects) {
			for _, notice := range got.notices {
				if notice.Reason.Incomplete() || notice.Reason == "duplicate-key" {
					return
				}
			}
			t.Fatalf("kubectl applies %v, which was not handed over: %v", want, got.lines)
		}
		found++
	}
}

var streamSeeds = []string{
	"apiVersion: v1\nkind: A\n---\napiVersion: v1\nkind: B\n", "---\napiVersion: v1\nkind: A\n--- # c\napiVersion: v1\nkind: B\n---#c\napiVersion: v1\nkind: C\n",
	"apiVersion: v1\nkind: A\r\n---\r\napiVersion: v1\r\nkind: B\r\n", "\ufeffapiVersion: v1\nkind: A\n---\n\ufeffapiVersion: v1\nkind: B\n", "\ufeff---\napiVersion: v1\nkind: A\n",
	"apiVersion: v1\nkind: A\na: |\n  x\n---\napiVersion: v1\nkind: B", "apiVersion: v1\nkind: A\n...\napiVersion: v1\nkind: B\n---\napiVersion: v1\nkind: C\n",
	`{"apiVersion":"v1","kind":"A"}{"apiVersion":"v1","kind":"B"}`, "{\"apiVersion\":\"v1\",\"kind\":\"A\"}\n---\n{\"apiVersion\":\"v1\",\"kind\":\"B\"}\n---\napiVersion: v1\nkind: C\n",
	"{apiVersion: v1, kind: A}\n---\n{apiVersion: v1, kind: B}\n", "  {\"apiVersion\":\"v1\",\"kind\":\"A\"}  \n  apiVersion: v1\n", "{\"apiVersion\":\"v1\",\"kind\":\"A\"} x\n---\napiVersion: v1\nkind: B\n",
	`{"apiVersion":"v1","kind":"PodList","items":[{"a":1},{"apiVersion":"v1","kind":"B"}]}`, "apiVersion: v1\nkind: X\nitems:\n- apiVersion: v1\n  kind: B\n", "kind: List\nitems:\n- {apiVersion: v1, kind: B}\n",
	"apiVersion: v1\nkind: |\n A", "a\n---\napiVersion: v1\nkind: B\n", "null\n---\napiVersion: v1\nkind: B\n", "# c\n---\n---\n\n---\napiVersion: v1\nkind: B\n", "apiVersion: v1\nkind: A\ra: b\r---\rkind: B\r",
	"\xfe\xff\x00{\x00k\x00:\x00 \x00a\x00}\x00\n", "apiVersion: v1\nkind: Pod\nkind: A\n", "apiVersion: v1\nkind: A\nitems: null\n", "- apiVersion: v1\n  kind: A\n", crd + "---\n" + crd, crd + "kind: A\n",
}

func TestStreamsAgainstKubectl(t *testing.T) {
	for _, seed := range streamSeeds {
		checkStream(t, []byte(seed))
	}
}

func FuzzStreamAgainstKubectl(f *testing.F) {
	for _, seed := range streamSeeds {
		f.Add([]byte(seed))
	}
	for _, seed := range poses {
		f.Add([]byte(seed))
	}
	f.Fuzz(checkStream)
}

// TestReadersInPieces reads the same streams whole, byte by byte and in halves.
func TestReadersInPieces(t *testing.T) {
	seeds := slices.Concat(streamSeeds, poses, yamlSeeds, jsonSeeds)
	for _, seed := range seeds {
		want := read(t, strings.NewReader(seed)).lines
		for name, pieces := range map[string]io.Reader{
			"bytes": iotest.OneByteReader(strings.NewReader(seed)), "halves": iotest.HalfReader(strings.NewReader(seed)),
			"error with data": iotest.DataErrReader(strings.NewReader(seed)),
		} {
			if diff := cmp.Diff(want, read(t, pieces).lines); diff != "" {
				t.Errorf("%q in %s (-whole +pieces):\n%s", seed, name, diff)
			}
		}
	}
}

// checkStreaming fails when the objects of a stream depend on whether its
// documents are decoded as a whole. They may where a document is not what it
// seems to be until its end.
func checkStreaming(t *testing.T, text []byte) {
	t.Helper()
	whole := read(t, bytes.NewReader(text))
	for _, notice := range whole.notices {
		switch notice.Reason {
		case scan.Empty, scan.NotKubernetes, scan.Configuration:
		default:
			return
		}
	}
	streamed := &recorder{}
	if err := newDecoder(0).read(t.Context(), iotest.HalfReader(bytes.NewReader(text)), Options{File: "test.yaml"}, streamed); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(whole.lines, streamed.lines); diff != "" {
		t.Errorf("(-whole +streamed):\n%s", diff)
	}
	for i, object := range streamed.objects {
		if !reflect.DeepEqual(object.Content(), whole.objects[i].Content()) {
			t.Errorf("%v differs:\n%s", object, cmp.Diff(whole.objects[i].Content(), object.Content()))
		}
	}
}

func FuzzStreamedAgainstWhole(f *testing.F) {
	for _, seed := range slices.Concat(streamSeeds, poses, jsonSeeds) {
		f.Add([]byte(seed))
	}
	f.Add([]byte(`{"items":[{"a":[1,{"b":"}"}]} , {"kind":"Pod","apiVersion":"v1"}],"kind":"PodList","apiVersion":"v1","metadata":{"a":1e3}}`))
	f.Add([]byte("kind: List\napiVersion: v1\nitems:\n- kind: Pod\n  apiVersion: v1\n  x: &a {b: c}\n- *a\nmetadata: {d: *a}\n"))
	f.Fuzz(checkStreaming)
}

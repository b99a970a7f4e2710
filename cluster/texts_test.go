package cluster

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTexts(t *testing.T) {
	t.Parallel()
	large := strings.Repeat("x", maxText+1)
	for _, test := range []struct {
		name    string
		content map[string]any
		want    []Text
	}{
		{
			"config map",
			map[string]any{"kind": "ConfigMap", "data": map[string]any{"b": "2", "a.yaml": "1", "n": int64(3), "large": large}, "binaryData": map[string]any{"c": "eA=="}},
			[]Text{{"a.yaml", `data["a.yaml"]`, "1"}, {"b", "data.b", "2"}},
		},
		{
			"secret",
			map[string]any{"kind": "Secret", "data": map[string]any{"a": "eA==", "broken": "%"}, "stringData": map[string]any{"b": "eA=="}},
			[]Text{{"a", "data.a", "x"}, {"b", "stringData.b", "eA=="}},
		},
		{"without data", map[string]any{"kind": "ConfigMap", "data": []any{"x"}}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := slices.Collect(NewObject(test.content, Origin{}).Texts)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("texts differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTextsStops(t *testing.T) {
	t.Parallel()
	object := NewObject(map[string]any{"kind": "Secret", "data": map[string]any{"a": "", "b": ""}, "stringData": map[string]any{"c": ""}}, Origin{})
	for text := range object.Texts {
		if text.Key != "a" {
			t.Errorf("went on to %s after the loop ended", text.Key)
		}
		break
	}
}

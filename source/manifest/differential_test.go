package manifest

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	kubejson "k8s.io/apimachinery/pkg/util/json"
	sigs "sigs.k8s.io/yaml"

	"github.com/bulkhead-dev/bulkhead/source/yaml"
)

// kubectlValue is what kubectl makes of one document: the reference.
func kubectlValue(text []byte) (any, error) {
	encoded, err := sigs.YAMLToJSON(text)
	if err != nil {
		return nil, err
	}
	var value any
	err = kubejson.Unmarshal(encoded, &value)
	return value, err
}

// ourValue decodes the first document of text.
func ourValue(text []byte) (tree, error) {
	var parser yaml.Parser
	c := composer{parser: &parser, names: &interner{}}
	parser.Reset(bytes.TrimPrefix(text, byteOrderMark), nil)
	return c.compose(1)
}

// compareWithKubectl fails when the two readings of a document differ.
func compareWithKubectl(t *testing.T, text []byte) {
	t.Helper()
	want, wantErr := kubectlValue(text)
	got, gotErr := ourValue(text)
	switch {
	case gotErr != nil && wantErr != nil:
	case gotErr != nil:
		var p *problem
		if errors.As(gotErr, &p) && p.limit {
			return // a documented limit of ours
		}
		t.Errorf("refused (%v) what kubectl reads as %#v", gotErr, want)
	case wantErr != nil:
		t.Errorf("read %#v where kubectl says %v", got.value, wantErr)
	default:
		if !reflect.DeepEqual(want, got.value) { // cmp.Diff alone takes forever on deep nesting
			t.Errorf("value differs (-kubectl +ours):\n%s", cmp.Diff(want, got.value))
		}
	}
}

// splitterOf cuts a file into chunks.
func splitterOf(data []byte) *splitter {
	var in input
	in.reset(bytes.NewReader(data))
	return newSplitter(&in, MaxDocument)
}

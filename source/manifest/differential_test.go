package manifest

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

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
	return c.compose(1, nil)
}

// compareWithKubectl fails when the two readings of a document differ, other
// than in these ways:
//
//   - UTF-16, of which kubectl reads what it happens to cut into whole characters:
//     see plainText;
//   - a byte order mark inside the text: see kubectlReading;
//   - limits of ours: see tree.go;
//   - characters that YAML does not allow behind the end of the document, which
//     kubectl does not come to see: we refuse the text with a notice;
//   - names that are equal once they are strings, such as 1 and "1": kubectl then
//     takes any one of the values, a different one each time.
func compareWithKubectl(t *testing.T, text []byte) {
	t.Helper()
	if bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) || bytes.Contains(text[min(len(text), 3):], byteOrderMark) {
		return
	}
	want, wantErr := kubectlValue(text)
	got, gotErr := ourValue(text)
	switch {
	case gotErr != nil && wantErr != nil:
	case gotErr != nil:
		var p *problem
		if errors.As(gotErr, &p) && p.limit {
			return // a documented limit of ours
		}
		if p != nil && strings.HasPrefix(p.detail, "a character that YAML does not allow") {
			if cut, err := ourValue(text[:firstStrange(text)]); err == nil && reflect.DeepEqual(cut.value, want) {
				return
			}
		}
		t.Errorf("refused (%v) what kubectl reads as %#v", gotErr, want)
	case wantErr != nil:
		t.Errorf("read %#v where kubectl says %v", got.value, wantErr)
	default:
		for range 40 { // see above about names
			if reflect.DeepEqual(want, got.value) || len(got.duplicates) == 0 {
				break
			}
			want, _ = kubectlValue(text)
		}
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

// firstStrange is the place of the first character that YAML does not allow.
func firstStrange(text []byte) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 || unicode.IsControl(r) && !strings.ContainsRune("\t\n\r\u0085", r) || r == 0xfffe || r == 0xffff {
			return i
		}
		i += size
	}
	return len(text)
}

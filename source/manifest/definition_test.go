package manifest

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/bulkhead-dev/bulkhead/scan"
)

const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.example.com
spec:
  group: example.com
  names:
    plural: widgets
    kind: Widget
  versions:
  - name: v1
    served: true
    schema:
      openAPIV3Schema:
        description: |
          kind: Pod
  - name: v2
    served: false
`

func TestLexicalDefinition(t *testing.T) {
	want := scan.Definition{Group: "example.com", Kind: "Widget", Versions: []string{"v1"}}
	for _, text := range []string{
		crd, strings.ReplaceAll(crd, "\n", "\r\n"), "# a\n\n" + crd, crd + "status:\n  conditions: []\n",
		strings.Replace(crd, "group: example.com", `group: "example.com"`, 1), strings.Replace(crd, "spec:", "# c\nspec: ", 1),
		strings.ReplaceAll(crd, "\n  - name", "\n    - name"),
	} {
		got, certain := lexicalDefinition([]byte(text))
		if diff := cmp.Diff(want, got); !certain && !strings.Contains(text, "    - name") || certain && diff != "" {
			t.Errorf("%s\ncertain %v (-want +got):\n%s", text, certain, diff)
		}
	}
}

// poses are documents that look like a definition and need not be one.
var poses = []string{
	crd + "kind: Pod\n", crd + "\"kind\": Pod\n", crd + "? kind\n: Pod\n", crd + "<<: {kind: Pod}\n", crd + "items: []\n", crd + "...\nkind: Pod\n",
	"kind: Pod\n" + crd, "{kind: Pod}\n" + crd, "&a\n" + crd, "!!map\n" + crd, "- a\n" + crd, "%YAML 1.1\n" + crd,
	"x: \"\n" + crd + "\"\nkind: Pod\n", "x: |\n" + crd, "  x: \"\n" + crd + "\"\n", "apiVersion: v1\nkind: Pod\nmetadata:\n  x: \"\n" + crd + "\"\n",
	strings.Replace(crd, "kind: CustomResourceDefinition", "kind: CustomResourceDefinition\n  Pod", 1),
	strings.Replace(crd, "kind: CustomResourceDefinition", "kind: CustomResourceDefinition\n\n\n  Pod", 1),
	strings.Replace(crd, "kind: CustomResourceDefinition", "kind: CustomResourceDefinition # x", 1),
	strings.Replace(crd, "kind: CustomResourceDefinition\n", "metadata:\n  a: \"\nkind: CustomResourceDefinition\n  \"\n", 1),
	strings.Replace(crd, "spec:", "spec: &a\n", 1), strings.Replace(crd, "metadata:\n", "metadata:\n- a\n", 1),
	crd + "\rkind: Pod\n", crd + "  a: b\u0085kind: Pod\n", crd + "  a: b\u2028kind: Pod\n", crd + "  a: b\rkind: Pod\n", "\ufeff" + crd, crd + "\ufeffkind: Pod\n",
	crd + "\tkind: Pod\n", strings.ReplaceAll(crd, "\n", "\r"), crd + "  a: {{ .Values.x }}\n", crd + "  x: 'a\nkind: Pod\n'\n", crd + "  x: {\nkind: Pod}\n",
	strings.Replace(crd, "apiextensions.k8s.io/v1", "v1", 1), strings.Replace(crd, "kind: C", "kind : C", 1), strings.Replace(crd, "kind: C", "kind:\tC", 1), strings.Replace(crd, "kind: C", "kind:  C", 1),
	"apiVersion: apiextensions.k8s.io/v1\napiVersion: v1\nkind: CustomResourceDefinition\nmetadata:\nspec:\n  a: b\n",
}

// checkDefinition fails when the lines of a document are taken for a
// definition and kubectl reads another kind.
func checkDefinition(t *testing.T, text []byte) {
	t.Helper()
	if _, certain := lexicalDefinition(text); !certain {
		return
	}
	value, err := kubectlValue(text)
	if err != nil {
		return // kubectl applies nothing
	}
	content := mapping(value)
	apiVersion, _ := content["apiVersion"].(string)
	kind, _ := content["kind"].(string)
	if !isDefinition(apiVersion, kind) || content["items"] != nil {
		t.Errorf("taken for a definition, but kubectl reads %s %s:\n%s", apiVersion, kind, text)
	}
}

func TestPosesAreNotPassedOver(t *testing.T) {
	for _, text := range poses {
		checkDefinition(t, []byte(text))
	}
}

func FuzzLexicalDefinition(f *testing.F) {
	f.Add([]byte(crd))
	for _, text := range poses {
		f.Add([]byte(text))
	}
	f.Fuzz(checkDefinition)
}

func TestCorporaDefinitions(t *testing.T) {
	lexical, full := 0, 0
	err := filepath.WalkDir(corpora(t), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".yaml") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(data, []byte("CustomResourceDefinition")) {
			return err
		}
		chunks := splitterOf(data)
		for {
			c, err := chunks.next()
			if errors.Is(err, io.EOF) {
				return nil
			}
			decoded, err := ourValue(c.text)
			if err != nil {
				continue
			}
			content := mapping(decoded.value)
			apiVersion, _ := content["apiVersion"].(string)
			kind, _ := content["kind"].(string)
			got, certain := lexicalDefinition(c.text)
			if isDefinition(apiVersion, kind) && decodedDefinition(content).Kind != "" { // others are patches
				full++
				if certain {
					lexical++
					if diff := cmp.Diff(decodedDefinition(content), got, cmpopts.EquateEmpty()); diff != "" {
						t.Errorf("%s: (-decoded +lexical):\n%s", path, diff)
					}
				} else {
					t.Logf("decoded in full: %s line %d", path, c.line)
				}
			} else if certain {
				t.Errorf("%s line %d is not a definition", path, c.line)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d definitions passed over", lexical, full)
	if lexical*10 < full*9 {
		t.Errorf("only %d of %d definitions are passed over", lexical, full)
	}
}

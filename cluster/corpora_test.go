package cluster

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	utiljson "k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/yaml"
)

// corpora is the folder with public manifests that tests read, and skip without.
func corpora(tb testing.TB) string {
	tb.Helper()
	folder := os.Getenv("BULKHEAD_CORPORA")
	if folder == "" {
		folder = filepath.Join("..", "..", "shared", "corpora")
	}
	manifests := filepath.Join(folder, "manifests")
	if _, err := os.Stat(manifests); err != nil {
		tb.Skipf("the corpora are not here: %v", err)
	}
	return manifests
}

var documentBorder = regexp.MustCompile(`(?m)^---.*$`)

// eachDocument calls yield with every readable object of the corpora. Most of
// their bytes are CustomResourceDefinitions, which are read only on demand.
func eachDocument(tb testing.TB, definitions bool, yield func(file string, content map[string]any)) {
	tb.Helper()
	err := filepath.WalkDir(corpora(tb), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".yaml") && !strings.HasSuffix(path, ".yml") && !strings.HasSuffix(path, ".json") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, document := range documentBorder.Split(string(data), -1) {
			isDefinition := strings.Contains(document, "\nkind: CustomResourceDefinition")
			if isDefinition != definitions || bytes.IndexByte([]byte(document), ':') < 0 {
				continue
			}
			encoded, err := yaml.YAMLToJSON([]byte(document))
			if err != nil {
				continue
			}
			var content map[string]any
			if utiljson.Unmarshal(encoded, &content) == nil && content != nil {
				yield(path, content)
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
}

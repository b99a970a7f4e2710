package bulkhead_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/bulkhead-dev/bulkhead"

// layers are the layers of docs/design/001-facts-to-findings.md. Imports point
// to the same layer or downwards only.
var layers = map[string]int{
	"control": 0, "cluster": 0, "gpu": 0, "event": 0, "trust": 0,
	"controls": 1, "rules": 1, "edges": 1, "profiles": 1, "advisories": 1,
	"scan": 2, "admit": 2, "tenant": 2, "isolate": 2, "attackpath": 2, "detect": 2, "ledger": 2, "gateway": 2, "model": 2,
	"source": 3, "report": 3, "web": 3, "cli": 3, "server": 3,
	"cmd": 4, "internal": 4,
}

// shared is the knowledge that other knowledge may import.
var shared = map[string]string{
	"advisories":      "published vulnerabilities and the versions that mend them",
	"controls/server": "how to recognise a model server, and what keeps strangers from it",
}

// bans are the packages that a layer must not import itself, with the reason.
var bans = []struct {
	upTo   int
	prefix string
	reason string
}{
	{1, "k8s.io/client-go", "the vocabulary and the knowledge talk to no cluster"},
	{1, "sigs.k8s.io/controller-runtime", "the vocabulary and the knowledge talk to no cluster"},
	{1, "net/http", "judgements do no input or output"},
	{1, "os", "judgements do no input or output"},
	{1, "log", "judgements answer, they do not log"},
	{1, "time/tzdata", "judgements do not depend on a time zone"},
	{1, "math/rand", "judgements are deterministic"},
	{4, "k8s.io/klog", "log/slog is the logger"},
	{4, "github.com/pkg/errors", "errors wraps with %w"},
	{4, "github.com/stretchr/testify", "tests compare with go-cmp and say what they want"},
	{4, "gopkg.in/yaml", "go.yaml.in/yaml/v3 is the maintained successor"},
	{4, "unsafe", "hostile input meets only memory-safe code"},
	{4, "C", "the programs are static, without cgo"},
}

// linkedBans are modules that must not even be linked by a layer.
var linkedBans = []struct {
	upTo   int
	prefix string
}{
	{1, "k8s.io/client-go/"},
	{1, "k8s.io/apiserver/"},
	{1, "helm.sh/"},
}

type goPackage struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	command := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", "./...")
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var packages []goPackage
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

// place returns the path of a package below the module and its layer.
func place(path string) (below string, layer int, known bool) {
	below = strings.TrimPrefix(strings.TrimPrefix(path, module), "/")
	folder, _, _ := strings.Cut(below, "/")
	layer, known = layers[folder]
	return below, layer, known
}

// TestLayers holds the layers of the design: who may import whom.
func TestLayers(t *testing.T) {
	t.Parallel()
	for _, p := range listPackages(t) {
		below, layer, known := place(p.ImportPath)
		if below == "" {
			continue
		}
		if !known {
			t.Errorf("%s is in no layer: put it into one, or name its folder in the design and here", below)
			continue
		}
		for _, imported := range p.Imports {
			if imported == module || strings.HasPrefix(imported, module+"/") {
				checkOwnImport(t, below, layer, imported)
				continue
			}
			for _, ban := range bans {
				if layer <= ban.upTo && (imported == ban.prefix || strings.HasPrefix(imported, ban.prefix+"/")) {
					t.Errorf("%s imports %s: %s", below, imported, ban.reason)
				}
			}
		}
		for _, dependency := range p.Deps {
			for _, ban := range linkedBans {
				if layer <= ban.upTo && strings.HasPrefix(dependency, ban.prefix) {
					t.Errorf("%s links %s", below, dependency)
				}
			}
		}
	}
}

func checkOwnImport(t *testing.T, below string, layer int, imported string) {
	t.Helper()
	target, targetLayer, _ := place(imported)
	switch {
	case targetLayer > layer:
		t.Errorf("%s (layer %d) imports %s (layer %d): imports point down only", below, layer, target, targetLayer)
	case targetLayer == 1 && shared[target] != "":
		if layer > 1 {
			t.Errorf("%s imports %s, which is for judgements: %s", below, target, shared[target])
		}
	case strings.HasPrefix(target, "controls") && layer < 4 && below != "controls":
		t.Errorf("%s imports %s: only cmd and the constructor of the built-in catalogue name controls", below, target)
	case layer == 0 && !vocabularyOrder(below, target):
		t.Errorf("%s imports %s: control builds on cluster, and cluster on gpu and trust", below, target)
	}
}

// vocabularyOrder reports whether one package of the vocabulary may import
// another.
func vocabularyOrder(from, to string) bool {
	rank := map[string]int{"gpu": 0, "trust": 0, "cluster": 1, "event": 1, "control": 2}
	return rank[to] < rank[from]
}

// TestModuleFilesAreTidy holds go.mod and go.sum to what the code imports.
func TestModuleFilesAreTidy(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "mod", "tidy", "-diff").CombinedOutput()
	if err != nil {
		t.Errorf("go mod tidy -diff: %v\n%s", err, out)
	}
}

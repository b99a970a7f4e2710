package kustomize_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/scan"
	"github.com/bulkhead-dev/bulkhead/source/kustomize"
)

type heard struct{ objects, notices []string }

func (h *heard) File(string, int64)         {}
func (h *heard) Document()                  {}
func (h *heard) Definition(scan.Definition) {}
func (h *heard) Object(o *cluster.Object) error {
	h.objects = append(h.objects, o.String())
	return nil
}
func (h *heard) Notice(n scan.Notice) {
	h.notices = append(h.notices, fmt.Sprintf("%s: %s", n.Reason, n.Detail))
}

const tree = `
-- base/kustomization.yaml --
resources: [service.yaml]
-- base/service.yaml --
apiVersion: v1
kind: Service
metadata:
  name: server
-- overlay/kustomization.yaml --
namespace: team-red
namePrefix: red-
resources:
  - ../base
`

func write(t *testing.T, archive string) string {
	t.Helper()
	folder := t.TempDir()
	for _, file := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(folder, file.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, file.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func render(t *testing.T, folder string) *heard {
	t.Helper()
	var h heard
	if err := kustomize.New().Render(context.Background(), folder, &h); err != nil {
		t.Fatal(err)
	}
	return &h
}

func TestOverlay(t *testing.T) {
	t.Parallel()
	got := render(t, filepath.Join(write(t, tree), "overlay"))
	if diff := cmp.Diff(&heard{objects: []string{"Service/team-red/red-server"}}, got, cmp.AllowUnexported(heard{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatWouldBeFetchedOrExecutedIsReportedAndLeftOut(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string]string{
		"https file":     "  - https://example.com/a.yaml\n",
		"git repository": "  - github.com/example/repository/config?ref=v1\n",
		"git suffix":     "  - example.com/group/repository.git\n",
		"scp":            "  - git@example.com:group/repository\n",
		"forced git":     "  - git::https://example.com/repository\n",
		"file scheme":    "  - file:///srv/repository\n",
		"component":      "components:\n  - https://example.com/component\n",
		"patch":          "patches:\n  - path: https://example.com/patch.yaml\n",
		"config map":     "configMapGenerator:\n  - name: a\n    files: [key=https://example.com/file]\n",
		"helm":           "helmCharts:\n  - name: redis\n    repo: https://charts.example.com\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := render(t, filepath.Join(write(t, tree+lines), "overlay"))
			if !slices.ContainsFunc(got.notices, func(n string) bool { return strings.HasPrefix(n, "remote: ") }) {
				t.Errorf("notices %q do not tell", got.notices)
			}
			if !slices.Contains(got.objects, "Service/team-red/red-server") {
				t.Errorf("the local part was lost: %q", got.objects)
			}
		})
	}
}

func TestPluginsAreRefused(t *testing.T) {
	t.Parallel()
	got := render(t, filepath.Join(write(t, tree+`generators: [plugin.yaml]
-- overlay/plugin.yaml --
apiVersion: example.com/v1
kind: Program
metadata:
  name: program
  annotations:
    config.kubernetes.io/function: |
      exec:
        path: ./program.sh
-- overlay/program.sh --
#!/bin/sh
touch executed
`), "overlay"))
	if len(got.notices) == 0 || !strings.HasPrefix(got.notices[0], "render-failed: ") {
		t.Errorf("got %+v, want a failed rendering", got)
	}
}

func TestBrokenKustomizationIsReported(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"missing file": "resources: [none.yaml]\n", "unknown field": "resourcez: []\n", "not YAML": "a: [\n", "a cycle": "resources: [.]\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := render(t, write(t, "-- kustomization.yaml --\n"+content))
			if len(got.notices) == 0 || !strings.HasPrefix(got.notices[0], "render-failed: ") {
				t.Errorf("got %+v, want a failed rendering", got)
			}
		})
	}
}

// The root of a kustomization is the fence: files outside it are not read.
func TestFilesOutsideAreNotRead(t *testing.T) {
	t.Parallel()
	got := render(t, filepath.Join(write(t, tree+`configMapGenerator:
  - name: leak
    files: [../secret.txt]
-- secret.txt --
do not read
`), "overlay"))
	if len(got.objects) != 0 || len(got.notices) == 0 {
		t.Errorf("got %+v, want a failed rendering", got)
	}
}

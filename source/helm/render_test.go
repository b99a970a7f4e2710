package helm_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
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
	"github.com/bulkhead-dev/bulkhead/source/helm"
)

// heard is what a source said, one line each.
type heard struct{ objects, notices []string }

func (h *heard) File(string, int64) {}
func (h *heard) Document()          {}
func (h *heard) Object(o *cluster.Object) error {
	h.objects = append(h.objects, fmt.Sprintf("%s in %s", o.ObjectRef, filepath.Base(o.Origin.File)))
	return nil
}
func (h *heard) Definition(d scan.Definition) { h.objects = append(h.objects, "definition of "+d.Kind) }
func (h *heard) Notice(n scan.Notice) {
	h.notices = append(h.notices, fmt.Sprintf("%s %s: %s", n.Reason, filepath.Base(n.Location.File), n.Detail))
}

const chart = `
-- Chart.yaml --
apiVersion: v2
name: server
version: 1.0.0
-- values.yaml --
name: model
monitoring: false
-- templates/_helpers.tpl --
{{- define "name" -}}{{ .Release.Name }}-{{ .Values.name }}{{- end -}}
-- templates/NOTES.txt --
Installed {{ .Release.Name }}.
-- templates/service.yaml --
apiVersion: v1
kind: Service
metadata:
  name: {{ include "name" . }}
  namespace: {{ .Release.Namespace }}
-- templates/monitor.yaml --
{{- if .Values.monitoring }}
apiVersion: v1
kind: ConfigMap
metadata:
  name: monitor
{{- end }}
-- crds/model.yaml --
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: models.example.com
spec:
  group: example.com
  names: {kind: Model, plural: models}
  scope: Namespaced
  versions: [{name: v1, served: true, storage: true}]
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

func render(t *testing.T, path string, options helm.Options) *heard {
	t.Helper()
	var h heard
	if err := helm.New(options).Render(context.Background(), path, &h); err != nil {
		t.Fatal(err)
	}
	return &h
}

func TestFolder(t *testing.T) {
	t.Parallel()
	got := render(t, write(t, chart), helm.Options{ReleaseName: "blue", Namespace: "serving"})
	if diff := cmp.Diff([]string{"definition of Model", "Service/serving/blue-model in service.yaml"}, got.objects); diff != "" {
		t.Errorf("objects (-want +got):\n%s", diff)
	}
	want := "empty monitor.yaml: the template renders to nothing with these values"
	if !slices.Contains(got.notices, want) {
		t.Errorf("notices %q lack %q", got.notices, want)
	}
}

func TestValuesAndSet(t *testing.T) {
	t.Parallel()
	folder := write(t, chart+"-- other.yaml --\nname: from-file\nmonitoring: true\n")
	got := render(t, folder, helm.Options{
		ReleaseName: "blue", Namespace: "serving", Values: []string{filepath.Join(folder, "other.yaml")}, Set: []string{"name=from-set"},
	})
	want := []string{"definition of Model", "ConfigMap/monitor in monitor.yaml", "Service/serving/blue-from-set in service.yaml"}
	if diff := cmp.Diff(want, got.objects); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestArchive(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	tape := tar.NewWriter(zip)
	for _, file := range txtar.Parse([]byte(chart)).Files {
		if err := tape.WriteHeader(&tar.Header{Name: "server/" + file.Name, Mode: 0o644, Size: int64(len(file.Data)), Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := tape.Write(file.Data); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(tape.Close(), zip.Close()); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "server-1.0.0.tgz")
	if err := os.WriteFile(name, packed.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	got := render(t, name, helm.Options{ReleaseName: "blue", Namespace: "serving"})
	if diff := cmp.Diff([]string{"definition of Model", "Service/serving/blue-model in service.yaml"}, got.objects); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatCannotBeRenderedIsReported(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ archive, want string }{
		"template error": {chart + "-- templates/bad.yaml --\n{{ required \"say which model\" .Values.model }}\n", "render-failed"},
		"syntax error":   {chart + "-- templates/bad.yaml --\n{{ if }}\n", "render-failed"},
		"no name":        {"-- Chart.yaml --\napiVersion: v2\nversion: 1.0.0\n-- templates/a.yaml --\na: b\n", "render-failed"},
		"dependency": {strings.Replace(chart, "version: 1.0.0\n", "version: 1.0.0\ndependencies:\n  - name: redis\n    version: 1.x\n    repository: https://charts.example.com\n", 1),
			"remote Chart.yaml: dependency redis 1.x is not in charts/"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := render(t, write(t, test.archive), helm.Options{ReleaseName: "blue"})
			if !slices.ContainsFunc(got.notices, func(notice string) bool { return strings.HasPrefix(notice, test.want) }) {
				t.Errorf("notices %q, want one that begins with %q", got.notices, test.want)
			}
		})
	}
}

// A link inside a chart could lead to any file of the machine.
func TestLinksAreNotFollowed(t *testing.T) {
	t.Parallel()
	folder := write(t, chart+"-- templates/leak.yaml --\nsecret: {{ .Files.Get \"leak.txt\" | quote }}\n")
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("do not read"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(folder, "leak.txt")); err != nil {
		t.Fatal(err)
	}
	got := render(t, folder, helm.Options{ReleaseName: "blue"})
	if !slices.ContainsFunc(got.notices, func(n string) bool { return strings.HasPrefix(n, "unreadable leak.txt") }) {
		t.Errorf("notices %q do not name the link", got.notices)
	}
}

func TestMistakesInArgumentsAreErrors(t *testing.T) {
	t.Parallel()
	folder := write(t, chart)
	for name, options := range map[string]helm.Options{
		"missing values": {Values: []string{filepath.Join(folder, "none.yaml")}},
		"broken values":  {Values: []string{filepath.Join(folder, "templates", "service.yaml")}},
		"broken set":     {Set: []string{"name"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := helm.New(options).Render(context.Background(), folder, &heard{}); err == nil {
				t.Error("want an error")
			}
		})
	}
}

package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// recorder is a sink that writes down what it is given.
type recorder struct {
	root  string // taken off names
	lines []string
	files map[string]int
	about map[string]int // objects, definitions and notices by file
}

func (r *recorder) add(file, format string, arguments ...any) {
	if r.about == nil {
		r.about = map[string]int{}
	}
	r.about[file]++
	r.lines = append(r.lines, strings.TrimPrefix(file, r.root+"/")+" "+fmt.Sprintf(format, arguments...))
}

func (r *recorder) File(name string, size int64) {
	if r.files == nil {
		r.files = map[string]int{}
	}
	r.files[name]++
}
func (r *recorder) Document() {}
func (r *recorder) Object(o *cluster.Object) error {
	r.add(o.Origin.File, "%s", o.ObjectRef)
	return nil
}
func (r *recorder) Definition(d scan.Definition) { r.add(d.Location.File, "definition %s", d.Kind) }
func (r *recorder) Notice(n scan.Notice)         { r.add(n.Location.File, "%s: %s", n.Reason, n.Detail) }

func read(t *testing.T, root string, options Options, paths ...string) *recorder {
	t.Helper()
	files, err := Files(paths, options)
	if err != nil {
		t.Fatal(err)
	}
	sink := &recorder{root: root}
	if err := files.Read(t.Context(), sink); err != nil {
		t.Fatal(err)
	}
	return sink
}

func write(t *testing.T, root string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func pod(name string) string {
	return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name + "}\n"
}

// renderer is a renderer that says what it was asked for.
type renderer string

func (r renderer) Render(ctx context.Context, path string, sink scan.Sink) error {
	sink.Notice(scan.Notice{Reason: scan.Configuration, Location: cluster.Location{File: path}, Detail: "rendered as " + string(r)})
	return nil
}

func TestFolder(t *testing.T) {
	root := t.TempDir()
	write(t, root, map[string]string{
		"b.yaml": pod("b"), "a.yml": pod("a"), "c.json": `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"c"}}`, "d.txt": pod("d"), "README.md": "",
		"sub/e.yaml": pod("e"), ".git/f.yaml": pod("f"), ".hidden/g.yaml": pod("g"), "node_modules/h.yaml": pod("h"),
		"kustom/kustomization.yaml": "resources: [i.yaml]\n", "kustom/i.yaml": pod("i"),
		"chart/Chart.yaml": "name: x\n", "chart/templates/j.yaml": pod("j"), "chart/values.yaml": "a: b\n",
		"nochart/Chart.yaml": "name: x\n", "nochart/k.yaml": pod("k"),
		"folder.yaml/l.yaml": pod("l"), "empty.yaml": "",
	})
	got := read(t, root, Options{Chart: renderer("chart"), Kustomization: renderer("kustomization")}, root)
	want := []string{
		".hidden configuration: a folder of tools, which is not looked into: name it itself to have it read",
		"a.yml Pod/a",
		"b.yaml Pod/b",
		"c.json Pod/c",
		"chart configuration: rendered as chart",
		"empty.yaml empty: no documents",
		"folder.yaml unreadable: a folder with the name of a file: what is inside was read",
		"folder.yaml/l.yaml Pod/l",
		"kustom/i.yaml Pod/i",
		"kustom/kustomization.yaml configuration: read by a tool, not by a cluster",
		"nochart/Chart.yaml configuration: read by a tool, not by a cluster",
		"nochart/k.yaml Pod/k",
		"node_modules configuration: a folder of tools, which is not looked into: name it itself to have it read",
		"sub/e.yaml Pod/e",
	}
	if diff := cmp.Diff(want, got.lines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestArguments(t *testing.T) {
	root := t.TempDir()
	write(t, root, map[string]string{
		"a.txt": pod("a"), ".hidden/b.yaml": pod("b"), "chart/Chart.yaml": "", "kustom/Kustomization": "", "chart.tgz": "", "sub/c.yaml": pod("c"),
	})
	in := func(name string) string { return filepath.Join(root, name) }
	for _, test := range []struct {
		name    string
		paths   []string
		options Options
		want    []string
	}{
		{"any name", []string{in("a.txt")}, Options{}, []string{"a.txt Pod/a"}},
		{"hidden folder", []string{in(".hidden")}, Options{}, []string{".hidden/b.yaml Pod/b"}},
		{"in order, each once", []string{in("sub/c.yaml"), in("a.txt"), in("sub"), in("a.txt")}, Options{}, []string{"sub/c.yaml Pod/c", "a.txt Pod/a"}},
		{"chart", []string{in("chart"), in("chart.tgz")}, Options{Chart: renderer("chart")}, []string{"chart configuration: rendered as chart", "chart.tgz configuration: rendered as chart"}},
		{"no renderer", []string{in("chart"), in("kustom")}, Options{}, []string{
			"chart render-failed: this build cannot render a chart: render it first and scan the output",
			"kustom render-failed: this build cannot render a kustomization: render it first and scan the output",
		}},
		{"kustomization", []string{in("kustom")}, Options{Kustomization: renderer("kustomization")}, []string{"kustom configuration: rendered as kustomization"}},
		{"standard input", []string{"-"}, Options{Stdin: strings.NewReader(pod("in"))}, []string{"- Pod/in"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, read(t, root, test.options, test.paths...).lines); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	for _, paths := range [][]string{{}, {in("nothing.yaml")}, {"-"}} {
		if _, err := Files(paths, Options{}); err == nil {
			t.Errorf("%v: no error", paths)
		} else {
			t.Log(err)
		}
	}
}

func TestWhatCannotBeRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs named pipes and symbolic links")
	}
	root := t.TempDir()
	write(t, root, map[string]string{"real/a.yaml": pod("a"), "secret.yaml": pod("secret"), "z.yaml": pod("z"), ".data/v1/m.yaml": pod("m")})
	for link, target := range map[string]string{
		"real/loop": "../real", "real/up": "..", "gone.yaml": "nowhere", "link.yaml": "z.yaml", "link2.yaml": "link.yaml", "mirror": "real",
		"self.yaml": "self.yaml", "mounted.yaml": ".data/v1/m.yaml", "device.yaml": "/dev/zero",
	} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(root, "pipe.yaml"), 0o644); err != nil {
		t.Fatal(err)
	}
	socket, err := net.Listen("unix", filepath.Join(root, "socket.yaml"))
	if err == nil { // the path may be too long for a socket
		defer socket.Close()
	}
	if err := os.Chmod(filepath.Join(root, "secret.yaml"), 0); err != nil {
		t.Fatal(err)
	}
	got := read(t, root, Options{}, root)
	want := []string{
		".data configuration: a folder of tools, which is not looked into: name it itself to have it read",
		"device.yaml unreadable: not a file but a device",
		"gone.yaml unreadable: no such file or directory",
		"link.yaml Pod/z",
		"mirror/a.yaml Pod/a",
		"mirror/loop link-loop: a symbolic link to a folder above it: not followed",
		"mirror/up link-loop: a symbolic link to a folder above it: not followed",
		"mounted.yaml Pod/m",
		"pipe.yaml unreadable: not a file but a named pipe",
		"secret.yaml unreadable: permission denied",
		"self.yaml unreadable: too many levels of symbolic links",
	}
	if os.Geteuid() == 0 {
		want[9] = "secret.yaml Pod/secret" // nothing is forbidden to root
	}
	if err == nil {
		want = append(want, "socket.yaml unreadable: not a file but a socket")
	}
	if diff := cmp.Diff(want, got.lines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestLinksDoNotMultiply walks folders that link to each other, through which
// 2^40 paths lead.
func TestLinksDoNotMultiply(t *testing.T) {
	root := t.TempDir()
	for i := range 40 {
		folder := filepath.Join(root, "folders", fmt.Sprint(i))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"a", "b"} {
			if err := os.Symlink(filepath.Join("..", fmt.Sprint(i+1)), filepath.Join(folder, name)); err != nil {
				t.Skip(err)
			}
		}
	}
	write(t, root, map[string]string{"folders/40/x.yaml": pod("x")})
	if got := read(t, root, Options{}, root).lines; len(got) != 1 {
		t.Errorf("got %v", got)
	}
}

func TestFileThatFailsInTheMiddle(t *testing.T) {
	const name = "/proc/self/mem" // can be opened, and reading its beginning fails
	if _, err := os.Stat(name); err != nil {
		t.Skipf("no file that fails: %v", err)
	}
	got := read(t, "/proc/self", Options{}, name)
	if len(got.lines) != 1 || !strings.HasPrefix(got.lines[0], "mem unreadable: ") {
		t.Errorf("got %v", got.lines)
	}
}

type refusing struct{ recorder }

func (r *refusing) Object(*cluster.Object) error { return io.ErrShortWrite }

func TestReadingEndsWhenTheSinkRefuses(t *testing.T) {
	root := t.TempDir()
	write(t, root, map[string]string{"a.yaml": pod("a"), "b.yaml": pod("b")})
	files, err := Files([]string{root}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := files.Read(t.Context(), &refusing{}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("got %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := files.Read(ended, &recorder{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestCorporaAreAccountedFor reads every real manifest there is: each file is
// counted once and answered for, and memory stays small.
func TestCorporaAreAccountedFor(t *testing.T) {
	folder := os.Getenv("BULKHEAD_CORPORA")
	if folder == "" {
		folder = filepath.Join("..", "..", "shared", "corpora")
	}
	folder = filepath.Join(folder, "manifests")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("no corpora of real manifests: %v", err)
	}
	got := read(t, folder, Options{Chart: renderer("chart")}, folder)
	for name, times := range got.files {
		if times != 1 {
			t.Errorf("%s was counted %d times", name, times)
		}
		if got.about[name] == 0 {
			t.Errorf("%s was read and not answered for", name)
		}
	}
	files := 0
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != folder && (strings.HasPrefix(entry.Name(), ".") || got.about[path] > 0):
			return filepath.SkipDir // hidden, or a chart
		case !entry.IsDir() && isManifest(entry.Name()):
			if files++; got.about[path] == 0 {
				t.Errorf("nothing is said about %s", path)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files, %d read, %d lines", files, len(got.files), len(got.lines))
}

// A patch looks like an object. What it does not have may be in the object it
// is applied to.
func TestPatchesOfKustomizationsAreParts(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, text := range map[string]string{
		"base/kustomization.yaml": "resources: [pod.yaml]\n",
		"base/pod.yaml":           "apiVersion: v1\nkind: Pod\nmetadata: {name: whole}\nspec: {containers: [{name: c}]}\n",
		"over/kustomization.yaml": "resources: [../base]\npatches: [{path: patch.yaml}]\n",
		"over/patch.yaml":         "apiVersion: v1\nkind: Pod\nmetadata: {name: part}\nspec: {containers: [{name: c}]}\n",
	} {
		file := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	files, err := Files([]string{folder}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	parts := partial{}
	if err := files.Read(t.Context(), parts); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(partial{"whole": "", "part": "patched object"}, parts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// partial notes of every pod what else contributes to it.
type partial map[string]string

func (partial) File(string, int64)         {}
func (partial) Document()                  {}
func (partial) Definition(scan.Definition) {}
func (partial) Notice(scan.Notice)         {}
func (p partial) Object(object *cluster.Object) error {
	for _, pod := range cluster.Locate(object).Pods {
		p[object.Name] = pod.Partial
	}
	return nil
}

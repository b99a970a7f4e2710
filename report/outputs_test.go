package report

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

func TestParseOutputs(t *testing.T) {
	for _, test := range []struct {
		values []string
		want   string
		err    string
	}{
		{nil, "table", ""},
		{[]string{"json"}, "json", ""},
		{[]string{"json=-"}, "json", ""},
		{[]string{"table", "sarif=out/x.sarif", "html=a=b.html"}, "table sarif=out/x.sarif html=a=b.html", ""},
		{[]string{"yaml"}, "", `unknown output format "yaml": use table, json, jsonl, sarif`},
		{[]string{""}, "", `unknown output format ""`},
		{[]string{"sarif="}, "", `output "sarif=" names no file: write sarif=FILE, or sarif for standard output`},
		{[]string{"table", "json"}, "", `outputs "table" and "json" both go to standard output: give one of them another file, as in -o json=FILE`},
		{[]string{"json=x", "sarif=./x"}, "", `both go to ./x`},
	} {
		outputs, err := ParseOutputs(test.values)
		var got []string
		for _, output := range outputs {
			got = append(got, output.String())
		}
		if test.err != "" {
			if err == nil || !strings.Contains(err.Error(), test.err) {
				t.Errorf("%q: error %v, want %q", test.values, err, test.err)
			}
			continue
		}
		if err != nil || strings.Join(got, " ") != test.want {
			t.Errorf("%q: got %v, %v, want %s", test.values, got, err, test.want)
		}
	}
}

func open(t *testing.T, stdout io.Writer, values ...string) *Several {
	t.Helper()
	outputs, err := ParseOutputs(values)
	if err != nil {
		t.Fatal(err)
	}
	several, err := Open(outputs, stdout, Options{Color: true})
	if err != nil {
		t.Fatal(err)
	}
	return several
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func files(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return strings.Join(names, " ")
}

func TestSeveral(t *testing.T) {
	folder := t.TempDir()
	jsonFile, tableFile := filepath.Join(folder, "result.json"), filepath.Join(folder, "result.txt")
	var stdout strings.Builder
	several := open(t, &stdout, "table", "json="+jsonFile, "table="+tableFile)
	platform().replay(t, several)

	table, _ := LookupFormat("table")
	jsonFormat, _ := LookupFormat("json")
	if stdout.String() != platform().render(t, table, Options{Color: true}) {
		t.Error("standard output is not the coloured table")
	}
	if read(t, tableFile) != platform().render(t, table, Options{}) {
		t.Error("the file is not the table without colours")
	}
	if read(t, jsonFile) != platform().render(t, jsonFormat, Options{}) {
		t.Error("the file is not the json")
	}
	if got := files(t, folder); got != "result.json result.txt" {
		t.Errorf("files left: %s", got)
	}
}

func TestSeveral_leaves_the_old_file_until_the_end(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "result.json")
	if err := os.WriteFile(path, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	several := open(t, io.Discard, "json="+path)
	s := platform()
	if err := errors.Join(several.Begin(s.header), several.Finding(s.findings[0])); err != nil {
		t.Fatal(err)
	}
	several.Abort()
	several.Abort()
	if got := read(t, path); got != "old" {
		t.Errorf("after Abort the file holds %q", got)
	}
	if got := files(t, folder); got != "result.json" {
		t.Errorf("files left: %s", got)
	}

	s.replay(t, open(t, io.Discard, "json="+path))
	if got := read(t, path); !strings.Contains(got, `"kind": "ScanResult"`) {
		t.Errorf("after End the file holds %q", clip(got, 100))
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v: the file had 0640", info.Mode(), err)
	}
}

func TestSeveral_keeps_links_and_devices(t *testing.T) {
	folder := t.TempDir()
	target, link := filepath.Join(folder, "target.json"), filepath.Join(folder, "link.json")
	if err := os.WriteFile(target, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	platform().replay(t, open(t, io.Discard, "json="+link, "sarif="+os.DevNull))
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link has become a file: %v, %v", info, err)
	}
	if !strings.Contains(read(t, target), "ScanResult") {
		t.Error("the target of the link was not written")
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode()&fs.ModeDevice == 0 {
		t.Fatalf("%s has become a file: %v, %v", os.DevNull, info, err)
	}
}

func TestOpen_fails_before_the_scan(t *testing.T) {
	folder := t.TempDir()
	for _, test := range []struct{ path, want string }{
		{filepath.Join(folder, "missing", "x.json"), "output json=" + folder},
		{folder, "is a directory: name a file"},
	} {
		outputs, err := ParseOutputs([]string{"html=" + filepath.Join(folder, "page.html"), "json=" + test.path})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Open(outputs, io.Discard, Options{}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.path, err, test.want)
		}
		if got := files(t, folder); got != "" {
			t.Errorf("files left: %s", got)
		}
	}
}

// brokenWriter fails after a number of bytes.
type brokenWriter struct{ left int }

var errBroken = errors.New("no space left")

func (b *brokenWriter) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errBroken
	}
	return len(p), nil
}

// TestFormats_report_what_they_could_not_write, and Several says which one it
// was.
func TestFormats_report_what_they_could_not_write(t *testing.T) {
	for _, format := range Formats() {
		whole := len(platform().render(t, format, Options{}))
		for _, left := range []int{0, whole / 2, whole - 1} {
			folder := t.TempDir()
			several := open(t, &brokenWriter{left}, format.Name, "json="+filepath.Join(folder, "x.json"))
			err := replay(platform(), several)
			if !errors.Is(err, errBroken) || !strings.Contains(err.Error(), "output "+format.Name+": ") {
				t.Errorf("%s with %d bytes of %d: %v", format.Name, left, whole, err)
			}
			several.Abort()
		}
	}
}

func replay(s *sample, to scan.Handler) error {
	if err := to.Begin(s.header); err != nil {
		return err
	}
	for _, finding := range s.findings {
		if err := to.Finding(finding); err != nil {
			return err
		}
	}
	return to.End(s.result)
}

// endless is a format whose every method fails.
type endless struct{}

func (endless) Begin(scan.Header) error       { return errBroken }
func (endless) Finding(control.Finding) error { return errBroken }
func (endless) End(scan.Result) error         { return errBroken }

func TestSeveral_ends_the_others(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.json")
	broken := Format{Name: "broken", New: func(io.Writer, Options) scan.Handler { return endless{} }}
	format, _ := LookupFormat("json")
	several, err := Open([]Output{{Format: broken}, {Format: format, Path: path}}, io.Discard, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, call := range []error{several.Begin(scan.Header{}), several.Finding(control.Finding{}), several.End(scan.Result{})} {
		if !errors.Is(call, errBroken) || !strings.HasPrefix(call.Error(), "output broken: ") {
			t.Errorf("got %v", call)
		}
	}
	if !strings.Contains(read(t, path), "ScanResult") {
		t.Error("the other output was not ended")
	}
}

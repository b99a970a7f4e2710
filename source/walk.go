package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/scan"
	"github.com/bulkhead-dev/bulkhead/source/manifest"
)

// walk is one run over the paths of a source.
type walk struct {
	ctx     context.Context
	sink    scan.Sink
	options Options
	// seen are the files and folders that were read, without symbolic links
	// in their names: each is read once, however many names lead to it.
	seen map[string]bool
	// inside are those of the folders that are being walked.
	inside map[string]bool
}

func (w *walk) notice(reason scan.Reason, path, detail string) {
	w.sink.Notice(scan.Notice{Reason: reason, Location: cluster.Location{File: path}, Detail: detail})
}

func (w *walk) unreadable(path string, err error) {
	w.notice(scan.Unreadable, path, unwrapPath(err).Error())
}

// unwrapPath takes the path out of an error: a notice has it already.
func unwrapPath(err error) error {
	var withPath *fs.PathError
	if errors.As(err, &withPath) {
		return withPath.Err
	}
	return err
}

// argument reads a path that was named itself.
func (w *walk) argument(path string) error {
	if path == "-" {
		return w.stream("-", w.options.Stdin)
	}
	info, err := os.Stat(path)
	if err != nil {
		w.unreadable(path, err)
		return nil
	}
	switch {
	case !info.IsDir() && (strings.HasSuffix(path, ".tgz") || strings.HasSuffix(path, ".tar.gz")):
		return w.render(w.options.Chart, "chart", path)
	case !info.IsDir():
		return w.file(path, info)
	case has(path, "Chart.yaml"):
		return w.render(w.options.Chart, "chart", path)
	case hasKustomization(path):
		return w.render(w.options.Kustomization, "kustomization", path)
	}
	return w.folder(path)
}

// render has a chart or kustomization rendered. What a renderer reads is read
// by it alone.
func (w *walk) render(renderer Renderer, what, path string) error {
	if _, first := w.first(path); !first {
		return nil
	}
	if renderer == nil {
		w.notice(scan.RenderFailed, path, fmt.Sprintf("this build cannot render a %s: render it first and scan the output", what))
		return nil
	}
	return renderer.Render(w.ctx, path, w.sink)
}

// first returns the name of a file or folder without symbolic links, and
// whether it is met for the first time.
func (w *walk) first(path string) (name string, first bool) {
	name, err := filepath.EvalSymlinks(path)
	if err != nil {
		name = path
	}
	if absolute, err := filepath.Abs(name); err == nil {
		name = absolute
	}
	first = !w.seen[name]
	w.seen[name] = true
	return name, first
}

// folder reads everything below a folder.
func (w *walk) folder(path string) error {
	name, first := w.first(path)
	if w.inside[name] {
		w.notice(scan.LinkLoop, path, "a symbolic link to a folder above it: not followed")
		return nil
	}
	if !first {
		return nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		w.unreadable(path, err)
		return nil
	}
	w.inside[name] = true
	defer delete(w.inside, name)
	for _, entry := range entries {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		if err := w.entry(filepath.Join(path, entry.Name()), entry.Name()); err != nil {
			return err
		}
	}
	return nil
}

// entry reads one entry of a folder.
func (w *walk) entry(path, name string) error {
	info, err := os.Stat(path) // follows symbolic links
	switch {
	case err != nil && isManifest(name):
		w.unreadable(path, err)
		return nil
	case err != nil:
		return nil
	case info.IsDir():
		return w.subfolder(path, name)
	case isKustomization(name) || name == "Chart.yaml":
		w.notice(scan.Configuration, path, "read by a tool, not by a cluster")
		return nil
	case isManifest(name):
		return w.file(path, info)
	}
	return nil
}

// subfolder reads a folder inside another.
func (w *walk) subfolder(path, name string) error {
	switch {
	case name == ".git" || name == ".hg" || name == ".svn":
		return nil
	case strings.HasPrefix(name, ".") || name == "node_modules":
		w.notice(scan.Configuration, path, "a folder of tools, which is not looked into: name it itself to have it read")
		return nil
	case has(path, "Chart.yaml") && has(path, "templates"):
		return w.render(w.options.Chart, "chart", path)
	case isManifest(name):
		w.notice(scan.Unreadable, path, "a folder with the name of a file: what is inside was read")
	}
	return w.folder(path)
}

// file reads one file. What is neither a file nor a link to one is not opened:
// a pipe would never end.
func (w *walk) file(path string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		w.notice(scan.Unreadable, path, "not a file but a "+describe(info.Mode()))
		return nil
	}
	if _, first := w.first(path); !first {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		w.unreadable(path, err)
		return nil
	}
	defer file.Close()
	w.sink.File(path, info.Size())
	return w.read(path, file)
}

// stream reads what is not a file. Its size is known only when it has ended.
func (w *walk) stream(name string, r io.Reader) error {
	counting := &counter{r: r}
	err := w.read(name, counting)
	w.sink.File(name, counting.size)
	return err
}

type counter struct {
	r    io.Reader
	size int64
}

func (c *counter) Read(buffer []byte) (int, error) {
	n, err := c.r.Read(buffer)
	c.size += int64(n)
	return n, err
}

func (w *walk) read(name string, r io.Reader) error {
	failing := &readErrors{r: r}
	err := manifest.Read(w.ctx, failing, manifest.Options{File: name}, w.sink)
	if err != nil && failing.err != nil && errors.Is(err, failing.err) {
		w.unreadable(name, failing.err)
		return nil
	}
	return err
}

// readErrors remembers the error of a reader, to tell a failing file from a
// scan that cannot go on.
type readErrors struct {
	r   io.Reader
	err error
}

func (r *readErrors) Read(buffer []byte) (int, error) {
	n, err := r.r.Read(buffer)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}

func describe(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "folder"
	case mode&fs.ModeNamedPipe != 0:
		return "named pipe"
	case mode&fs.ModeSocket != 0:
		return "socket"
	case mode&fs.ModeDevice != 0:
		return "device"
	}
	return "special file"
}

func isManifest(name string) bool {
	switch filepath.Ext(name) {
	case ".yaml", ".yml", ".json":
		return true
	}
	return false
}

func isKustomization(name string) bool {
	return name == "kustomization.yaml" || name == "kustomization.yml" || name == "Kustomization"
}

func hasKustomization(folder string) bool {
	return has(folder, "kustomization.yaml") || has(folder, "kustomization.yml") || has(folder, "Kustomization")
}

func has(folder, name string) bool {
	_, err := os.Stat(filepath.Join(folder, name))
	return err == nil
}

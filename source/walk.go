package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
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
	// patches are the files that a kustomization of a walked folder applies as
	// patches.
	patches map[string]bool
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
	name := realName(path)
	switch {
	case !info.IsDir() && (strings.HasSuffix(path, ".tgz") || strings.HasSuffix(path, ".tar.gz")):
		return w.render(w.options.Chart, "chart", path, name)
	case !info.IsDir():
		return w.file(path, name, info)
	case has(path, "Chart.yaml"):
		return w.render(w.options.Chart, "chart", path, name)
	case hasKustomization(path):
		return w.render(w.options.Kustomization, "kustomization", path, name)
	}
	return w.folder(path, name)
}

// realName is the absolute name of a file or folder without symbolic links.
func realName(path string) string {
	if name, err := filepath.EvalSymlinks(path); err == nil {
		path = name
	}
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	return path
}

// first reports whether what has the given real name is met for the first time.
func (w *walk) first(name string) bool {
	if w.seen[name] {
		return false
	}
	w.seen[name] = true
	return true
}

// render has a chart or kustomization rendered. What a renderer reads is read
// by it alone.
func (w *walk) render(renderer Renderer, what, path, name string) error {
	if !w.first(name) {
		return nil
	}
	if renderer == nil {
		w.notice(scan.RenderFailed, path, fmt.Sprintf("this build cannot render a %s: render it first and scan the output", what))
		return nil
	}
	return renderer.Render(w.ctx, path, w.sink)
}

// folder reads everything below a folder.
func (w *walk) folder(path, name string) error {
	if w.inside[name] {
		w.notice(scan.LinkLoop, path, "a symbolic link to a folder above it: not followed")
		return nil
	}
	if !w.first(name) {
		return nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		w.unreadable(path, err)
		return nil
	}
	w.inside[name] = true
	defer delete(w.inside, name)
	maps.Copy(w.patches, patchesOf(path))
	for _, entry := range entries {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		if err := w.entry(filepath.Join(path, entry.Name()), filepath.Join(name, entry.Name()), entry); err != nil {
			return err
		}
	}
	return nil
}

// entry reads one entry of a folder, following symbolic links.
func (w *walk) entry(path, name string, entry fs.DirEntry) error {
	wanted := isManifest(entry.Name())
	link := entry.Type()&fs.ModeSymlink != 0
	if !wanted && !link && !entry.IsDir() {
		return nil
	}
	var info fs.FileInfo
	var err error
	if link {
		name = realName(path)
		info, err = os.Stat(path)
	} else {
		info, err = entry.Info()
	}
	switch {
	case err != nil && wanted:
		w.unreadable(path, err)
	case err != nil:
	case info.IsDir():
		return w.subfolder(path, name, entry.Name())
	case wanted && (IsKustomization(entry.Name()) || entry.Name() == "Chart.yaml"):
		w.notice(scan.Configuration, path, "read by a tool, not by a cluster")
	case wanted:
		return w.file(path, name, info)
	}
	return nil
}

// subfolder reads a folder inside another.
func (w *walk) subfolder(path, name, base string) error {
	switch {
	case base == ".git" || base == ".hg" || base == ".svn":
		return nil
	case strings.HasPrefix(base, ".") || base == "node_modules":
		w.notice(scan.Configuration, path, "a folder of tools, which is not looked into: name it itself to have it read")
		return nil
	case has(path, "Chart.yaml") && has(path, "templates"):
		return w.render(w.options.Chart, "chart", path, name)
	case isManifest(base):
		w.notice(scan.Unreadable, path, "a folder with the name of a file: what is inside was read")
	}
	return w.folder(path, name)
}

// file reads one file. What is neither a file nor a link to one is not opened:
// a pipe would never end.
func (w *walk) file(path, name string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		w.notice(scan.Unreadable, path, "not a file but a "+describe(info.Mode()))
		return nil
	}
	if !w.first(name) {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		w.unreadable(path, err)
		return nil
	}
	defer file.Close()
	w.sink.File(path, info.Size())
	return w.read(path, file, w.patches[name])
}

// stream reads what is not a file. Its size is known only when it has ended.
func (w *walk) stream(name string, r io.Reader) error {
	counting := &counter{r: r}
	err := w.read(name, counting, false)
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

func (w *walk) read(name string, r io.Reader, patch bool) error {
	failing := &readErrors{r: r}
	err := manifest.Read(w.ctx, failing, manifest.Options{File: name, Patch: patch}, w.sink)
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

// kustomizationNames are the names that kustomize knows its files by.
var kustomizationNames = []string{"kustomization.yaml", "kustomization.yml", "Kustomization"}

// IsKustomization reports whether a file of this name is a kustomization.
func IsKustomization(name string) bool { return slices.Contains(kustomizationNames, name) }

func hasKustomization(folder string) bool {
	return slices.ContainsFunc(kustomizationNames, func(name string) bool { return has(folder, name) })
}

func has(folder, name string) bool {
	_, err := os.Stat(filepath.Join(folder, name))
	return err == nil
}

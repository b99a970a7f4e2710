// Package source reads objects from files, folders, charts, kustomizations
// and standard input.
package source

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/bulkhead-dev/bulkhead/scan"
)

// Renderer turns a folder or archive that tools make manifests from into
// objects.
type Renderer interface {
	// Render renders the chart or kustomization at path and hands what it
	// holds to sink, as [scan.Source.Read] does: what cannot be rendered
	// becomes a notice, and an error means that the scan cannot go on.
	Render(ctx context.Context, path string, sink scan.Sink) error
}

// Options says how files are read.
type Options struct {
	// Chart renders Helm charts: a folder with a Chart.yaml, or a .tgz.
	// Kustomization renders a folder with a kustomization file that was named
	// itself. Without a renderer, what needs it becomes a notice.
	Chart, Kustomization Renderer
	// Stdin is what the path "-" reads.
	Stdin io.Reader
}

// Files returns the source that reads the given paths in their order: a file
// with any name; a folder with everything below it, in the order of the names,
// whose name ends in .yaml, .yml or .json; a chart; a kustomization; "-" for
// standard input. A chart below a folder is rendered, a kustomization is not:
// its files are read as they are. What several names or symbolic links lead to
// is read once. An error says that a path does not exist, or that there is
// none.
func Files(paths []string, options Options) (scan.Source, error) {
	if len(paths) == 0 {
		return nil, fmt.Errorf("nothing to read: name a file or folder, or - for standard input")
	}
	for _, path := range paths {
		if path == "-" {
			if options.Stdin == nil {
				return nil, fmt.Errorf("no standard input to read: name a file or folder instead of -")
			}
			continue
		}
		if _, err := os.Lstat(path); err != nil {
			return nil, fmt.Errorf("cannot read %s: %w: check the path", path, unwrapPath(err))
		}
	}
	return &files{paths: paths, options: options}, nil
}

type files struct {
	paths   []string
	options Options
}

// Read implements [scan.Source].
func (f *files) Read(ctx context.Context, sink scan.Sink) error {
	w := &walk{ctx: ctx, sink: sink, options: f.options, seen: map[string]bool{}, inside: map[string]bool{}, patches: map[string]bool{}}
	for _, path := range f.paths {
		if err := w.argument(path); err != nil {
			return err
		}
	}
	return nil
}

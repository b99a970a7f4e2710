package report

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// Output is one format and where it goes.
type Output struct {
	Format Format
	// Path is the file to write; empty means standard output.
	Path string
}

// String is the output as it is given to -o.
func (o Output) String() string {
	if o.Path == "" {
		return o.Format.Name
	}
	return o.Format.Name + "=" + o.Path
}

// ParseOutputs reads the values of -o: a format for standard output, or
// format=file. None at all means the table. Two outputs to one place are an
// error.
func ParseOutputs(values []string) ([]Output, error) {
	if len(values) == 0 {
		values = []string{Formats()[0].Name}
	}
	taken := map[string]Output{}
	var outputs []Output
	for _, value := range values {
		name, path, hasPath := strings.Cut(value, "=")
		format, err := LookupFormat(name)
		if err != nil {
			return nil, err
		}
		if hasPath && path == "" {
			return nil, fmt.Errorf("output %q names no file: write %s=FILE, or %s for standard output", value, name, name)
		}
		if path == "-" {
			path = ""
		}
		output := Output{Format: format, Path: path}
		target := path
		if target != "" {
			target = filepath.Clean(target)
		}
		if other, ok := taken[target]; ok {
			where := "standard output"
			if path != "" {
				where = path
			}
			return nil, fmt.Errorf("outputs %q and %q both go to %s: give one of them another file, as in -o %s=FILE", other, output, where, name)
		}
		taken[target] = output
		outputs = append(outputs, output)
	}
	return outputs, nil
}

// Several hands a stream to several outputs. Files appear, whole, when the scan
// has ended; until then, and after Abort, what stood there before stands.
type Several struct {
	outputs []*opened
}

type opened struct {
	Output
	handler scan.Handler
	file    *atomicFile
}

// Open returns the handler that writes every output. It creates the files, so
// that one which cannot be written is found out before the scan and not after.
// Options.Color is for standard output; files have no colours.
func Open(outputs []Output, stdout io.Writer, options Options) (*Several, error) {
	several := &Several{}
	for _, output := range outputs {
		o := &opened{Output: output}
		if output.Path == "" {
			o.handler = output.Format.New(stdout, options)
		} else {
			file, err := createAtomic(output.Path)
			if err != nil {
				several.Abort()
				return nil, fmt.Errorf("output %s: %w", output, err)
			}
			uncoloured := options
			uncoloured.Color, uncoloured.Width = false, 0
			o.file, o.handler = file, output.Format.New(file, uncoloured)
		}
		several.outputs = append(several.outputs, o)
	}
	return several, nil
}

// Begin implements [scan.Handler].
func (s *Several) Begin(header scan.Header) error {
	for _, o := range s.outputs {
		if err := o.handler.Begin(header); err != nil {
			return o.failed(err)
		}
	}
	return nil
}

// Finding implements [scan.Handler].
func (s *Several) Finding(finding control.Finding) error {
	for _, o := range s.outputs {
		if err := o.handler.Finding(finding); err != nil {
			return o.failed(err)
		}
	}
	return nil
}

// End implements [scan.Handler]. Every output is ended, whatever became of the
// others.
func (s *Several) End(result scan.Result) error {
	var failures []error
	for _, o := range s.outputs {
		err := o.handler.End(result)
		if err == nil && o.file != nil {
			err = o.file.commit()
		}
		if err != nil {
			failures = append(failures, o.failed(err))
		}
	}
	s.Abort()
	return errors.Join(failures...)
}

// Abort drops the files that were not finished. After End it does nothing.
func (s *Several) Abort() {
	for _, o := range s.outputs {
		if o.file != nil {
			o.file.abort()
		}
	}
}

func (o *opened) failed(err error) error { return fmt.Errorf("output %s: %w", o.Output, err) }

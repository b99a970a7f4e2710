package manifest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// decoder decodes one stream.
type decoder struct {
	options  Options
	sink     scan.Sink
	document int // number of the current document, from one
	content  bool
}

func (d *decoder) readStream(ctx context.Context, r io.Reader) error {
	chunks := newSplitter(r, MaxDocument)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		c, err := chunks.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if err := d.chunk(c); err != nil {
			return err
		}
	}
	if !d.content {
		d.notice(scan.Empty, place{}, "no documents")
	}
	return nil
}

func (d *decoder) notice(reason scan.Reason, at place, detail string) {
	d.content = true
	d.sink.Notice(scan.Notice{
		Reason:   reason,
		Location: cluster.Location{File: d.options.File, Line: at.line, Column: at.column},
		Detail:   detail,
	})
}

func (d *decoder) chunk(c chunk) error {
	if len(bytes.TrimSpace(c.text)) == 0 {
		return nil
	}
	d.document++
	d.sink.Document()
	if c.tooLarge {
		d.notice(scan.TooLarge, place{c.line, 1}, fmt.Sprintf("one document of more than %d MiB: split it", MaxDocument>>20))
		return nil
	}
	var document yaml.Node
	err := yaml.Unmarshal(c.text, &document)
	if err == nil && document.Kind == 0 {
		d.notice(scan.Empty, place{c.line, 1}, "only comments")
		return nil
	}
	var decoded tree
	if err == nil {
		decoded, err = decodeNode(&document, c.line)
	}
	if err != nil {
		at := place{c.line, 1}
		var p *problem
		if errors.As(err, &p) {
			at = p.place
		}
		reason := scan.Broken
		if bytes.Contains(c.text, []byte("{{")) {
			reason = scan.Template
		}
		d.notice(reason, at, err.Error())
		return nil
	}
	for _, twice := range decoded.duplicates {
		d.notice(scan.DuplicateKey, twice.place, twice.detail)
	}
	return d.value(decoded)
}

package manifest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/scan"
	"github.com/bulkhead-dev/bulkhead/source/yaml"
)

// decoder decodes one stream.
type decoder struct {
	options  Options
	sink     scan.Sink
	document int // number of the current document, from one
	content  bool

	parser   yaml.Parser
	composer composer
	names    interner
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
	d.parser.Reset(c.text, nil)
	for {
		decoded, err := d.composer.compose(c.line)
		if err != nil {
			d.broken(c, err)
			return nil
		}
		if decoded.end {
			return nil
		}
		for _, twice := range decoded.duplicates {
			d.notice(scan.DuplicateKey, twice.place, twice.detail)
		}
		if err := d.value(decoded); err != nil {
			return err
		}
	}
}

func (d *decoder) broken(c chunk, err error) {
	at, reason := place{c.line, 1}, scan.Broken
	var p *problem
	if errors.As(err, &p) {
		at = p.place
		if p.limit {
			reason = scan.TooLarge
		}
	}
	if reason == scan.Broken && bytes.Contains(c.text, []byte("{{")) {
		reason = scan.Template
	}
	d.notice(reason, at, err.Error())
}

var byteOrderMark = []byte("\xef\xbb\xbf")

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
	document int  // number of the current document, from one
	answered bool // something was handed over

	in       input
	parser   yaml.Parser
	composer composer
	names    interner
	// above are comments that stand before the first document.
	above []cluster.Comment
}

func (d *decoder) readStream(ctx context.Context) error {
	in := &d.in
	more, err := isJSON(in)
	if err != nil {
		return err
	}
	if more {
		if more, err = d.readJSON(ctx, in); err != nil {
			return err
		}
	} else {
		more = true
	}
	chunks := newSplitter(in, MaxDocument)
	for more {
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
		if d.document > 0 {
			d.above = nil
		}
	}
	if !d.answered {
		d.notice(scan.Empty, place{}, "no documents")
	}
	return nil
}

// begin counts a document.
func (d *decoder) begin() {
	d.document++
	d.sink.Document()
}

func (d *decoder) notice(reason scan.Reason, at place, detail string) {
	d.answered = true
	d.sink.Notice(scan.Notice{
		Reason:   reason,
		Location: cluster.Location{File: d.options.File, Line: at.line, Column: at.column},
		Detail:   detail,
	})
}

// chunk decodes what kubectl takes for one document.
func (d *decoder) chunk(c chunk) error {
	if c.tooLarge {
		d.begin()
		d.notice(scan.TooLarge, place{c.line, 1}, fmt.Sprintf("a YAML document of more than %d MiB was passed over: split it, or use JSON", MaxDocument>>20))
		return nil
	}
	if len(bytes.TrimSpace(c.text)) == 0 {
		return nil
	}
	if c.refused {
		d.notice(scan.Broken, place{c.line, 1}, "kubectl refuses a line that begins with --- and goes on: put what follows on the next line (it was judged all the same)")
	} else if definition, certain := lexicalDefinition(c.text); certain {
		d.begin()
		return d.definition(definition, place{c.line + leadingLines(c.text), 1})
	}
	text, err := plainText(c.text)
	if err != nil {
		d.begin()
		d.notice(scan.Broken, place{c.line, 1}, err.Error())
		return nil
	}
	return d.documents(c, text)
}

// documents decodes the YAML documents of a chunk: one, unless a line of three
// dots ends it and more follows.
func (d *decoder) documents(c chunk, text []byte) error {
	mark := commentMark(text)
	d.parser.Reset(text, mark)
	d.composer.tracking = mark != nil
	for first := true; ; first = false {
		decoded, err := d.composer.compose(c.line)
		if err != nil {
			d.begin()
			d.refuse(text, err)
			return nil
		}
		comments := d.comments(c.line)
		if decoded.end {
			if first {
				d.onlyComments(c, comments)
			}
			return nil
		}
		d.begin()
		if !first {
			line, column, _ := decoded.positions.Find("")
			d.notice(scan.Broken, place{line, column}, "kubectl ignores what follows a line of three dots: begin the document with --- (it was judged all the same)")
		}
		if first {
			if decoded.value, err = d.kubectlReading(text, decoded.value); err != nil {
				d.refuse(text, &problem{place: place{c.line, 1}, detail: err.Error()})
				return nil
			}
		}
		if err := d.hand(decoded, comments); err != nil {
			return err
		}
	}
}

// onlyComments answers for a chunk without content. At the beginning of a
// file its comments belong to the first document.
func (d *decoder) onlyComments(c chunk, comments []cluster.Comment) {
	if !c.separated && d.document == 0 {
		d.above = comments
		return
	}
	d.begin()
	d.notice(scan.Empty, place{c.line, 1}, "only comments")
}

// refuse answers for a document that could not be decoded. Text is nil for
// JSON.
func (d *decoder) refuse(text []byte, err error) {
	wrong := &problem{detail: err.Error()}
	errors.As(err, &wrong)
	reason, detail := scan.Broken, wrong.detail
	switch {
	case wrong.limit:
		reason = scan.TooLarge
	case bytes.Contains(text, []byte("{{")):
		reason, detail = scan.Template, "not YAML until its template actions are rendered ("+detail+"): render the chart and scan that"
	}
	d.notice(reason, wrong.place, detail)
}

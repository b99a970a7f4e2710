package manifest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

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
	notices  map[scan.Reason]int
	// notJSON says why the stream, though it begins with a brace, is being
	// read as YAML; nil after its first document.
	notJSON *problem

	// whole is the size up to which a document is decoded as a whole.
	whole    int
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
			d.above, d.notJSON = nil, nil
		}
	}
	if !d.answered {
		d.notice(scan.Empty, place{}, "no documents")
	}
	d.sumUp()
	return nil
}

// begin counts a document.
func (d *decoder) begin() {
	d.document++
	d.sink.Document()
}

// maxNotices is how many notices with the same reason a stream is answered
// with one by one: their number is up to whoever wrote the stream.
const maxNotices = 100

func (d *decoder) notice(reason scan.Reason, at place, detail string) {
	d.answered = true
	if d.notices == nil {
		d.notices = map[scan.Reason]int{}
	}
	if d.notices[reason]++; d.notices[reason] > maxNotices {
		return
	}
	d.sink.Notice(scan.Notice{
		Reason:   reason,
		Location: cluster.Location{File: d.options.File, Line: at.line, Column: at.column},
		Detail:   detail,
	})
}

// sumUp says how many notices were left out.
func (d *decoder) sumUp() {
	for _, reason := range slices.Sorted(maps.Keys(d.notices)) {
		if more := d.notices[reason] - maxNotices; more > 0 {
			d.sink.Notice(scan.Notice{
				Reason:   reason,
				Location: cluster.Location{File: d.options.File},
				Detail:   fmt.Sprintf("and %d times more in this file", more),
			})
		}
	}
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
		d.definition(definition, place{c.line + leadingLines(c.text), 1})
		return nil
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
		var stream *listStream
		if len(text) > d.whole && mark == nil {
			stream = &listStream{decoder: d}
		}
		d.document++ // items may be handed over before the end is reached
		decoded, err := d.composer.compose(c.line, stream)
		comments := d.comments(c.line)
		if err == nil && decoded.end {
			d.document--
			if first {
				d.onlyComments(c, comments)
			}
			return nil
		}
		d.sink.Document()
		if err != nil {
			return d.refuse(text, err)
		}
		if !first {
			line, column, _ := decoded.positions.Find("")
			d.notice(scan.Broken, place{line, column}, "kubectl ignores what follows a line of three dots: begin the document with --- (it was judged all the same)")
		}
		if first {
			if decoded.value, err = d.kubectlReading(text, decoded.value); err != nil {
				return d.refuse(text, &problem{place: place{c.line, 1}, detail: err.Error()})
			}
		}
		if stream != nil && stream.streamed {
			d.twice(decoded)
			err = stream.end(handed{value: decoded.value, positions: decoded.positions})
		} else {
			err = d.hand(decoded, comments)
		}
		if err != nil {
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
// JSON. An error that is not about the document is returned.
func (d *decoder) refuse(text []byte, err error) error {
	var wrong *problem
	if !errors.As(err, &wrong) {
		return err
	}
	reason, detail := scan.Broken, wrong.detail
	switch {
	case wrong.limit:
		reason = scan.TooLarge
	case bytes.Contains(text, []byte("{{")):
		reason, detail = scan.Template, "not YAML until its template actions are rendered ("+detail+"): render the chart and scan that"
	}
	at := wrong.place
	if reason == scan.Broken && d.notJSON != nil {
		at, detail = d.notJSON.place, "not JSON, though it begins with a brace, and not YAML either: "+d.notJSON.detail
	}
	d.notice(reason, at, detail)
	return nil
}

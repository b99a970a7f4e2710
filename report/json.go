package report

import (
	"bufio"
	"io"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// NewJSON returns a handler that writes one ScanResult document, as described
// by schema/scan-result.v1.schema.json. Controls and findings stand one a line,
// so that line tools and version control see a finding as a line.
func NewJSON(w io.Writer, _ Options) scan.Handler {
	return collect(func(d *document) error { return writeJSON(w, d) })
}

func writeJSON(w io.Writer, d *document) error {
	out := &jsonWriter{w: bufio.NewWriter(w), encoder: newEncoder()}
	header := newHeaderRecord(d.Header)
	result := complete(d.Result)
	out.text("{\n")
	out.member("apiVersion", header.APIVersion)
	out.member("kind", header.Kind)
	out.member("version", header.Version)
	out.member("inputs", header.Inputs)
	out.member("summary", result.Summary)
	out.member("coverage", result.Coverage)
	controls := documented(d)
	out.list("controls", len(controls), func(i int) any { return newControlRecord(controls[i]) })
	out.text(",\n")
	out.list("findings", len(d.findings), func(i int) any { return d.findings[i] })
	out.text("\n}\n")
	if out.err != nil {
		return out.err
	}
	return out.w.Flush()
}

// documented returns the controls that have findings, by ID, as far as their
// documentation is known.
func documented(d *document) []*control.Control {
	var controls []*control.Control
	rules, _ := d.rules()
	for _, rule := range rules {
		if c := d.controls[rule.ID]; c != nil {
			controls = append(controls, c)
		}
	}
	return controls
}

// jsonWriter writes the members of one object. Its first error sticks.
type jsonWriter struct {
	w       *bufio.Writer
	encoder *encoder
	err     error
}

func (j *jsonWriter) text(text string) {
	if j.err == nil {
		_, j.err = j.w.WriteString(text)
	}
}

func (j *jsonWriter) member(name string, value any) {
	if j.err != nil {
		return
	}
	encoded, err := j.encoder.encodeIndented(value, "  ")
	if err != nil {
		j.err = err
		return
	}
	j.text(`  "` + name + `": `)
	j.text(string(encoded))
	j.text(",\n")
}

// list writes a list with one item a line.
func (j *jsonWriter) list(name string, length int, item func(int) any) {
	j.text(`  "` + name + `": [`)
	for i := range length {
		if j.err != nil {
			return
		}
		encoded, err := j.encoder.encode(item(i))
		if err != nil {
			j.err = err
			return
		}
		if i > 0 {
			j.text(",")
		}
		j.text("\n    ")
		if j.err == nil {
			_, j.err = j.w.Write(encoded)
		}
	}
	if length > 0 {
		j.text("\n  ")
	}
	j.text("]")
}

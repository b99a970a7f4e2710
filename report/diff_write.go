package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/bulkhead-dev/bulkhead/control"
)

// WriteJSON writes the difference as a ScanDiff document, as described by
// schema/scan-diff.v1.schema.json.
func (d *Difference) WriteJSON(w io.Writer) error {
	out := &jsonWriter{w: bufio.NewWriter(w), encoder: newEncoder()}
	out.text("{\n")
	out.member("apiVersion", APIVersion)
	out.member("kind", "ScanDiff")
	out.member("summary", d.summary())
	out.member("incomplete", d.Incomplete)
	for i, list := range d.lists() {
		if i > 0 {
			out.text(",\n")
		}
		out.list(list.name, len(list.findings), func(i int) any { return list.findings[i] })
	}
	out.text("\n}\n")
	if out.err != nil {
		return out.err
	}
	return out.w.Flush()
}

type differenceList struct {
	name     string
	findings []*control.Finding
}

func (d *Difference) lists() []differenceList {
	return []differenceList{{"new", d.New}, {"fixed", d.Fixed}, {"unsure", d.Unsure}, {"unchanged", d.Unchanged}}
}

// WriteText writes the difference for people: a line for each finding that is
// new (+), fixed (-) or was not judged again (?), then the numbers.
func (d *Difference) WriteText(w io.Writer, options Options) error {
	p := newPrinter(w, options)
	for _, list := range []struct {
		sign     string
		style    style
		findings []*control.Finding
	}{{"+", red, d.New}, {"-", green, d.Fixed}, {"?", yellow, d.Unsure}} {
		for _, finding := range list.findings {
			p.difference(list.sign, list.style, finding)
		}
	}
	if len(d.New)+len(d.Fixed)+len(d.Unsure) > 0 {
		p.line()
	}
	summary := fmt.Sprintf("%d new, %d fixed, %d unchanged", len(d.New), len(d.Fixed), len(d.Unchanged))
	if len(d.Unsure) > 0 {
		summary += fmt.Sprintf(", %d not judged again", len(d.Unsure))
	}
	p.line(p.styled(bold, summary))
	if d.Incomplete {
		p.line(p.styled(yellow, "The new scan did not understand all of its input: what looks fixed may not have been read."))
	}
	return p.Flush()
}

// difference writes one finding: severity, control and object, then its place
// and the message.
func (p *printer) difference(sign string, s style, finding *control.Finding) {
	word := strings.ToUpper(finding.Severity.String())
	name, where := nameAndPlace(finding, !strings.Contains(finding.Message, finding.Container))
	first := p.styled(s, sign) + " " + p.styled(severityStyle(finding.Severity), word) + strings.Repeat(" ", severityColumn-len(word))
	indent := strings.Repeat(" ", 2+severityColumn)
	heading := clip(plain(finding.Control), longest)
	if name != "" {
		heading += " " + name
	}
	if finding.Waiver != nil {
		heading += " (waived)"
	}
	p.paragraph(first, indent, bold, heading)
	if where != "" {
		p.line(indent, p.styled(cyan, where))
	}
	p.paragraph(indent, indent, unstyled, clip(prose(finding.Message), 2*longest))
}

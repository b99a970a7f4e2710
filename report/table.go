package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// NewTable returns a handler that writes a report for people to a terminal:
// findings by severity and control with the fix once, then what is unknown,
// then the account of the input, then the verdict.
func NewTable(w io.Writer, options Options) scan.Handler {
	return collect(func(d *document) error {
		t := &table{printer: newPrinter(w, options), document: d, options: options, fixed: map[string]bool{}}
		for _, group := range d.groups(d.of(failed)) {
			t.group(group)
		}
		t.unknowns()
		t.account()
		t.verdict()
		return t.Flush()
	})
}

// tableLimit is how many findings of one control are shown.
const tableLimit = 10

type table struct {
	*printer
	*document
	options Options
	// fixed are the controls whose fix has been shown.
	fixed map[string]bool
}

// severityColumn is as wide as the longest severity, and two blanks.
const severityColumn = 10

// group writes the findings of one control: what is wrong, where, and the fix.
func (t *table) group(g group) {
	word := strings.ToUpper(g.severity.String())
	indent := strings.Repeat(" ", severityColumn)
	t.heading(word, severityStyle(g.severity), g.rule, len(g.findings))
	t.findings(indent, g.findings)
	if !t.fixed[g.ID] && g.Fix != "" {
		t.fixed[g.ID] = true
		t.line()
		t.paragraph(indent+t.styled(green, "Fix")+"  ", indent+"     ", unstyled, prose(g.Fix))
	}
	t.line()
}

// heading names a control: its title, and below it its ID and how many findings
// it has.
func (t *table) heading(word string, s style, r rule, findings int) {
	indent := strings.Repeat(" ", severityColumn)
	t.paragraph(t.styled(s, word)+strings.Repeat(" ", severityColumn-len(word)), indent, bold, clip(prose(r.Title), longest))
	t.line(indent, t.styled(faint, clip(plain(r.ID), longest)+" · "+count(findings, "finding")))
}

// findings writes messages, and under each the objects that it is true of. Equal
// messages stand once.
func (t *table) findings(indent string, findings []*control.Finding) {
	shown := findings[:min(len(findings), t.options.limit(tableLimit))]
	if len(findings)-len(shown) == 1 {
		shown = findings // a line that stands for one finding saves nothing
	}
	width := t.nameColumn(len(indent)+2, shown)
	t.line()
	for _, same := range byMessage(shown) {
		t.paragraph(indent, indent, unstyled, clip(prose(same[0].Message), 2*longest))
		for _, finding := range same {
			t.place(indent+"  ", width, finding)
		}
	}
	if left := len(findings) - len(shown); left > 0 {
		t.line(indent, t.styled(faint, fmt.Sprintf("… and %d more, use -o jsonl", left)))
	}
}

// byMessage gathers findings with the same message, in the order of the first
// of each.
func byMessage(findings []*control.Finding) [][]*control.Finding {
	var gathered [][]*control.Finding
	index := map[string]int{}
	for _, finding := range findings {
		i, ok := index[finding.Message]
		if !ok {
			i = len(gathered)
			index[finding.Message] = i
			gathered = append(gathered, nil)
		}
		gathered[i] = append(gathered[i], finding)
	}
	return gathered
}

// nameColumn is how wide the names of objects are, of those that leave room for
// the place beside them.
func (t *table) nameColumn(indent int, findings []*control.Finding) int {
	width := 0
	for _, finding := range findings {
		name, where := nameAndPlace(finding)
		if size := columns(name); indent+size+2+columns(where) <= t.width {
			width = max(width, size)
		}
	}
	return width
}

// nameAndPlace is the object, with the container unless the message names it,
// and the place in a file or else the field.
func nameAndPlace(finding *control.Finding) (name, where string) {
	name, where = objectName(finding, !strings.Contains(finding.Message, finding.Container)), place(finding.Location)
	if where == "" {
		where = plain(finding.Path)
	}
	return name, clip(where, longest)
}

// place writes one object with its place, side by side where they fit, and the
// evidence from other objects.
func (t *table) place(indent string, width int, finding *control.Finding) {
	name, where := nameAndPlace(finding)
	switch {
	case name == "":
		t.line(indent, t.styled(cyan, where))
	case where == "":
		t.line(indent, name)
	case len(indent)+max(width, columns(name))+2+columns(where) <= t.width:
		t.line(indent, pad(name, width), "  ", t.styled(cyan, where))
	case len(indent)+columns(name)+2+columns(where) <= t.width:
		t.line(indent, name, "  ", t.styled(cyan, where))
	default:
		t.line(indent, name)
		t.line(indent, "  ", t.styled(cyan, where))
	}
	for i, evidence := range finding.Evidence {
		if i == 3 {
			break
		}
		if evidence.Object != nil {
			t.paragraph(indent+"  ", indent+"    ", faint, "because of "+evidenceText(evidence))
		}
	}
	if finding.Confidence != "" {
		t.line(indent, "  ", t.styled(faint, "recognised as a pod by its shape alone"))
	}
}

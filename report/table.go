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
	statements := byMessage(shown)
	width := t.nameColumn(len(indent)+2, statements)
	t.line()
	for _, statement := range statements {
		t.paragraph(indent, indent, unstyled, clip(prose(statement.message), 2*longest))
		var above string
		for _, row := range statement.rows() {
			t.row(indent+"  ", width, row, row.name == above)
			above = row.name
		}
	}
	if left := len(findings) - len(shown); left > 0 {
		t.line(indent, t.styled(faint, fmt.Sprintf("… and %d more, use -o jsonl", left)))
	}
}

// nameColumn is how wide the names of objects are, of those that leave room for
// the place beside them.
func (t *table) nameColumn(indent int, statements []statement) int {
	width := 0
	for _, statement := range statements {
		for _, row := range statement.rows() {
			if size := columns(row.name); indent+size+2+columns(row.where) <= t.width {
				width = max(width, size)
			}
		}
	}
	return width
}

// row writes one object with its place, side by side where they fit, and the
// evidence from other objects. Where they stand on two lines, the name is left
// out if it stands above already.
func (t *table) row(indent string, width int, row row, named bool) {
	finding, name, where := row.finding, row.name, t.styled(cyan, row.where)
	if row.times > 1 {
		where += t.styled(faint, fmt.Sprintf(" ×%d", row.times))
	}
	room := t.width - len(indent) - 2 - columns(visible(where))
	switch {
	case name == "":
		t.line(indent, where)
	case row.where == "":
		t.line(indent, name)
	case max(width, columns(name)) <= room:
		t.line(indent, pad(name, width), "  ", where)
	case columns(name) <= room:
		t.line(indent, name, "  ", where)
	default:
		if !named {
			t.line(indent, name)
		}
		t.line(indent, "  ", where)
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

package report

import (
	"fmt"
	"strings"
)

// tableNotices is how many places the account shows for one of its lines.
const tableNotices = 3

// account writes what was read, skipped and not understood.
func (t *table) account() {
	const label = 15
	t.line(t.styled(bold, "COVERAGE"))
	indent := strings.Repeat(" ", label)
	for _, line := range account(t.Result) {
		style := unstyled
		if line.Alarm {
			style = yellow
		}
		t.paragraph("  "+t.styled(style, pad(line.Label, label-2)), indent, style, line.Text)
		shown := line.Notices[:min(len(line.Notices), t.options.limit(tableNotices))]
		for _, notice := range shown {
			where := place(&notice.Location)
			t.paragraph(indent+t.styled(cyan, where)+" ", indent+"  ", unstyled, clip(prose(notice.Detail), longest))
		}
		if left := len(line.Notices) - len(shown); left > 0 {
			t.line(indent, t.styled(faint, fmt.Sprintf("… and %d more, use -o jsonl", left)))
		}
	}
	t.line()
}

// verdict writes the numbers and, on the last line, the answer. That line is
// never broken, so that tools find it whole.
func (t *table) verdict() {
	var numbers []string
	for _, number := range tallies(t.Summary) {
		text := fmt.Sprintf("%d %s", number.Count, number.Name)
		switch {
		case number.Count == 0:
			text = t.styled(faint, text)
		case number.Severity != 0:
			text = t.styled(severityStyle(number.Severity), text)
		default:
			text = t.styled(bold, text)
		}
		numbers = append(numbers, text)
	}
	t.flow(numbers, "  ")
	verdict := Judge(t.Result, t.options)
	style := green
	switch {
	case verdict.Status == Failing:
		style = loud
	case verdict.Status == Incomplete || verdict.Doubt:
		style = yellow
	}
	t.line(t.styled(style, verdict.Status.String()), "  ", verdict.Reason)
}

package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// markdownSize is the longest report in bytes. GitHub refuses comments of more
// than 65,536 characters.
const markdownSize = 60_000

// markdownLimit is how many findings of one control are shown.
const markdownLimit = 10

// NewMarkdown returns a handler that writes a report in GitHub-flavoured
// Markdown, short enough for a comment on a pull request: what does not fit is
// counted.
func NewMarkdown(w io.Writer, options Options) scan.Handler {
	return collect(func(d *document) error {
		m := &markdown{document: d, limit: options.limit(markdownLimit)}
		_, err := io.WriteString(w, m.render(Judge(d.Result, options)))
		return err
	})
}

type markdown struct {
	*document
	limit int
}

func (m *markdown) render(verdict Verdict) string {
	head := fmt.Sprintf("## Bulkhead: %s\n\n%s\n\n%s\n", verdict.Status, escapeMarkdown(capital(verdict.Reason)+"."), m.numbers())
	tail := m.account()
	var body strings.Builder
	left, leftControls := 0, 0
	add := func(section string, findings int) {
		if left == 0 && len(head)+body.Len()+len(section)+len(tail)+200 <= markdownSize {
			body.WriteString(section)
			return
		}
		left += findings
		leftControls++
	}
	for _, group := range m.groups(m.of(failed)) {
		add(m.group(group), len(group.findings))
	}
	if findings := m.of(unknown); len(findings) > 0 {
		add(m.unknowns(findings), len(findings))
	}
	if findings := m.of(waived); len(findings) > 0 {
		add(m.accepted(findings), len(findings))
	}
	if left > 0 {
		fmt.Fprintf(&body, "\n**%s in %s left out**: the comment would be too long. The outputs html and json have everything.\n",
			count(left, "finding"), count(leftControls, "section"))
	}
	return head + body.String() + tail
}

// numbers is the table of what was found.
func (m *markdown) numbers() string {
	var names, rule, numbers strings.Builder
	for _, number := range tallies(m.Summary) {
		fmt.Fprintf(&names, "| %s ", number.Name)
		rule.WriteString("|--:")
		if number.Count == 0 {
			numbers.WriteString("| 0 ")
		} else {
			fmt.Fprintf(&numbers, "| **%d** ", number.Count)
		}
	}
	return names.String() + "|\n" + rule.String() + "|\n" + numbers.String() + "|\n"
}

// group is the findings of one control, open for those a reader must see.
func (m *markdown) group(g group) string {
	open := ""
	if g.severity >= control.High {
		open = " open"
	}
	var out strings.Builder
	fmt.Fprintf(&out, "\n<details%s><summary><b>%s</b> %s (<code>%s</code>, %s)</summary>\n\n", open, strings.ToUpper(g.severity.String()),
		escapeSummary(clip(prose(g.Title), longest)), escapeSummary(clip(g.ID, longest)), count(len(g.findings), "finding"))
	m.table(&out, g.findings, func(finding *control.Finding) string { return finding.Message })
	if g.Fix != "" {
		fmt.Fprintf(&out, "\n**Fix.** %s\n", escapeMarkdown(clip(prose(g.Fix), 4*longest)))
	}
	out.WriteString("\n</details>\n")
	return out.String()
}

func (m *markdown) unknowns(findings []*control.Finding) string {
	var out strings.Builder
	fmt.Fprintf(&out, "\n<details><summary><b>UNKNOWN</b> %s could not be given</summary>\n\n", count(len(findings), "answer"))
	wants, others := byFact(findings)
	if len(wants) > 0 {
		out.WriteString("The input does not have these facts:\n\n")
	}
	for _, want := range wants {
		fmt.Fprintf(&out, "- %s%s: %s\n", escapeMarkdown(want.facts), escapeMarkdown(inNamespaces(want.namespaces)), codeList(want.controls))
	}
	if len(others) > 0 {
		out.WriteString("\n")
		m.table(&out, others, func(finding *control.Finding) string { return finding.Control + ": " + finding.Message })
	}
	out.WriteString("\n</details>\n")
	return out.String()
}

func codeList(items []string) string {
	spans := make([]string, len(items))
	for i, item := range items {
		spans[i] = codeSpan(clip(item, longest))
	}
	return strings.Join(spans, ", ")
}

func (m *markdown) accepted(findings []*control.Finding) string {
	var out strings.Builder
	fmt.Fprintf(&out, "\n<details><summary><b>WAIVED</b> %s</summary>\n\n", count(len(findings), "finding"))
	m.table(&out, findings, func(finding *control.Finding) string { return finding.Control + ": " + waiverText(finding.Waiver) })
	out.WriteString("\n</details>\n")
	return out.String()
}

func (m *markdown) table(out *strings.Builder, findings []*control.Finding, message func(*control.Finding) string) {
	out.WriteString("| Object | Where | Message |\n|---|---|---|\n")
	shown := findings[:min(len(findings), m.limit)]
	for _, finding := range shown {
		where := place(finding.Location)
		if where == "" {
			where = finding.Path
		}
		fmt.Fprintf(out, "| %s | %s | %s |\n", codeSpan(objectName(finding, true)), codeSpan(clip(where, longest)), escapeMarkdown(clip(prose(message(finding)), 2*longest)))
	}
	if left := len(findings) - len(shown); left > 0 {
		fmt.Fprintf(out, "\n… and %d more.\n", left)
	}
}

// account is the coverage, with the places of what was not understood.
func (m *markdown) account() string {
	var out strings.Builder
	out.WriteString("\n<details><summary><b>Coverage</b></summary>\n\n")
	for _, line := range account(m.Result) {
		fmt.Fprintf(&out, "- **%s** %s\n", line.Label, escapeMarkdown(line.Text))
		shown := line.Notices[:min(len(line.Notices), m.limit)]
		for _, notice := range shown {
			fmt.Fprintf(&out, "  - %s %s\n", codeSpan(clip(place(&notice.Location), longest)), escapeMarkdown(clip(prose(notice.Detail), longest)))
		}
		if left := len(line.Notices) - len(shown); left > 0 {
			fmt.Fprintf(&out, "  - … and %d more\n", left)
		}
	}
	out.WriteString("\n</details>\n")
	return out.String()
}

// capital is a sentence with its first letter in upper case.
func capital(sentence string) string {
	if sentence == "" {
		return ""
	}
	return strings.ToUpper(sentence[:1]) + sentence[1:]
}

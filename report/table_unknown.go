package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/control"
)

// unknowns writes the answers that could not be given: first those for want of
// facts, by fact, then the others by control.
func (t *table) unknowns() {
	findings := t.of(unknown)
	if len(findings) == 0 {
		return
	}
	indent := strings.Repeat(" ", severityColumn)
	wants, others := byFact(findings)
	if len(wants) > 0 {
		t.paragraph(t.styled(bold, "UNKNOWN")+"   ", indent, bold, "The input does not have the facts that these answers need")
		t.paragraph(indent, indent, faint, count(len(findings)-len(others), "answer")+" · add the objects that hold them to the input")
		t.line()
		for _, want := range wants {
			t.paragraph(indent, indent+"  ", unstyled, fmt.Sprintf("%s%s", want.facts, inNamespaces(want.namespaces)))
			t.paragraph(indent+"  ", indent+"  ", faint, strings.Join(want.controls, ", "))
		}
		t.line()
	}
	for _, group := range t.groups(others) {
		t.heading("UNKNOWN", bold, group.rule, len(group.findings))
		t.findings(indent, group.findings)
		t.line()
	}
}

// want is one set of facts that answers wanted.
type want struct {
	facts                string
	namespaces, controls []string
}

// byFact splits unknown answers into those that the engine gave for want of
// facts, gathered by the facts in the order in which they come, and the others.
func byFact(findings []*control.Finding) (wants []want, others []*control.Finding) {
	index := map[string]int{}
	for _, finding := range findings {
		if finding.Missing == "" {
			others = append(others, finding)
			continue
		}
		facts := clip(prose(finding.Missing), longest)
		i, ok := index[facts]
		if !ok {
			i = len(wants)
			index[facts] = i
			wants = append(wants, want{facts: facts})
		}
		wants[i].namespaces = append(wants[i].namespaces, plain(finding.Object.Name))
		wants[i].controls = append(wants[i].controls, plain(finding.Control))
	}
	for i := range wants {
		for _, list := range []*[]string{&wants[i].namespaces, &wants[i].controls} {
			slices.Sort(*list)
			*list = slices.Compact(*list)
		}
	}
	return wants, others
}

// inNamespaces is " in a, b and 3 more namespaces", or nothing when it is not
// about namespaces.
func inNamespaces(namespaces []string) string {
	const named = 4
	namespaces = slices.DeleteFunc(slices.Clone(namespaces), func(name string) bool { return name == "" })
	switch n := len(namespaces); {
	case n == 0:
		return ""
	case n <= named+1:
		return " in " + enumerate(namespaces)
	default:
		return fmt.Sprintf(" in %s and %d more namespaces", strings.Join(namespaces[:named], ", "), n-named)
	}
}

// enumerate is "a, b and c".
func enumerate(items []string) string {
	last := len(items) - 1
	if last < 1 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:last], ", ") + " and " + items[last]
}

package report

import (
	"strings"

	"github.com/bulkhead-dev/bulkhead/control"
)

// statement is one message and the findings that it is true of.
type statement struct {
	message  string
	findings []*control.Finding
	// containers says that the findings differ in the container, which then
	// stands beside the object instead of in the message.
	containers bool
}

// byMessage gathers findings whose messages are equal but for the name of the
// container, in the order of the first of each.
func byMessage(findings []*control.Finding) []statement {
	var statements []statement
	index := map[string]int{}
	for _, finding := range findings {
		common := withoutContainer(finding)
		i, ok := index[common]
		if !ok {
			i = len(statements)
			index[common] = i
			statements = append(statements, statement{message: finding.Message})
		}
		s := &statements[i]
		s.findings = append(s.findings, finding)
		if finding.Container != s.findings[0].Container {
			s.containers = true
			s.message = strings.TrimPrefix(common, "container … ")
		}
	}
	return statements
}

// withoutContainer is the message with an ellipsis for the name of the
// container.
func withoutContainer(finding *control.Finding) string {
	if finding.Container == "" {
		return finding.Message
	}
	return strings.Replace(finding.Message, "container "+finding.Container+" ", "container … ", 1)
}

// row is one object and place that a statement is true of.
type row struct {
	finding     *control.Finding
	name, where string
	// times counts the findings that name and place do not tell apart, such as
	// those of fields that one YAML anchor stands for.
	times int
}

func (s statement) rows() []row {
	var rows []row
	for _, finding := range s.findings {
		name, where := nameAndPlace(finding, s.containers || !strings.Contains(finding.Message, finding.Container))
		if last := len(rows) - 1; last >= 0 && rows[last].name == name && rows[last].where == where {
			rows[last].times++
			continue
		}
		rows = append(rows, row{finding: finding, name: name, where: where, times: 1})
	}
	return rows
}

// nameAndPlace is the object, with the container if it is wanted, and the place
// in a file or else the field.
func nameAndPlace(finding *control.Finding, container bool) (name, where string) {
	name, where = objectName(finding, container), place(finding.Location)
	if where == "" {
		where = plain(finding.Path)
	}
	return name, clip(where, longest)
}

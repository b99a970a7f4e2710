package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// document is a whole result, its findings sorted.
type document struct {
	scan.Header
	scan.Result
	findings []*control.Finding
	controls map[string]*control.Control
}

// collector gathers a stream into a document and hands it to write at the end.
type collector struct {
	document document
	write    func(*document) error
}

func collect(write func(*document) error) scan.Handler {
	return &collector{write: write}
}

// Begin implements [scan.Handler].
func (c *collector) Begin(header scan.Header) error {
	c.document.Header = header
	return nil
}

// Finding implements [scan.Handler].
func (c *collector) Finding(finding control.Finding) error {
	c.document.findings = append(c.document.findings, &finding)
	return nil
}

// End implements [scan.Handler].
func (c *collector) End(result scan.Result) error {
	c.document.Result = result
	slices.SortStableFunc(c.document.findings, compareFindings)
	c.document.controls = controlsByID(c.document.Controls)
	return c.write(&c.document)
}

// controlsByID adds to the controls of a header those that the engine itself
// reports under.
func controlsByID(controls []*control.Control) map[string]*control.Control {
	byID := map[string]*control.Control{}
	for _, c := range scan.WaiverControls() {
		byID[c.ID] = c
	}
	for _, c := range controls {
		byID[c.ID] = c
	}
	return byID
}

// compareFindings is the order of every sorted format.
func compareFindings(a, b *control.Finding) int {
	if order := cmp.Or(
		cmp.Compare(b.Severity, a.Severity),
		strings.Compare(a.Control, b.Control),
		strings.Compare(a.Object.Namespace, b.Object.Namespace),
		strings.Compare(a.Object.Kind, b.Object.Kind),
		strings.Compare(a.Object.Name, b.Object.Name),
		strings.Compare(a.Object.APIVersion, b.Object.APIVersion),
	); order != 0 {
		return order
	}
	return cmp.Or(
		strings.Compare(a.Path, b.Path),
		compareLocations(a, b),
		strings.Compare(a.Container, b.Container),
		cmp.Compare(a.Outcome, b.Outcome),
		strings.Compare(a.Message, b.Message),
		strings.Compare(a.Fingerprint, b.Fingerprint),
	)
}

func compareLocations(a, b *control.Finding) int {
	switch {
	case a.Location == nil && b.Location == nil:
		return 0
	case a.Location == nil:
		return -1
	case b.Location == nil:
		return 1
	}
	return cmp.Or(
		strings.Compare(a.Location.File, b.Location.File),
		cmp.Compare(a.Location.Line, b.Location.Line),
		cmp.Compare(a.Location.Column, b.Location.Column),
	)
}

// class is how a finding counts, the way [scan.Summary] counts it.
type class uint8

const (
	failed class = iota
	unknown
	waived
	known
)

func classify(finding *control.Finding) class {
	switch {
	case finding.Waiver != nil:
		return waived
	case finding.Known:
		return known
	case finding.Outcome == control.Failed:
		return failed
	}
	return unknown
}

// of returns the findings of one class, in order.
func (d *document) of(wanted class) []*control.Finding {
	var findings []*control.Finding
	for _, finding := range d.findings {
		if classify(finding) == wanted {
			findings = append(findings, finding)
		}
	}
	return findings
}

// group is the findings of one control at one severity.
type group struct {
	rule
	severity control.Severity
	findings []*control.Finding
}

// groups splits sorted findings by severity and control.
func (d *document) groups(findings []*control.Finding) []group {
	var groups []group
	for _, finding := range findings {
		last := len(groups) - 1
		if last < 0 || groups[last].ID != finding.Control || groups[last].severity != finding.Severity {
			groups = append(groups, group{rule: d.rule(finding), severity: finding.Severity})
			last++
		}
		groups[last].findings = append(groups[last].findings, finding)
	}
	return groups
}

// rule is the documentation of a control as far as it is known: from the
// header, else from its findings.
type rule struct {
	ID, Title string
	Severity  control.Severity
	Why, Fix  string
	Refs      []string
}

func (d *document) rule(finding *control.Finding) rule {
	if c := d.controls[finding.Control]; c != nil {
		return rule{ID: c.ID, Title: cmp.Or(c.Title, c.ID), Severity: c.Severity, Why: c.Why, Fix: c.Fix, Refs: c.Refs.All()}
	}
	return rule{
		ID: finding.Control, Title: cmp.Or(finding.Title, finding.Control), Severity: finding.Severity,
		Fix: finding.Fix, Refs: finding.Refs,
	}
}

// rules returns the documentation of every control that has findings, by ID,
// and the number of each in that list.
func (d *document) rules() ([]rule, map[string]int) {
	number := map[string]int{}
	var rules []rule
	for _, finding := range d.findings {
		if _, ok := number[finding.Control]; !ok {
			number[finding.Control] = 0
			rules = append(rules, d.rule(finding))
		}
	}
	slices.SortFunc(rules, func(a, b rule) int { return strings.Compare(a.ID, b.ID) })
	for i, rule := range rules {
		number[rule.ID] = i
	}
	return rules, number
}

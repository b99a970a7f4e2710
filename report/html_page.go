package report

import (
	"html/template"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// htmlPage is what the template shows. Its texts are plain; the template
// escapes them.
type htmlPage struct {
	Policy       string
	Style        template.CSS
	Script       template.JS
	Version      string
	Inputs       []string
	Status       Status
	StatusShape  string
	Tone, Reason string
	Numbers      []htmlNumber
	Sections     []htmlSection
	Unknown      bool
	Wants        []htmlWant
	Unknowns     []htmlGroup
	Waived       *htmlTable
	Known        *htmlTable
	Coverage     []htmlAccount
	Controls     []htmlOutcomes
}

type htmlNumber struct {
	tally
	Shape, Target string
}

type htmlSection struct {
	Name, Heading, Note string
	Groups              []htmlGroup
}

type htmlGroup struct {
	Word, Shape, Title, ID, Count, Why, Fix string
	Open                                    bool
	Refs                                    []htmlReference
	Table                                   htmlTable
}

type htmlTable struct {
	Findings []htmlFinding
	Left     int
}

type htmlFinding struct {
	Object, Container, Control, Message, Waiver string
	// Where and Path are in pieces between which a line may break.
	Where, Path []string
	Structural  bool
	Evidence    []string
}

type htmlReference struct{ Text, URL string }

type htmlWant struct {
	Facts    string
	Controls []string
}

type htmlAccount struct {
	accountLine
	Notices []htmlNotice
	Left    int
}

type htmlNotice struct{ Where, Detail string }

type htmlOutcomes struct {
	ID string
	scan.Outcomes
}

// shapes tell severities apart without colour.
var shapes = map[string]string{
	"critical": "⬣", "high": "▲", "medium": "◆", "low": "●", "info": "○", "unknown": "?", "waived": "✓", "known": "=",
}

func newHTMLPage(d *document, options Options) *htmlPage {
	verdict := Judge(d.Result, options)
	h := htmlBuilder{document: d, limit: options.limit(htmlLimit)}
	page := &htmlPage{
		Policy: pagePolicy, Style: template.CSS(pageStyle), Script: template.JS(pageScript), //nolint:gosec // both are constants of this package
		Version: plain(d.Version), Status: verdict.Status, Reason: capital(verdict.Reason) + ".",
		Sections: h.sections(), Coverage: h.coverage(),
	}
	for _, input := range d.Inputs {
		page.Inputs = append(page.Inputs, clip(plain(input), longest))
	}
	switch {
	case verdict.Status == Failing:
		page.Tone, page.StatusShape = "fail", "✕"
	case verdict.Status == Incomplete || verdict.Doubt:
		page.Tone, page.StatusShape = "doubt", "▲"
	default:
		page.Tone, page.StatusShape = "good", "✓"
	}
	for _, number := range tallies(d.Summary) {
		shown := htmlNumber{tally: number, Shape: shapes[number.Name]}
		if number.Count > 0 {
			shown.Target = number.Name
		}
		page.Numbers = append(page.Numbers, shown)
	}
	page.Wants, page.Unknowns = h.unknowns()
	page.Unknown = len(page.Wants)+len(page.Unknowns) > 0
	page.Waived, page.Known = h.accepted(waived), h.accepted(known)
	for _, id := range slices.Sorted(maps.Keys(d.Summary.Controls)) {
		page.Controls = append(page.Controls, htmlOutcomes{clip(plain(id), longest), d.Summary.Controls[id]})
	}
	return page
}

type htmlBuilder struct {
	*document
	limit int
}

// sections are the failed findings, one section for each severity.
func (h htmlBuilder) sections() []htmlSection {
	var sections []htmlSection
	for _, group := range h.groups(h.of(failed)) {
		name := group.severity.String()
		if last := len(sections) - 1; last < 0 || sections[last].Name != name {
			sections = append(sections, htmlSection{Name: name, Heading: capital(name)})
		}
		last := &sections[len(sections)-1]
		last.Groups = append(last.Groups, h.group(group, name, group.severity >= control.High))
	}
	return sections
}

func (h htmlBuilder) group(g group, word string, open bool) htmlGroup {
	made := htmlGroup{
		Word: word, Shape: shapes[word], Title: clip(prose(g.Title), longest), ID: clip(plain(g.ID), longest),
		Count: count(len(g.findings), "finding"), Why: prose(g.Why), Fix: prose(g.Fix), Open: open,
		Table: h.table(g.findings, false),
	}
	for _, ref := range g.Refs {
		made.Refs = append(made.Refs, newHTMLReference(ref))
	}
	return made
}

func (h htmlBuilder) table(findings []*control.Finding, withControl bool) htmlTable {
	shown := findings[:min(len(findings), h.limit)]
	table := htmlTable{Left: len(findings) - len(shown)}
	for _, finding := range shown {
		row := htmlFinding{
			Container: clip(plain(finding.Container), longest),
			Where:     pieces(clip(place(finding.Location), longest), "/"), Path: pieces(clip(plain(finding.Path), longest), "."),
			Message: clip(prose(finding.Message), 4*longest), Structural: finding.Confidence != "",
		}
		if finding.Object.Kind != "" || finding.Object.Name != "" {
			row.Object = clip(plain(finding.Object.String()), longest)
		}
		if withControl {
			row.Control = clip(plain(finding.Control), longest)
		}
		if finding.Waiver != nil {
			row.Waiver = waiverText(finding.Waiver) + " (" + clip(plain(finding.Waiver.Source), longest) + ")"
		}
		for _, evidence := range finding.Evidence {
			if text := evidenceText(evidence); text != "" {
				row.Evidence = append(row.Evidence, text)
			}
		}
		table.Findings = append(table.Findings, row)
	}
	return table
}

func (h htmlBuilder) unknowns() (wants []htmlWant, groups []htmlGroup) {
	byFacts, others := byFact(h.of(unknown))
	for _, want := range byFacts {
		wants = append(wants, htmlWant{Facts: want.facts + inNamespaces(want.namespaces), Controls: want.controls})
	}
	for _, group := range h.groups(others) {
		groups = append(groups, h.group(group, "unknown", false))
	}
	return wants, groups
}

func (h htmlBuilder) accepted(wanted class) *htmlTable {
	findings := h.of(wanted)
	if len(findings) == 0 {
		return nil
	}
	table := h.table(findings, true)
	return &table
}

func (h htmlBuilder) coverage() []htmlAccount {
	var lines []htmlAccount
	for _, line := range account(h.Result) {
		shown := htmlAccount{accountLine: line}
		notices := line.Notices[:min(len(line.Notices), h.limit)]
		shown.Left = len(line.Notices) - len(notices)
		for _, notice := range notices {
			shown.Notices = append(shown.Notices, htmlNotice{clip(place(&notice.Location), longest), clip(prose(notice.Detail), 2*longest)})
		}
		lines = append(lines, shown)
	}
	return lines
}

// pieces splits text after every separator.
func pieces(text, separator string) []string {
	if text == "" {
		return nil
	}
	return strings.SplitAfter(text, separator)
}

var (
	attackTechnique = regexp.MustCompile(`^MITRE ATT&CK (T[0-9]{4})(?:\.([0-9]{3}))?$`)
	atlasTechnique  = regexp.MustCompile(`^MITRE ATLAS (AML\.T[0-9]{4}(?:\.[0-9]{3})?)$`)
	vulnerability   = regexp.MustCompile(`^CVE-[0-9]{4}-[0-9]{4,}$`)
)

// newHTMLReference links a public source to its page.
func newHTMLReference(ref string) htmlReference {
	made := htmlReference{Text: clip(plain(ref), longest)}
	if webAddress(ref) {
		made.URL = ref
	} else if technique := attackTechnique.FindStringSubmatch(ref); technique != nil {
		made.URL = "https://attack.mitre.org/techniques/" + technique[1] + "/"
		if technique[2] != "" {
			made.URL += technique[2] + "/"
		}
	} else if technique := atlasTechnique.FindStringSubmatch(ref); technique != nil {
		made.URL = "https://atlas.mitre.org/techniques/" + technique[1]
	} else if vulnerability.MatchString(ref) {
		made.URL = "https://nvd.nist.gov/vuln/detail/" + ref
	}
	return made
}

package report

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// NewJUnit returns a handler that writes JUnit XML with a test suite for every
// control that judged. Failed findings are failures; unknown, waived and known
// ones are skipped tests that say so; a control without findings is one test,
// passed if it judged anything and skipped if not. What was not understood is an
// error in a suite named coverage.
func NewJUnit(w io.Writer, _ Options) scan.Handler {
	return collect(func(d *document) error {
		out := bufio.NewWriter(w)
		if _, err := out.WriteString(xml.Header); err != nil {
			return err
		}
		encoder := xml.NewEncoder(out)
		encoder.Indent("", "  ")
		if err := encoder.Encode(newJUnitSuites(d)); err != nil {
			return err
		}
		if err := out.WriteByte('\n'); err != nil {
			return err
		}
		return out.Flush()
	})
}

type junitSuites struct {
	XMLName xml.Name `xml:"testsuites"`
	junitCounts
	Suites []junitSuite `xml:"testsuite"`
}

type junitCounts struct {
	Name     string `xml:"name,attr"`
	Tests    int    `xml:"tests,attr"`
	Failures int    `xml:"failures,attr"`
	Errors   int    `xml:"errors,attr"`
	Skipped  int    `xml:"skipped,attr"`
}

type junitSuite struct {
	junitCounts
	Cases []junitCase `xml:"testcase"`
}

type junitCase struct {
	ClassName string         `xml:"classname,attr"`
	Name      string         `xml:"name,attr"`
	File      string         `xml:"file,attr,omitempty"`
	Line      int            `xml:"line,attr,omitempty"`
	Failure   *junitProblem  `xml:"failure,omitempty"`
	Error     *junitProblem  `xml:"error,omitempty"`
	Skipped   *junitDecision `xml:"skipped,omitempty"`
}

type junitProblem struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

type junitDecision struct {
	Message string `xml:"message,attr"`
}

func newJUnitSuites(d *document) junitSuites {
	byControl := map[string][]*control.Finding{}
	for _, finding := range d.findings {
		byControl[finding.Control] = append(byControl[finding.Control], finding)
	}
	ids := map[string]bool{}
	for id := range d.Summary.Controls {
		ids[id] = true
	}
	for id := range byControl {
		ids[id] = true
	}
	suites := junitSuites{junitCounts: junitCounts{Name: "bulkhead"}}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		suites.add(newJUnitSuite(d, id, byControl[id]))
	}
	suites.add(coverageSuite(d.Coverage))
	return suites
}

func (s *junitSuites) add(suite junitSuite) {
	for _, c := range suite.Cases {
		suite.Tests++
		switch {
		case c.Failure != nil:
			suite.Failures++
		case c.Error != nil:
			suite.Errors++
		case c.Skipped != nil:
			suite.Skipped++
		}
	}
	s.Tests += suite.Tests
	s.Failures += suite.Failures
	s.Errors += suite.Errors
	s.Skipped += suite.Skipped
	s.Suites = append(s.Suites, suite)
}

func newJUnitSuite(d *document, id string, findings []*control.Finding) junitSuite {
	suite := junitSuite{junitCounts: junitCounts{Name: xmlText(id)}}
	for _, finding := range findings {
		suite.Cases = append(suite.Cases, newJUnitCase(d, finding))
	}
	if len(findings) > 0 {
		return suite
	}
	outcomes := d.Summary.Controls[id]
	only := junitCase{ClassName: xmlText(id), Name: count(outcomes.Passed, "subject") + " passed"}
	if outcomes.Passed == 0 {
		only.Name = "nothing to judge"
		only.Skipped = &junitDecision{Message: fmt.Sprintf("the control applies to none of %s", count(outcomes.NotApplicable, "subject"))}
	}
	suite.Cases = append(suite.Cases, only)
	return suite
}

func newJUnitCase(d *document, finding *control.Finding) junitCase {
	made := junitCase{ClassName: xmlText(finding.Control), Name: junitName(finding)}
	if finding.Location != nil {
		made.File, made.Line = xmlText(finding.Location.File), finding.Location.Line
	}
	message := xmlText(finding.Message)
	switch classify(finding) {
	case failed:
		made.Failure = &junitProblem{Type: finding.Severity.String(), Message: message, Text: junitDetail(d, finding)}
	case unknown:
		made.Skipped = &junitDecision{"unknown: " + message}
	case waived:
		made.Skipped = &junitDecision{waiverText(finding.Waiver) + ": " + message}
	case known:
		made.Skipped = &junitDecision{"known from the baseline: " + message}
	}
	return made
}

func junitName(finding *control.Finding) string {
	var parts []string
	for _, part := range []string{objectName(finding, true), plain(finding.Path)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return xmlText(finding.Title)
	}
	return strings.Join(parts, " ")
}

func junitDetail(d *document, finding *control.Finding) string {
	r := d.rule(finding)
	var detail strings.Builder
	line := func(name, text string) {
		if text != "" {
			detail.WriteString(name + ": " + text + "\n")
		}
	}
	detail.WriteString("\n")
	line("Title", prose(r.Title))
	line("Object", objectName(finding, true))
	line("Field", plain(finding.Path))
	line("Location", place(finding.Location))
	for _, evidence := range finding.Evidence {
		line("Evidence", evidenceText(evidence))
	}
	line("Why", prose(r.Why))
	line("Fix", prose(r.Fix))
	line("References", plain(strings.Join(r.Refs, ", ")))
	line("Fingerprint", plain(finding.Fingerprint))
	return detail.String()
}

// coverageSuite has an error for every notice of input that was not understood.
func coverageSuite(coverage scan.Coverage) junitSuite {
	suite := junitSuite{junitCounts: junitCounts{Name: "coverage"}}
	for _, notice := range coverage.Notices {
		if !notice.Reason.Incomplete() {
			continue
		}
		suite.Cases = append(suite.Cases, junitCase{
			ClassName: "coverage", Name: place(&notice.Location), File: xmlText(notice.Location.File), Line: notice.Location.Line,
			Error: &junitProblem{Type: xmlText(string(notice.Reason)), Message: xmlText(notice.Detail)},
		})
	}
	if len(suite.Cases) == 0 {
		suite.Cases = append(suite.Cases, junitCase{ClassName: "coverage", Name: "all input was understood"})
	}
	return suite
}

// xmlText is text without the characters that XML 1.0 cannot hold, even
// escaped; encoding/xml escapes the rest.
func xmlText(text string) string { return clip(plain(text), 10*longest) }

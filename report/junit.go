package report

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
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
		if err := encodeJUnit(xml.NewEncoder(out), d); err != nil {
			return err
		}
		if err := out.WriteByte('\n'); err != nil {
			return err
		}
		return out.Flush()
	})
}

// encodeJUnit writes a junitSuites. The counts of the whole stand before the
// suites, so every suite is made twice rather than all of them held.
func encodeJUnit(encoder *xml.Encoder, d *document) error {
	encoder.Indent("", "  ")
	var all junitCounts
	for suite := range junitSuitesOf(d) {
		all.add(suite.junitCounts)
	}
	root := xml.StartElement{Name: xml.Name{Local: "testsuites"}, Attr: []xml.Attr{{Name: xml.Name{Local: "name"}, Value: "bulkhead"}}}
	for _, number := range []struct {
		name  string
		value int
	}{{"tests", all.Tests}, {"failures", all.Failures}, {"errors", all.Errors}, {"skipped", all.Skipped}} {
		root.Attr = append(root.Attr, xml.Attr{Name: xml.Name{Local: number.name}, Value: strconv.Itoa(number.value)})
	}
	if err := encoder.EncodeToken(root); err != nil {
		return err
	}
	for suite := range junitSuitesOf(d) {
		if err := encoder.EncodeElement(suite, xml.StartElement{Name: xml.Name{Local: "testsuite"}}); err != nil {
			return err
		}
	}
	if err := encoder.EncodeToken(root.End()); err != nil {
		return err
	}
	return encoder.Close()
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

func (c *junitCounts) add(other junitCounts) {
	c.Tests += other.Tests
	c.Failures += other.Failures
	c.Errors += other.Errors
	c.Skipped += other.Skipped
}

// junitSuitesOf yields a suite for every control, by ID, and one for the input.
func junitSuitesOf(d *document) iter.Seq[junitSuite] {
	byControl := map[string][]*control.Finding{}
	for id := range d.Summary.Controls {
		byControl[id] = nil
	}
	for _, finding := range d.findings {
		byControl[finding.Control] = append(byControl[finding.Control], finding)
	}
	return func(yield func(junitSuite) bool) {
		for _, id := range slices.Sorted(maps.Keys(byControl)) {
			if !yield(newJUnitSuite(d, id, byControl[id]).counted()) {
				return
			}
		}
		yield(coverageSuite(d.Coverage).counted())
	}
}

// counted returns the suite with its numbers.
func (s junitSuite) counted() junitSuite {
	for _, c := range s.Cases {
		s.Tests++
		switch {
		case c.Failure != nil:
			s.Failures++
		case c.Error != nil:
			s.Errors++
		case c.Skipped != nil:
			s.Skipped++
		}
	}
	return s
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
		made.File = xmlText(finding.Location.File)
		if !finding.Location.Rendered {
			made.Line = finding.Location.Line
		}
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

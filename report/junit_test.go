package report

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestJUnit_is_well_formed_and_adds_up(t *testing.T) {
	format, _ := LookupFormat("junit")
	for name, sample := range samples {
		t.Run(name, func(t *testing.T) {
			text := sample().render(t, format, Options{})
			decoder := xml.NewDecoder(strings.NewReader(text))
			for {
				if _, err := decoder.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("not XML: %v", err)
				}
			}
			var suites struct {
				junitCounts
				Suites []junitSuite `xml:"testsuite"`
			}
			if err := xml.Unmarshal([]byte(text), &suites); err != nil {
				t.Fatal(err)
			}
			var sum junitCounts
			for _, suite := range suites.Suites {
				if suite.Tests != len(suite.Cases) || suite.Tests == 0 {
					t.Errorf("suite %s: %d tests, %d cases", suite.Name, suite.Tests, len(suite.Cases))
				}
				sum.add(suite.junitCounts)
			}
			sum.Name = suites.Name
			if sum != suites.junitCounts {
				t.Errorf("the suites add up to %+v, the document says %+v", sum, suites.junitCounts)
			}
			failedFindings := 0
			for _, n := range sample().result.Summary.Failed {
				failedFindings += n
			}
			if sum.Failures != failedFindings {
				t.Errorf("%d failures, want %d", sum.Failures, failedFindings)
			}
		})
	}
}

func TestJUnit_tells_what_never_applied(t *testing.T) {
	format, _ := LookupFormat("junit")
	text := platform().render(t, format, Options{})
	for _, want := range []string{
		`name="32 subjects passed"`, `the control applies to none of 32 subjects`,
		`<skipped message="unknown: `, `<skipped message="waived by team-blue until 2027-03-31`, `<skipped message="known from the baseline: `,
		`<error type="broken"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing", want)
		}
	}
}

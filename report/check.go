package report

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// The checks below hold what is read to what the published schema says, so that
// every result that [Convert] accepts is written as a valid one.

func checkAPIVersion(version string) error {
	if version != APIVersion {
		return fmt.Errorf("%q is not understood: this version reads %s", clip(plain(version), 60), APIVersion)
	}
	return nil
}

func checkKind(kind string) error {
	if kind != resultKind {
		return fmt.Errorf("%q is not a scan result: expected %s", clip(plain(kind), 60), resultKind)
	}
	return nil
}

func checkControls(controls []controlRecord) error {
	known := map[string]bool{}
	for i, c := range controls {
		switch {
		case c.ID == "":
			return fmt.Errorf("item %d: id is missing", i)
		case known[c.ID]:
			return fmt.Errorf("item %d: %q stands twice", i, clip(plain(c.ID), 60))
		case c.Severity == 0:
			return fmt.Errorf("item %d: severity is missing", i)
		}
		known[c.ID] = true
	}
	return nil
}

var fingerprintPattern = regexp.MustCompile(`^[0-9a-f]{32}$`)

func checkFinding(finding *control.Finding) error {
	switch {
	case finding.Control == "":
		return errors.New("control is missing")
	case finding.Outcome != control.Failed && finding.Outcome != control.Unknown:
		return errors.New("outcome must be fail or unknown")
	case finding.Severity == 0:
		return errors.New("severity is missing")
	case !fingerprintPattern.MatchString(finding.Fingerprint):
		return errors.New("fingerprint must be 32 hexadecimal digits")
	case finding.Confidence != "" && finding.Confidence != "structural":
		return errors.New("confidence must be structural or absent")
	case finding.Location != nil:
		return checkLocation(*finding.Location)
	}
	return nil
}

func checkLocation(location cluster.Location) error {
	if location.Line < 0 || location.Column < 0 {
		return errors.New("location must not have a negative line or column")
	}
	return nil
}

var errNegative = errors.New("a count must not be negative")

func checkSummary(summary *scan.Summary) error {
	for _, n := range summary.Failed {
		if n < 0 {
			return errNegative
		}
	}
	if summary.Unknown < 0 || summary.Waived < 0 || summary.Known < 0 || negative(summary.Subjects) {
		return errNegative
	}
	for _, outcomes := range summary.Controls {
		if negative(outcomes) {
			return errNegative
		}
	}
	return nil
}

func negative(o scan.Outcomes) bool {
	return o.Passed < 0 || o.Failed < 0 || o.Unknown < 0 || o.NotApplicable < 0
}

func checkCoverage(coverage *scan.Coverage) error {
	if coverage.Files < 0 || coverage.Bytes < 0 || coverage.Documents < 0 || coverage.Objects < 0 ||
		coverage.Pods.Total < 0 || coverage.Pods.InCustomResources < 0 || coverage.Pods.Structural < 0 {
		return errNegative
	}
	for _, counts := range []map[string]int{coverage.Kinds, coverage.NotUnderstood} {
		for _, n := range counts {
			if n < 0 {
				return errNegative
			}
		}
	}
	for _, missing := range coverage.Missing {
		if missing.Subjects < 0 {
			return errNegative
		}
	}
	for _, notice := range coverage.Notices {
		if err := checkLocation(notice.Location); err != nil {
			return err
		}
	}
	for _, definition := range coverage.Definitions {
		if err := checkLocation(definition.Location); err != nil {
			return err
		}
	}
	return nil
}

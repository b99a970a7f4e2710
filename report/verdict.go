package report

import (
	"fmt"
	"strings"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// Status is the answer of a whole run.
type Status uint8

// The statuses, from best to worst.
const (
	// OK: all input was understood and nothing fails the run. Answers may
	// still be unknown: see [Verdict].
	OK Status = iota
	// Incomplete: nothing fails the run, but not all input was understood.
	Incomplete
	// Failing: findings, or under strict unknown answers, fail the run.
	Failing
)

// String returns the word that reports show.
func (s Status) String() string { return [...]string{"OK", "INCOMPLETE", "FAIL"}[s] }

// ExitCode is the exit status of the command: 0, 3 or 1.
func (s Status) ExitCode() int { return [...]int{0, 3, 1}[s] }

// Verdict is the answer of a whole run and its reason.
type Verdict struct {
	Status Status
	// Doubt is true when the status is OK but some answers are unknown or
	// nothing was judged, so that OK must not be shown as a clean bill.
	Doubt bool
	// Reason is one line that says why, without the status.
	Reason string
}

// Judge returns the verdict on a result under the FailOn and Strict of the
// options.
func Judge(result scan.Result, options Options) Verdict {
	failOn := options.FailOn
	if failOn == 0 {
		failOn = DefaultFailOn
	}
	summary := result.Summary
	var above, below int
	for severity, count := range summary.Failed {
		if severity >= failOn {
			above += count
		} else {
			below += count
		}
	}
	var verdict Verdict
	switch {
	case above > 0 || options.Strict && summary.Unknown > 0:
		verdict.Status = Failing
	case result.Coverage.Incomplete:
		verdict.Status = Incomplete
	}
	verdict.Doubt = verdict.Status == OK && (summary.Unknown > 0 || result.Coverage.Objects == 0)

	var reasons []string
	switch {
	case above > 0:
		reasons = append(reasons, fmt.Sprintf("%s at or above %s", count(above, "finding"), failOn))
	case failOn > control.Critical && below > 0:
		reasons = append(reasons, count(below, "finding"))
	case below > 0:
		reasons = append(reasons, fmt.Sprintf("no findings at or above %s, %d below", failOn, below))
	case result.Coverage.Objects == 0:
		reasons = append(reasons, "nothing was judged: the input holds no Kubernetes objects")
	default:
		reasons = append(reasons, "no findings")
	}
	if summary.Unknown > 0 {
		reasons = append(reasons, count(summary.Unknown, "answer")+" unknown")
	}
	if result.Coverage.Incomplete {
		reasons = append(reasons, "not all input was understood")
	}
	verdict.Reason = strings.Join(reasons, "; ")
	return verdict
}

// count is "1 finding", "2 findings".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, ok := strings.CutSuffix(noun, "y"); ok {
		noun = stem + "ie"
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// accountLine is one line of the account of the input.
type accountLine struct {
	Label, Text string
	// Alarm is true for what was not read or not understood.
	Alarm bool
	// Notices are the places it is about.
	Notices []scan.Notice
}

// account returns the coverage of a scan for people, the same in every format.
func account(result scan.Result) []accountLine {
	coverage, summary := result.Coverage, result.Summary
	lines := []accountLine{{Label: "Read", Text: fmt.Sprintf("%s (%s), %s, %s of %s",
		count(coverage.Files, "file"), size(coverage.Bytes), count(coverage.Documents, "document"),
		count(coverage.Objects, "object"), count(len(coverage.Kinds), "kind"))}}

	pods := count(coverage.Pods.Total, "pod")
	if coverage.Pods.Total > 0 {
		pods += fmt.Sprintf(", %d of them in custom resources", coverage.Pods.InCustomResources)
		if coverage.Pods.Structural > 0 {
			pods += fmt.Sprintf(" and %d recognised by shape alone", coverage.Pods.Structural)
		}
	}
	subjects := summary.Subjects
	lines = append(lines, accountLine{Label: "Found", Text: pods}, accountLine{Label: "Judged", Text: fmt.Sprintf(
		"by %s: %d passed, %d failed, %d unknown, %d not applicable",
		count(len(summary.Controls), "control"), subjects.Passed, subjects.Failed, subjects.Unknown, subjects.NotApplicable)})
	if summary.Waived+summary.Known > 0 {
		lines = append(lines, accountLine{Label: "Accepted", Text: fmt.Sprintf(
			"%s covered by waivers, %d known from the baseline", count(summary.Waived, "finding"), summary.Known)})
	}
	if n := len(coverage.Definitions); n > 0 {
		lines = append(lines, accountLine{Label: "Passed over", Text: count(n, "custom resource definition")})
	}

	var skipped, duplicated, missed []scan.Notice
	for _, notice := range coverage.Notices {
		switch {
		case notice.Reason.Incomplete():
			missed = append(missed, notice)
		case notice.Reason == scan.DuplicateKey:
			duplicated = append(duplicated, notice)
		default:
			skipped = append(skipped, notice)
		}
	}
	if len(skipped) > 0 {
		lines = append(lines, accountLine{Label: "Skipped", Text: byReason(skipped)})
	}
	if len(duplicated) > 0 {
		lines = append(lines, accountLine{Label: "Doubtful", Text: byReason(duplicated), Notices: duplicated})
	}
	if len(missed) > 0 {
		lines = append(lines, accountLine{Label: "Not judged", Text: byReason(missed), Alarm: true, Notices: missed})
	}
	if n := len(coverage.NotUnderstood); n > 0 {
		objects := 0
		for _, number := range coverage.NotUnderstood {
			objects += number
		}
		lines = append(lines, accountLine{Label: "Not known", Alarm: true, Text: fmt.Sprintf(
			"%s of %s in which pods may have been missed: %s", count(objects, "object"), count(n, "kind"), most(coverage.NotUnderstood, 6))})
	}
	return lines
}

// reasonTexts are what a number of notices of one reason is called.
var reasonTexts = map[scan.Reason]string{
	scan.Empty: "empty", scan.NotKubernetes: "not Kubernetes", scan.Configuration: "configuration of tools",
	scan.Template: "not rendered templates", scan.Broken: "broken", scan.Malformed: "with fields of the wrong type",
	scan.DuplicateKey: "with duplicate keys", scan.TooLarge: "too large", scan.Unreadable: "unreadable",
	scan.LinkLoop: "links in a loop", scan.Remote: "remote", scan.RenderFailed: "not renderable",
}

func reasonText(reason scan.Reason) string {
	if text, ok := reasonTexts[reason]; ok {
		return text
	}
	return clip(plain(string(reason)), longest)
}

// byReason counts notices: "3 empty, 2 broken".
func byReason(notices []scan.Notice) string {
	counts := map[scan.Reason]int{}
	for _, notice := range notices {
		counts[notice.Reason]++
	}
	var parts []string
	for _, reason := range slices.SortedFunc(maps.Keys(counts), func(a, b scan.Reason) int {
		return cmp.Or(counts[b]-counts[a], strings.Compare(string(a), string(b)))
	}) {
		parts = append(parts, fmt.Sprintf("%d %s", counts[reason], reasonText(reason)))
	}
	return strings.Join(parts, ", ")
}

// most names the most frequent keys with their number.
func most(counts map[string]int, limit int) string {
	keys := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], strings.Compare(a, b))
	})
	var parts []string
	for i, key := range keys {
		if i == limit && len(keys) > limit+1 {
			parts = append(parts, fmt.Sprintf("… and %d more kinds", len(keys)-limit))
			break
		}
		parts = append(parts, fmt.Sprintf("%s (%d)", clip(plain(key), longest), counts[key]))
	}
	return strings.Join(parts, ", ")
}

// size is a number of bytes in decimal units.
func size(bytes int64) string {
	for _, unit := range []struct {
		bytes int64
		name  string
	}{{1e9, "GB"}, {1e6, "MB"}, {1e3, "kB"}} {
		if bytes >= unit.bytes {
			return fmt.Sprintf("%.1f %s", float64(bytes)/float64(unit.bytes), unit.name)
		}
	}
	return fmt.Sprintf("%d B", bytes)
}

// tally is one number of the summary with its name.
type tally struct {
	Name     string
	Count    int
	Severity control.Severity
}

// tallies returns the numbers that sum a result up, the worst first.
func tallies(summary scan.Summary) []tally {
	var numbers []tally
	for _, severity := range control.Severities() {
		numbers = append(numbers, tally{severity.String(), summary.Failed[severity], severity})
	}
	return append(numbers, tally{Name: "unknown", Count: summary.Unknown}, tally{Name: "waived", Count: summary.Waived}, tally{Name: "known", Count: summary.Known})
}

package report

import (
	"fmt"
	"io"
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// Difference is what became of the failed findings between two results. Each
// list is sorted as in every other report.
type Difference struct {
	// New are failed findings whose fingerprint the old result does not have.
	New []*control.Finding
	// Fixed are failed findings of the old result that are gone from the new
	// one. They are as they were in the old result.
	Fixed []*control.Finding
	// Unsure are failed findings of the old result which the new one does not
	// repeat but did not judge either: the control took no part, or gave an
	// unknown answer about the same object or its namespace.
	Unsure []*control.Finding
	// Unchanged are failed findings of the new result that the old one has.
	Unchanged []*control.Finding
	// Incomplete is true when the new scan did not understand all of its
	// input, so that what looks fixed may not have been read.
	Incomplete bool
}

// Diff compares two saved results, json or jsonl, by fingerprint. Waived
// findings take part like others.
func Diff(old, current io.Reader) (Difference, error) {
	before, err := readDocument(old)
	if err != nil {
		return Difference{}, fmt.Errorf("the old result: %w", err)
	}
	after, err := readDocument(current)
	if err != nil {
		return Difference{}, fmt.Errorf("the new result: %w", err)
	}
	difference := Difference{Incomplete: after.Coverage.Incomplete}
	had, has := failedFingerprints(before), failedFingerprints(after)
	notJudged := unjudged{controls: after.Summary.Controls, subjects: unknownSubjects(after)}
	for _, finding := range after.findings {
		switch {
		case finding.Outcome != control.Failed:
		case had[finding.Fingerprint]:
			difference.Unchanged = append(difference.Unchanged, finding)
		default:
			difference.New = append(difference.New, finding)
		}
	}
	for _, finding := range before.findings {
		switch {
		case finding.Outcome != control.Failed || has[finding.Fingerprint]:
		case notJudged.about(finding):
			difference.Unsure = append(difference.Unsure, finding)
		default:
			difference.Fixed = append(difference.Fixed, finding)
		}
	}
	return difference, nil
}

func readDocument(r io.Reader) (*document, error) {
	var read *document
	err := Convert(r, collect(func(d *document) error { read = d; return nil }))
	return read, err
}

func failedFingerprints(d *document) map[string]bool {
	set := map[string]bool{}
	for _, finding := range d.findings {
		if finding.Outcome == control.Failed {
			set[finding.Fingerprint] = true
		}
	}
	return set
}

// unjudged is what a result gives no answer about.
type unjudged struct {
	// controls are those that took part.
	controls map[string]scan.Outcomes
	// subjects are those with an unknown answer.
	subjects map[subject]bool
}

type subject struct {
	control, group, kind, namespace, name string
}

func subjectOf(id string, object cluster.ObjectRef) subject {
	return subject{id, object.Group(), object.Kind, object.Namespace, object.Name}
}

func unknownSubjects(d *document) map[subject]bool {
	set := map[subject]bool{}
	for _, finding := range d.findings {
		if finding.Outcome == control.Unknown {
			set[subjectOf(finding.Control, finding.Object)] = true
		}
	}
	return set
}

// about reports whether the result says nothing about the subject of a finding.
// What is unknown for want of facts is told of a whole namespace.
func (u unjudged) about(finding *control.Finding) bool {
	if _, took := u.controls[finding.Control]; !took && !ofEngine(finding.Control) {
		return true
	}
	namespace := cluster.ObjectRef{APIVersion: "v1", Kind: "Namespace", Name: finding.Object.Namespace}
	return u.subjects[subjectOf(finding.Control, finding.Object)] || u.subjects[subjectOf(finding.Control, namespace)]
}

// ofEngine reports whether the engine itself reports under this ID, in every
// scan.
func ofEngine(id string) bool {
	return slices.ContainsFunc(scan.WaiverControls(), func(c *control.Control) bool { return c.ID == id })
}

// summary counts the lists.
func (d *Difference) summary() differenceSummary {
	return differenceSummary{New: len(d.New), Fixed: len(d.Fixed), Unsure: len(d.Unsure), Unchanged: len(d.Unchanged)}
}

type differenceSummary struct {
	New       int `json:"new"`
	Fixed     int `json:"fixed"`
	Unsure    int `json:"unsure"`
	Unchanged int `json:"unchanged"`
}

var _ scan.Handler = (*collector)(nil)

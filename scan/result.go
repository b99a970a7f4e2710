package scan

import (
	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// Handler takes the answers of a scan as they come: Begin once, then every
// finding, then End once. Calls are sequential. An error ends the scan.
type Handler interface {
	Begin(header Header) error
	Finding(finding control.Finding) error
	End(result Result) error
}

// Header is what is known before the first finding.
type Header struct {
	// Version is the version of Bulkhead, Inputs the arguments as given.
	Version string   `json:"version"`
	Inputs  []string `json:"inputs"`
	// Controls are the controls that judge, sorted by ID.
	Controls []*control.Control `json:"-"`
}

// Result is what is known after the last finding.
type Result struct {
	Summary  Summary  `json:"summary"`
	Coverage Coverage `json:"coverage"`
}

// Summary counts answers. A subject is one pod, object or namespace judged by
// one control; a subject may yield several findings.
type Summary struct {
	// Subjects counts subjects by outcome. A subject with a failed finding
	// counts as failed, else with an unknown one as unknown.
	Subjects Outcomes `json:"subjects"`
	// Failed counts the failed findings that are neither waived nor known to
	// the baseline, by severity.
	Failed map[control.Severity]int `json:"failed"`
	// Unknown counts the unknown findings, Waived those a waiver covers and
	// Known those of the baseline.
	Unknown int `json:"unknown"`
	Waived  int `json:"waived"`
	Known   int `json:"known"`
	// Controls counts subjects by outcome for every control that judged, so
	// that one which never applied is told from one that always passed.
	Controls map[string]Outcomes `json:"controls"`
}

// Outcomes counts subjects by outcome.
type Outcomes struct {
	Passed        int `json:"pass"`
	Failed        int `json:"fail"`
	Unknown       int `json:"unknown"`
	NotApplicable int `json:"notApplicable"`
}

// Coverage is the account of what was read, skipped and not understood.
type Coverage struct {
	Files     int   `json:"files"`
	Bytes     int64 `json:"bytes"`
	Documents int   `json:"documents"`
	Objects   int   `json:"objects"`
	// Kinds counts objects by Kind.group.
	Kinds map[string]int `json:"kinds"`
	Pods  PodCoverage    `json:"pods"`
	// NotUnderstood counts objects of kinds that the pod locator does not
	// know, by Kind.group: pods in them may have been missed.
	NotUnderstood map[string]int `json:"notUnderstood,omitempty"`
	// Definitions are the CustomResourceDefinitions passed over.
	Definitions []Definition `json:"definitions,omitempty"`
	// Notices is everything that was not judged or not wholly understood, in
	// input order.
	Notices []Notice `json:"notices,omitempty"`
	// Missing are the facts that were needed and not in the input, with how
	// many subjects are unknown for want of them.
	Missing []MissingFact `json:"missing,omitempty"`
	// Incomplete is true when something that may hold Kubernetes objects
	// could not be read or understood.
	Incomplete bool `json:"incomplete"`
}

// PodCoverage counts the located pods.
type PodCoverage struct {
	Total int `json:"total"`
	// InCustomResources counts those inside custom resources, Structural those
	// recognised by shape alone.
	InCustomResources int `json:"inCustomResources"`
	Structural        int `json:"structural"`
}

// MissingFact is a fact that judgements needed and the input does not give.
type MissingFact struct {
	Facts    string `json:"facts"`
	Subjects int    `json:"subjects"`
}

// Place is the location of an object's field as far as its origin knows it. A
// field of an object inside another stands where that one was read.
func Place(object *cluster.Object, path string) *cluster.Location {
	if object == nil {
		return nil
	}
	object, path, _ = object.Whole(path)
	if object.Origin.File == "" {
		return nil
	}
	location := &cluster.Location{File: object.Origin.File, Line: 1, Column: 1, Rendered: object.Origin.RenderedFrom != ""}
	if object.Origin.Positions != nil {
		location.Line, location.Column, _ = object.Origin.Positions.Find(path)
	}
	return location
}

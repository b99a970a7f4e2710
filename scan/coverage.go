package scan

import (
	"fmt"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// File implements Sink.
func (r *run) File(_ string, size int64) { r.coverage.Files++; r.coverage.Bytes += size }

// Document implements Sink.
func (r *run) Document() { r.coverage.Documents++ }

// Definition implements Sink.
func (r *run) Definition(definition Definition) {
	r.coverage.Definitions = append(r.coverage.Definitions, definition)
}

// Notice implements Sink.
func (r *run) Notice(notice Notice) {
	r.coverage.Notices = append(r.coverage.Notices, notice)
	if notice.Reason.Incomplete() {
		r.coverage.Incomplete = true
	}
}

// count accounts for one object and its pods, and for what of it the API server
// would refuse.
func (r *run) count(object *cluster.Object, located cluster.Located) {
	kind := object.GroupKind()
	r.coverage.Objects++
	r.coverage.Kinds[kind]++
	if !located.Known {
		r.coverage.NotUnderstood[kind]++
	}
	for _, part := range located.Unread {
		r.Notice(Notice{
			Reason: Opaque, Location: *placeOrFile(object, part.Path),
			Detail: fmt.Sprintf("%s: %s: %s; pods in it are not judged", object.ObjectRef, part.Path, part.Problem),
		})
	}
	r.coverage.Pods.Total += len(located.Pods)
	for _, pod := range located.Pods {
		if !cluster.BuiltIn(kind) {
			r.coverage.Pods.InCustomResources++
		}
		if pod.Structural {
			r.coverage.Pods.Structural++
		}
		r.malformed(object, pod.Malformed)
	}
	if len(located.Pods) == 0 {
		r.malformed(object, cluster.Validate(object))
	}
}

func (r *run) malformed(object *cluster.Object, fields []cluster.FieldError) {
	for _, field := range fields {
		r.Notice(Notice{
			Reason: Malformed, Location: *placeOrFile(object, field.Path),
			Detail: fmt.Sprintf("%s: %s: %s; the API server would refuse it", object.ObjectRef, field.Path, field.Problem),
		})
	}
}

func placeOrFile(object *cluster.Object, path string) *cluster.Location {
	if place := Place(object, path); place != nil {
		return place
	}
	return &cluster.Location{}
}

func (r *run) result() Result {
	r.coverage.Missing = r.missing.account()
	return Result{Summary: r.tally.close(), Coverage: r.coverage}
}

// tally counts answers.
type tally struct {
	summary Summary
	refs    map[*control.Control][]string
	counts  map[*control.Control]*Outcomes
}

func newTally(catalogue *control.Catalogue) tally {
	t := tally{
		summary: Summary{Failed: map[control.Severity]int{}, Controls: map[string]Outcomes{}},
		refs:    map[*control.Control][]string{},
		counts:  map[*control.Control]*Outcomes{},
	}
	for _, severity := range control.Severities() {
		t.summary.Failed[severity] = 0
	}
	for _, c := range catalogue.Controls() {
		t.refs[c] = c.Refs.All()
		t.counts[c] = &Outcomes{}
	}
	return t
}

func (t *tally) subject(c *control.Control, outcome control.Outcome) {
	t.counts[c].add(outcome)
}

func (o *Outcomes) add(outcome control.Outcome) {
	switch outcome {
	case control.Passed:
		o.Passed++
	case control.Failed:
		o.Failed++
	case control.Unknown:
		o.Unknown++
	case control.NotApplicable:
		o.NotApplicable++
	}
}

func (t *tally) finding(finding *control.Finding) {
	switch {
	case finding.Waiver != nil:
		t.summary.Waived++
	case finding.Known:
		t.summary.Known++
	case finding.Outcome == control.Failed:
		t.summary.Failed[finding.Severity]++
	default:
		t.summary.Unknown++
	}
}

func (t *tally) close() Summary {
	for c, counts := range t.counts {
		t.summary.Controls[c.ID] = *counts
		t.summary.Subjects.Passed += counts.Passed
		t.summary.Subjects.Failed += counts.Failed
		t.summary.Subjects.Unknown += counts.Unknown
		t.summary.Subjects.NotApplicable += counts.NotApplicable
	}
	return t.summary
}

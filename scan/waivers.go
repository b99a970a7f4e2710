package scan

import (
	"fmt"
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// ConfiguredWaiver is a waiver of the configuration with the place it was
// written at.
type ConfiguredWaiver struct {
	control.Waiver
	Location cluster.Location
}

// The findings that waivers themselves give rise to. They cannot be waived.
var (
	waiverExpired = &control.Control{
		ID: "waiver-expired", Title: "A waiver has expired", Severity: control.Medium, Stage: control.Stable,
		Why:  "The risk was accepted until a date that has passed; what it covered counts again.",
		Fix:  "Mend what it covered and delete the waiver, or have its owner renew it with a new date.",
		Refs: control.Refs{NIST: []string{"CA-5", "PM-4"}},
	}
	waiverUnused = &control.Control{
		ID: "waiver-unused", Title: "A waiver covers nothing", Severity: control.Low, Stage: control.Stable,
		Why:  "It covers no finding of this scan. Left standing, it would hide the next one that fits.",
		Fix:  "Delete the waiver, or correct its control, object, container or path.",
		Refs: control.Refs{NIST: []string{"CA-5", "PM-4"}},
	}
	waiverInvalid = &control.Control{
		ID: "waiver-invalid", Title: "A waiver is not valid and covers nothing", Severity: control.Medium, Stage: control.Stable,
		Why:  "A waiver needs a control, an owner, a reason and an expiry date, or nobody answers for the risk.",
		Fix:  `Write it as "ID; until=2027-01-31; owner=team; reason=..." in an annotation, or the same fields in the configuration.`,
		Refs: control.Refs{NIST: []string{"CA-5", "PM-4"}},
	}
)

// WaiverControls returns the documentation of the findings that waivers
// themselves give rise to, sorted by ID.
func WaiverControls() []*control.Control {
	return []*control.Control{waiverExpired, waiverInvalid, waiverUnused}
}

// waiver is a waiver in sight of the scan.
type waiver struct {
	control.Waiver
	source   string
	location *cluster.Location
	// object and path are where it was written; nil object means the
	// configuration.
	object cluster.ObjectRef
	path   string
	defect error
	// expired and used are found out while scanning.
	expired, used bool
}

type waivers struct {
	options  Options
	global   []*waiver
	byObject map[*cluster.Object][]*waiver
	all      []*waiver
}

func newWaivers(options Options) *waivers {
	w := &waivers{options: options, byObject: map[*cluster.Object][]*waiver{}}
	for _, configured := range options.Waivers {
		place := configured.Location
		added := w.add(waiver{Waiver: configured.Waiver, source: fmt.Sprintf("%s:%d", place.File, place.Line), location: &place})
		w.global = append(w.global, added)
	}
	return w
}

func (w *waivers) add(added waiver) *waiver {
	added.defect = added.Validate()
	added.expired = added.defect == nil && added.Expired(w.options.Now)
	w.all = append(w.all, &added)
	return &added
}

// collect takes the waivers written on an object, on its pod templates and in
// its comments.
func (w *waivers) collect(object *cluster.Object, pods []*cluster.Pod) {
	own := cluster.Field("metadata.annotations", control.WaiverAnnotation)
	w.annotation(object, object.Annotations, own, "")
	for _, pod := range pods {
		if pod.Path != "" {
			w.annotation(object, pod.Annotations, cluster.Field(pod.Path+".metadata.annotations", control.WaiverAnnotation), pod.Path)
		}
	}
	for _, comment := range object.Origin.Comments {
		parsed, ok := control.ParseWaiverComment(comment.Text)
		if !ok {
			continue
		}
		if parsed.Path == "" {
			parsed.Path = comment.Path
		}
		place := cluster.Location{File: object.Origin.File, Line: comment.Line, Column: 1}
		w.byObject[object] = append(w.byObject[object], w.add(waiver{
			Waiver: parsed, source: fmt.Sprintf("comment at %s:%d", place.File, place.Line),
			location: &place, object: object.ObjectRef, path: comment.Path,
		}))
	}
}

// annotation takes the waivers of one annotation. Within is the pod template
// they are limited to.
func (w *waivers) annotation(object *cluster.Object, annotations map[string]string, path, within string) {
	value, ok := annotations[control.WaiverAnnotation]
	if !ok {
		return
	}
	for _, parsed := range control.ParseWaiverAnnotation(value) {
		if parsed.Path == "" {
			parsed.Path = within
		}
		w.byObject[object] = append(w.byObject[object], w.add(waiver{
			Waiver: parsed, source: "annotation " + control.WaiverAnnotation,
			location: Place(object, path), object: object.ObjectRef, path: path,
		}))
	}
}

// cover returns the waiver that covers the finding, or nil.
func (w *waivers) cover(finding *control.Finding, object *cluster.Object) *control.WaiverRef {
	var ref *control.WaiverRef
	for _, candidates := range [...][]*waiver{w.byObject[object], w.global} {
		for _, waiver := range candidates {
			if waiver.defect != nil || !waiver.Covers(finding) {
				continue
			}
			waiver.used = true
			if !waiver.expired && ref == nil {
				ref = &control.WaiverRef{Owner: waiver.Owner, Reason: waiver.Reason, Until: waiver.Until, Source: waiver.source}
			}
		}
	}
	return ref
}

// reportWaivers tells which waivers have expired, cover nothing or are not
// valid.
func (r *run) reportWaivers() error {
	for _, waiver := range r.waivers.all {
		switch {
		case waiver.defect != nil:
			if err := r.reportWaiver(waiverInvalid, waiver, waiver.defect.Error()); err != nil {
				return err
			}
		case waiver.expired:
			if err := r.reportWaiver(waiverExpired, waiver, "expired on "+waiver.Until); err != nil {
				return err
			}
		case !waiver.used && r.judged(waiver.Control):
			if err := r.reportWaiver(waiverUnused, waiver, "covers no finding"); err != nil {
				return err
			}
		}
	}
	return nil
}

// judged reports whether a control that the pattern names took part, or the
// pattern names none that exists.
func (r *run) judged(pattern string) bool {
	return slices.ContainsFunc(r.options.Catalogue.Controls(), func(c *control.Control) bool {
		return (&control.Waiver{Control: pattern}).Covers(&control.Finding{Control: c.ID})
	}) || r.options.Catalogue.Family(pattern) == nil
}

func (r *run) reportWaiver(c *control.Control, w *waiver, what string) error {
	finding := control.Finding{
		Control: c.ID, Title: c.Title, Outcome: control.Failed, Severity: c.Severity,
		Object: w.object, Path: w.path, Fix: c.Fix, Refs: c.Refs.All(), Location: w.location,
		Message:     fmt.Sprintf("waiver of %s (owner %s): %s", w.Control, w.Owner, what),
		Fingerprint: control.Fingerprint(c.ID, w.object, w.path+"|"+w.Control+"|"+w.Waiver.Object+"|"+w.Container+"|"+w.Waiver.Path),
	}
	if finding.Severity < r.options.MinSeverity {
		return nil
	}
	r.tally.finding(&finding)
	if err := r.handler.Finding(finding); err != nil {
		return fmt.Errorf("writing the result: %w", err)
	}
	return nil
}

// Package scan runs a catalogue of controls over a source of objects and
// streams the answers to a handler.
//
// Controls that need nothing beyond the judged object are run while the input
// streams by, in input order. Those that need facts are run when everything has
// been read, again in input order, namespaces last. The order of findings
// depends on the input alone.
package scan

import (
	"context"
	"fmt"
	"time"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// Options are what a scan depends on besides its input.
type Options struct {
	// Catalogue is what judges. Required.
	Catalogue *control.Catalogue
	// Settings are handed to every control; nil means the defaults.
	Settings *control.Settings
	// Waivers are those of the configuration. Waivers in annotations and
	// comments of the input count besides.
	Waivers []ConfiguredWaiver
	// Baseline holds the fingerprints of findings that are known already.
	Baseline map[string]bool
	// MinSeverity leaves milder findings out of the result.
	MinSeverity control.Severity
	// Complete says that the input is a whole cluster: what is not in it does
	// not exist.
	Complete bool
	// Now is the time against which waivers expire. Required.
	Now time.Time
	// Version and Inputs are passed on to the handler.
	Version string
	Inputs  []string
	// Progress, if set, is called after every object that was read.
	Progress func(Coverage)
}

// Run reads source to its end, judges everything that it gives with every
// control of the catalogue, and streams the answers to handler. Input that
// cannot be read or understood is part of the result, not an error.
func Run(ctx context.Context, source Source, options Options, handler Handler) (Result, error) {
	if options.Settings == nil {
		options.Settings = control.DefaultSettings()
	}
	header := Header{Version: options.Version, Inputs: options.Inputs, Controls: options.Catalogue.Controls()}
	if err := handler.Begin(header); err != nil {
		return Result{}, fmt.Errorf("writing the result: %w", err)
	}
	run := newRun(options, handler)
	if err := source.Read(ctx, run); err != nil {
		return Result{}, err
	}
	if err := run.judgeWithFacts(ctx); err != nil {
		return Result{}, err
	}
	if err := run.reportWaivers(); err != nil {
		return Result{}, err
	}
	result := run.result()
	if err := handler.End(result); err != nil {
		return Result{}, fmt.Errorf("writing the result: %w", err)
	}
	return result, nil
}

// run is the state of one scan. It implements Sink.
type run struct {
	options  Options
	handler  Handler
	snapshot *cluster.Snapshot
	// stream judges while the input streams by, facts at the end.
	stream, facts judges
	pass          control.Pass
	waivers       *waivers
	coverage      Coverage
	tally         tally
	missing       missingFacts
	retained      []retained
}

// retained is an object that controls with needs will judge.
type retained struct {
	object *cluster.Object
	pods   []*cluster.Pod
	// wanted says that the object itself is judged, and not its pods alone.
	wanted bool
}

// judges are the controls of one phase, by what they judge.
type judges struct {
	pods, namespaces []*control.Control
	kinds            map[string][]*control.Control
}

func (j *judges) add(c *control.Control) {
	switch {
	case c.Judges.Pods:
		j.pods = append(j.pods, c)
	case c.Judges.Namespaces:
		j.namespaces = append(j.namespaces, c)
	}
	for _, kind := range c.Judges.Kinds {
		if j.kinds == nil {
			j.kinds = map[string][]*control.Control{}
		}
		j.kinds[kind] = append(j.kinds[kind], c)
	}
}

func newRun(options Options, handler Handler) *run {
	run := &run{
		options: options, handler: handler,
		snapshot: cluster.NewSnapshot(cluster.Options{Complete: options.Complete, TrustDomainLabel: options.Settings.TrustDomainLabel}),
		waivers:  newWaivers(options),
		coverage: Coverage{Kinds: map[string]int{}, NotUnderstood: map[string]int{}},
		tally:    newTally(options.Catalogue),
	}
	for _, c := range options.Catalogue.Controls() {
		if c.Needs == 0 {
			run.stream.add(c)
		} else {
			run.facts.add(c)
		}
	}
	return run
}

// maxEmbedding bounds how deep objects inside objects are followed.
const maxEmbedding = 8

// Object implements Sink: it judges the object with the controls that need
// nothing else and keeps what the others will want.
func (r *run) Object(object *cluster.Object) error { return r.object(object, 0) }

func (r *run) object(object *cluster.Object, depth int) error {
	located := cluster.Locate(object)
	r.count(object, located)
	r.waivers.collect(object, located.Pods)
	if err := r.judgeObject(&r.stream, object); err != nil {
		return err
	}
	if err := r.judgePods(&r.stream, object, located.Pods); err != nil {
		return err
	}
	r.snapshot.Add(object, located.Pods)
	r.retain(object, located.Pods)
	if r.options.Progress != nil {
		r.options.Progress(r.coverage)
	}
	for _, embedded := range located.Embedded {
		if depth == maxEmbedding {
			r.Notice(Notice{Reason: TooLarge, Location: *placeOrFile(object, ""), Detail: fmt.Sprintf("objects inside objects are followed %d deep", maxEmbedding)})
			break
		}
		if err := r.object(embedded, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) retain(object *cluster.Object, pods []*cluster.Pod) {
	wanted := false
	for _, c := range r.facts.kinds[object.GroupKind()] {
		wanted = wanted || c.ConcernedWith(object)
	}
	if !wanted {
		for _, c := range r.facts.kinds[object.GroupKind()] {
			r.tally.subject(c, control.NotApplicable)
		}
	}
	object.Release(wanted)
	for _, pod := range pods {
		pod.Release()
	}
	if len(r.facts.pods) == 0 {
		pods = nil
	}
	if wanted || len(pods) > 0 {
		r.retained = append(r.retained, retained{object, pods, wanted})
	}
}

func (r *run) judgeObject(judges *judges, object *cluster.Object) error {
	r.pass.Object, r.pass.Namespace, r.pass.Pod = object, nil, nil
	for _, c := range judges.kinds[object.GroupKind()] {
		if !c.ConcernedWith(object) {
			r.tally.subject(c, control.NotApplicable)
			continue
		}
		if err := r.judge(c); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) judgePods(judges *judges, object *cluster.Object, pods []*cluster.Pod) error {
	r.pass.Object, r.pass.Namespace = object, nil
	for _, pod := range pods {
		r.pass.Pod = pod
		for _, c := range judges.pods {
			if err := r.judge(c); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *run) judgeWithFacts(ctx context.Context) error {
	r.snapshot.Seal()
	r.pass.Facts = r.snapshot
	for _, kept := range r.retained {
		if err := ctx.Err(); err != nil {
			return err
		}
		kept.object.Restore()
		for _, pod := range kept.pods {
			pod.Restore()
		}
		if kept.wanted {
			if err := r.judgeObject(&r.facts, kept.object); err != nil {
				return err
			}
		}
		if err := r.judgePods(&r.facts, kept.object, kept.pods); err != nil {
			return err
		}
		kept.object.Release(true)
		for _, pod := range kept.pods {
			pod.Release()
		}
	}
	for _, namespace := range r.snapshot.Namespaces() {
		r.pass.Object, r.pass.Pod, r.pass.Namespace = namespace.Object, nil, namespace
		for _, c := range r.facts.namespaces {
			if err := r.judge(c); err != nil {
				return err
			}
		}
	}
	for _, finding := range r.missing.findings() {
		if err := r.emit(finding, nil); err != nil {
			return err
		}
	}
	return nil
}

// judge runs one control over the subject in the pass and passes its answers
// on. Every check is called with the same settings.
func (r *run) judge(c *control.Control) error {
	r.pass.Settings = r.options.Settings
	outcome, answers := r.pass.Judge(c)
	if outcome == control.Passed && r.pass.Pod != nil && len(r.pass.Pod.Malformed) > 0 {
		outcome = control.Unknown // what could not be decoded could not be judged
	}
	r.tally.subject(c, outcome)
	for i := range answers {
		if answers[i].Missing != 0 {
			r.missing.add(c, &r.pass, &answers[i])
			continue
		}
		if err := r.emit(r.finding(c, &answers[i]), r.pass.Object); err != nil {
			return err
		}
	}
	return nil
}

// emit completes a finding, counts it and hands it over.
func (r *run) emit(finding control.Finding, object *cluster.Object) error {
	if finding.Severity < r.options.MinSeverity {
		return nil
	}
	finding.Known = r.options.Baseline[finding.Fingerprint]
	finding.Waiver = r.waivers.cover(&finding, object)
	r.tally.finding(&finding)
	if err := r.handler.Finding(finding); err != nil {
		return fmt.Errorf("writing the result: %w", err)
	}
	return nil
}

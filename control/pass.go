package control

import (
	"fmt"
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
)

// Pass is one application of a control to one subject: what the check reads
// and where it puts its answers. When a check returns without an answer the
// subject has passed.
type Pass struct {
	// Object is the judged object; for a pod, the object that holds it. It is
	// nil for a namespace that the input uses without defining.
	Object *cluster.Object
	// Pod is the judged pod of a control that judges pods.
	Pod *cluster.Pod
	// Namespace is the judged namespace of a control that judges namespaces.
	Namespace *cluster.Namespace
	// Facts is everything that was read. It is nil for a control without Needs.
	Facts *cluster.Snapshot
	// Settings are the choices of the organisation.
	Settings *Settings

	needs   cluster.Facts
	outcome Outcome
	answers []Answer
}

// Answer is one failed or unknown answer about one field.
type Answer struct {
	Outcome Outcome
	// Path is the field in the judged object.
	Path string
	// Container is the name of the container concerned, if it is one.
	Container string
	// Message says what is wrong with this instance, with its values; never a
	// credential.
	Message  string
	Evidence []Evidence
	// Severity is set where this instance is worse or milder than the control.
	Severity Severity
	// Missing are the facts an unknown answer wants.
	Missing cluster.Facts
}

// Fail answers that the field at path is not as the control wants it. The
// message says what was found, in the form of fmt.Sprintf; it never holds a
// credential. The result may be refined with its methods.
func (p *Pass) Fail(path, format string, args ...any) *Answer {
	return p.answer(Answer{Outcome: Failed, Path: path, Message: fmt.Sprintf(format, args...)})
}

// Unknown answers that the field at path could not be judged, and why.
func (p *Pass) Unknown(path, format string, args ...any) *Answer {
	return p.answer(Answer{Outcome: Unknown, Path: path, Message: fmt.Sprintf(format, args...)})
}

func (p *Pass) answer(answer Answer) *Answer {
	p.outcome = max(p.outcome, Passed)
	p.answers = append(p.answers, answer)
	return &p.answers[len(p.answers)-1]
}

// In names the container concerned.
func (a *Answer) In(container cluster.Container) *Answer {
	a.Container = container.Name
	return a
}

// At sets the severity of this instance.
func (a *Answer) At(severity Severity) *Answer {
	a.Severity = severity
	return a
}

// Because adds a field of another object to the evidence.
func (a *Answer) Because(object *cluster.Object, path string, value any) *Answer {
	evidence := Evidence{Path: path}
	if object != nil {
		evidence.Object = &object.ObjectRef
	}
	if value != nil {
		evidence.Value = fmt.Sprint(value)
	}
	a.Evidence = append(a.Evidence, evidence)
	return a
}

// NotApplicable answers that the control has nothing to say about the subject.
// A check calls it first and returns; other answers win over it.
func (p *Pass) NotApplicable() { p.outcome = NotApplicable }

// Require reports whether the input gives the facts about the subject's
// namespace. If it does not, the answer is Unknown and the check returns. The
// facts must be among the Needs of the control: asking for others is a mistake
// in the control and panics.
func (p *Pass) Require(facts cluster.Facts) bool { return p.RequireIn(facts, p.namespace()) }

// RequireIn is [Pass.Require] for another namespace.
func (p *Pass) RequireIn(facts cluster.Facts, namespace string) bool {
	if !p.needs.Has(facts) {
		panic(fmt.Sprintf("control requires %s without declaring it in Needs", facts))
	}
	var missing cluster.Facts
	for fact := range facts.Each {
		if !p.Facts.Known(fact, namespace) {
			missing |= fact
		}
	}
	if missing == 0 {
		return true
	}
	p.Unknown("", "%s", p.lacking(missing, namespace)).Missing = missing
	return false
}

func (p *Pass) lacking(missing cluster.Facts, namespace string) string {
	switch {
	case namespace != "":
		return fmt.Sprintf("the input does not have the %s of namespace %s", missing, namespace)
	case missing&(cluster.RBAC|cluster.Nodes) == 0 && (p.Pod != nil || p.Namespace != nil):
		return fmt.Sprintf("the namespace is chosen when the objects are applied, and its %s are not in the input", missing)
	}
	return fmt.Sprintf("the input does not have the %s", missing)
}

func (p *Pass) namespace() string {
	switch {
	case p.Namespace != nil:
		return p.Namespace.Name
	case p.Pod != nil:
		return p.Pod.Namespace
	case p.Object != nil:
		return p.Object.Namespace
	}
	return ""
}

// Judge runs the control's check over one subject and returns the outcome and
// the failed and unknown answers. The pass is reused: fields other than the
// subject, Facts and Settings are reset.
func (p *Pass) Judge(control *Control) (Outcome, []Answer) {
	p.needs, p.outcome, p.answers = control.Needs, 0, p.answers[:0]
	control.Check(p)
	outcome := max(p.outcome, Passed)
	if len(p.answers) > 0 {
		outcome = Unknown
		if slices.ContainsFunc(p.answers, func(a Answer) bool { return a.Outcome == Failed }) {
			outcome = Failed
		}
	}
	return outcome, p.answers
}

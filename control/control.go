package control

import (
	"github.com/bulkhead-dev/bulkhead/cluster"
)

// Control is one judgement about facts at rest, with its documentation. It is
// a value: engines run it, and know none by name.
type Control struct {
	// ID is the permanent name: lower-case words joined by hyphens, the first
	// being the family. An ID is never reused.
	ID string
	// Title says in a few words what is wrong when the control fails.
	Title    string
	Severity Severity
	Stage    Stage
	// Judges says what the check is called with: [EveryPod], [EveryNamespace]
	// or [Kinds].
	Judges Subject
	// Needs are the facts beyond the judged object. A check asks for each with
	// [Pass.Require] at the point where it starts to matter.
	Needs cluster.Facts
	// Operations and Subresources narrow what admission judges; empty means
	// CREATE and UPDATE of the object itself.
	Operations, Subresources []string

	// Why says what an attacker or an accident gains, for a reader who knows
	// Kubernetes but not GPUs. Where common advice is wrong, it says so.
	Why string
	// Fix says what to change, concretely.
	Fix string
	// Refs are the public sources: see [Refs].
	Refs Refs

	// Check judges one subject. It must be deterministic, do no input or
	// output, and change nothing. It is called concurrently.
	Check func(*Pass)
}

// Stage is how far a control has proven itself.
type Stage uint8

// The stages. Only a stable control may deny at admission.
const (
	Alpha Stage = iota + 1
	Beta
	Stable
)

// Subject is what a control judges.
type Subject struct {
	// Kinds are the judged kinds as Kind.group ("RayCluster.ray.io", "Service"
	// for the core group) in any version. Where they stand beside Pods or
	// Namespaces the check is called for both: for an object of these kinds
	// with neither Pod nor Namespace set.
	Kinds []string
	// Pods: every located pod. Namespaces: every namespace that the input
	// defines or uses.
	Pods, Namespaces bool
	// Concerns, if set, picks the objects of Kinds that the control can have
	// anything to say about. It is asked while the object is at hand, so that a
	// control with Needs does not make the scan keep every ConfigMap of a
	// cluster. What it refuses is NotApplicable.
	Concerns func(*cluster.Object) bool
}

// ConcernedWith reports whether the control can have anything to say about an object
// of its kinds.
func (c *Control) ConcernedWith(object *cluster.Object) bool {
	return c.Judges.Concerns == nil || c.Judges.Concerns(object)
}

// EveryPod judges every pod that the pod locator finds, wherever it hides.
var EveryPod = Subject{Pods: true}

// EveryNamespace judges every namespace that the input defines or uses.
var EveryNamespace = Subject{Namespaces: true}

// Kinds judges the objects of the given kinds, written Kind.group.
func Kinds(kinds ...string) Subject { return Subject{Kinds: kinds} }

// String returns the lower-case name of the stage.
func (s Stage) String() string {
	switch s {
	case Alpha:
		return "alpha"
	case Beta:
		return "beta"
	case Stable:
		return "stable"
	}
	return "unknown stage"
}

// Names says what is judged, for people: "every pod", "every namespace" or the
// kinds.
func (s Subject) Names() []string {
	var names []string
	switch {
	case s.Pods:
		names = append(names, "every pod")
	case s.Namespaces:
		names = append(names, "every namespace")
	}
	return append(names, s.Kinds...)
}

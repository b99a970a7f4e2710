package cluster

import (
	"slices"

	"k8s.io/apimachinery/pkg/labels"
)

// DefaultReach is what the NetworkPolicies of a namespace do to a pod that
// nobody thought of when writing them.
type DefaultReach struct {
	// Stranger is the reach of a pod without labels: what the namespace grants
	// by default.
	Stranger *Reach
	// Escape is a set of labels with which a pod is not isolated although
	// policies isolate others; nil when there is none. Only policies that
	// between them leave a gap, such as one for "app in (a)" and one for
	// "app notin (a, b)", have one.
	Escape map[string]string

	isolated ternary
}

// Isolated reports whether every pod of the namespace is isolated, whatever
// labels it has: by one policy that selects every pod, or by several that leave
// no gap. It means nothing when [DefaultReach.Undecided] gives a reason.
func (d *DefaultReach) Isolated() bool { return d.isolated == yes }

// Denies reports whether the namespace denies by default: every pod is isolated
// and no policy for pods without labels opens every port to everyone. A
// policy with podSelector {} and the rule {} isolates in name only.
//
// What the default still admits, such as the pods of the same namespace or
// DNS, stands in Stranger.Openings.
func (d *DefaultReach) Denies() bool {
	policy, _ := d.OpenedBy()
	return d.isolated == yes && policy == nil
}

// OpenedBy returns the first policy for pods without labels that opens every
// port to everyone, and the field of the rule that does; nil when none does.
func (d *DefaultReach) OpenedBy() (policy *NetworkPolicy, path string) {
	for _, policy := range d.Stranger.policies {
		for i := range policy.rules[d.Stranger.direction] {
			rule := &policy.rules[d.Stranger.direction][i]
			if len(rule.ports) == 0 && rule.opensToAll() {
				return policy, Index(directionFields[d.Stranger.direction], i)
			}
		}
	}
	return nil, ""
}

// Undecided says why the input does not decide the default; empty when it
// does.
func (d *DefaultReach) Undecided() string {
	if d.Stranger.undecided == "" && d.isolated == maybe {
		return "the pod selectors of the NetworkPolicies are too many to tell whether they leave a gap"
	}
	return d.Stranger.undecided
}

// opensToAll reports whether the rule names no peers, or every address.
func (r *networkRule) opensToAll() bool {
	return r.everyone || slices.ContainsFunc(r.peers, func(peer networkPeer) bool {
		return peer.isBlock() && peer.block.IsValid() && peer.block.Bits() == 0 && len(peer.except) == 0
	})
}

// DefaultIngress returns who may connect to any pod of the namespace, and
// DefaultEgress where any pod may connect to, as far as policies say so
// without regard to the labels of the pod.
func (s *Snapshot) DefaultIngress(namespace string) *DefaultReach {
	return s.defaultReach(namespace, ingress)
}

// DefaultEgress is [Snapshot.DefaultIngress] for the other direction.
func (s *Snapshot) DefaultEgress(namespace string) *DefaultReach {
	return s.defaultReach(namespace, egress)
}

func (s *Snapshot) defaultReach(namespace string, direction int) *DefaultReach {
	stranger := &Reach{snapshot: s, direction: direction}
	stranger.policies, stranger.undecided = s.isolating(namespace, nil, direction)
	result := &DefaultReach{Stranger: stranger}
	var selectors []labels.Selector
	for _, policy := range s.NetworkPolicies(namespace) {
		if policy.Invalid != "" && stranger.undecided == "" {
			stranger.undecided = invalidPolicy(policy)
		}
		if policy.isolates[direction] {
			selectors = append(selectors, policy.selector)
		}
	}
	result.isolated, result.Escape = coverAll(selectors)
	if stranger.undecided == "" {
		stranger.undecided = s.otherPolicies(namespace, direction, result.isolated == yes)
	}
	return result
}

// maxAssignments bounds how many sets of labels [coverAll] tries. Real
// namespaces need a handful.
const maxAssignments = 1 << 14

// coverAll says whether every possible set of labels is selected by one of the
// selectors, and returns a set that is not. Only the keys and values that
// selectors mention can make a difference: each key is absent, has one of the
// mentioned values, or some other value.
func coverAll(selectors []labels.Selector) (ternary, map[string]string) {
	if len(selectors) == 0 {
		return no, nil
	}
	values := map[string][]string{}
	for _, selector := range selectors {
		if selector.Empty() {
			return yes, nil
		}
		requirements, _ := selector.Requirements()
		for i := range requirements {
			key := requirements[i].Key()
			values[key] = append(values[key], requirements[i].ValuesUnsorted()...)
		}
	}
	keys := make([]string, 0, len(values))
	assignments := 1
	for key := range values {
		keys = append(keys, key)
		slices.Sort(values[key])
		values[key] = slices.Compact(values[key])
		values[key] = append(values[key], otherValue(values[key]))
		if assignments *= len(values[key]) + 1; assignments > maxAssignments {
			return maybe, nil
		}
	}
	slices.Sort(keys)
	escape := map[string]string{}
	if findEscape(selectors, keys, values, escape) {
		return no, escape
	}
	return yes, nil
}

// findEscape fills escape with labels that no selector selects, trying first
// to leave every key away.
func findEscape(selectors []labels.Selector, keys []string, values map[string][]string, escape map[string]string) bool {
	if len(keys) == 0 {
		for _, selector := range selectors {
			if selector.Matches(labels.Set(escape)) {
				return false
			}
		}
		return true
	}
	key := keys[0]
	if findEscape(selectors, keys[1:], values, escape) {
		return true
	}
	for _, value := range values[key] {
		escape[key] = value
		if findEscape(selectors, keys[1:], values, escape) {
			return true
		}
	}
	delete(escape, key)
	return false
}

// otherValue returns a label value that is not among the given ones.
func otherValue(values []string) string {
	other := "other"
	for slices.Contains(values, other) {
		other += "-other"
	}
	return other
}

package cluster

import (
	"net/netip"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// Opening is one thing that a policy admits: one peer of a rule, or everybody
// where a rule names no peers.
type Opening struct {
	Policy *NetworkPolicy
	// Path is the field of the peer in the policy, or of the rule for everybody.
	Path string

	snapshot *Snapshot
	peer     *networkPeer
}

// Openings returns what the policies of an isolated pod admit to a port, in the
// order of policies, rules and peers. It is empty for a pod that is not
// isolated, where everything is open, and when [Reach.Undecided] gives a
// reason: ask [Reach.Admits] whether something is admitted, and Openings by what.
// Openings to a named port that may or may
// not be the port in question are included.
func (r *Reach) Openings(port Port) []Opening {
	if _, done := r.withoutRules(); done {
		return nil
	}
	var openings []Opening
	for _, policy := range r.policies {
		for i := range policy.rules[r.direction] {
			rule := &policy.rules[r.direction][i]
			if ports, _ := r.portsAdmit(rule, port, &Peer{}); ports == no {
				continue
			}
			path := Index(directionFields[r.direction], i)
			if rule.everyone {
				openings = append(openings, Opening{Policy: policy, Path: path, snapshot: r.snapshot})
			}
			for j := range rule.peers {
				openings = append(openings, Opening{Policy: policy, Path: Index(path+peerFields[r.direction], j), snapshot: r.snapshot, peer: &rule.peers[j]})
			}
		}
	}
	return openings
}

// Outside returns the openings of a port to anybody outside the namespace of
// the pod.
func (r *Reach) Outside(port Port) []Opening {
	var outside []Opening
	for _, opening := range r.Openings(port) {
		if !opening.WithinNamespace() {
			outside = append(outside, opening)
		}
	}
	return outside
}

// Everyone reports whether the opening is to every pod and every address.
func (o Opening) Everyone() bool { return o.peer == nil }

// Block returns the CIDR block of an opening to addresses, with its
// exceptions; ok is false for an opening to pods or to everyone.
func (o Opening) Block() (block netip.Prefix, except []netip.Prefix, ok bool) {
	if o.peer == nil || !o.peer.isBlock() {
		return netip.Prefix{}, nil, false
	}
	return o.peer.block, o.peer.except, true
}

// Admits says whether the opening admits a peer, apart from the port. It is
// [Undecided] where the input lacks the labels of a namespace or the address
// of a pod.
func (o Opening) Admits(peer Peer) Verdict {
	if o.peer == nil {
		return Admitted
	}
	match, _ := o.snapshot.matches(o.peer, o.Policy.Namespace, &peer)
	return verdictOf(match)
}

// WithinNamespace reports whether the opening is only to pods of the namespace
// of the policy: its peer has no namespaceSelector, or one that can only mean
// this namespace, by its name.
func (o Opening) WithinNamespace() bool {
	names, closed := o.Namespaces()
	if !closed {
		return false
	}
	for _, name := range names {
		if name != o.Policy.Namespace {
			return false
		}
	}
	return true
}

// Namespaces returns the namespaces whose pods the opening may admit, by name.
// Closed is true when there can be no others: the peer has no
// namespaceSelector, or one that asks for the name of the namespace
// (kubernetes.io/metadata.name). Otherwise names holds those of the input that
// the selector selects, or may select as far as their labels are known. An
// opening to everyone or to addresses is not closed and lists none.
func (o Opening) Namespaces() (names []string, closed bool) {
	switch {
	case o.peer == nil || o.peer.isBlock():
		return nil, false
	case o.peer.namespaces == nil:
		return []string{o.Policy.Namespace}, true
	}
	if wanted, ok := wantedNames(o.peer.namespaces); ok {
		for _, name := range wanted {
			if o.snapshot.namespaceLabels(name).match(o.peer.namespaces) != no {
				names = append(names, name)
			}
		}
		return names, true
	}
	for _, namespace := range o.snapshot.ordered {
		if namespace.labels.match(o.peer.namespaces) != no {
			names = append(names, namespace.Name)
		}
	}
	return names, false
}

// EveryPod reports whether the opening admits every pod of the namespaces it
// means: its peer has no podSelector, or an empty one.
func (o Opening) EveryPod() bool {
	return o.peer == nil || !o.peer.isBlock() && o.peer.pods.Empty()
}

// Requires reports whether the opening admits only pods that have all of the
// given labels, such as {"ray.io/cluster": "research"}.
func (o Opening) Requires(podLabels map[string]string) bool {
	if o.peer == nil || o.peer.isBlock() {
		return false
	}
	required := map[string]string{}
	for _, pair := range neededPairs(o.peer.pods) {
		required[pair.key] = pair.value
	}
	return hasAll(required, podLabels)
}

// wantedNames returns the namespace names that a selector asks for; ok is false
// when it does not ask for names.
func wantedNames(selector labels.Selector) (names []string, ok bool) {
	requirements, _ := selector.Requirements()
	for i := range requirements {
		if requirements[i].Key() == corev1.LabelMetadataName && asksForValue(&requirements[i]) {
			return requirements[i].Values().List(), true
		}
	}
	return nil, false
}

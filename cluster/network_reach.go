package cluster

import (
	"net/netip"

	networkingv1 "k8s.io/api/networking/v1"
)

// Reach is what the NetworkPolicies that select a pod admit in one direction:
// who may connect to it ([Snapshot.Ingress]) or where it may connect to
// ([Snapshot.Egress]). Only NetworkPolicies of networking.k8s.io/v1 are
// evaluated. Where policies of another kind have a say the reach is undecided:
// see [Reach.Undecided].
//
// The traffic between a pod and its own node, and of a pod with itself, is
// admitted whatever policies say; Reach does not speak of it.
type Reach struct {
	snapshot  *Snapshot
	pod       *Pod
	direction int
	policies  []*NetworkPolicy
	host      bool
	undecided string
}

// Verdict is the answer to whether a connection is admitted.
type Verdict uint8

// The verdicts.
const (
	// Denied: no policy admits the connection and at least one isolates.
	Denied Verdict = iota
	// Undecided: the input does not say. See [Admission.Reason].
	Undecided
	// Admitted: a policy admits the connection, or none isolates.
	Admitted
)

var verdictNames = [...]string{"denied", "undecided", "admitted"}

// String is the lower-case name of the verdict.
func (v Verdict) String() string {
	if int(v) < len(verdictNames) {
		return verdictNames[v]
	}
	return "unknown"
}

// Admission is the answer to one question to a [Reach].
type Admission struct {
	Verdict Verdict
	// Policy admits, by the field at Path, such as spec.ingress[0].from[1] or
	// spec.ingress[0] for a rule without peers. Both are empty when the pod is
	// not isolated, and when nothing admits.
	Policy *NetworkPolicy
	Path   string
	// Reason says why the verdict is Undecided, or why an unisolated pod is.
	Reason string
}

// Admitted reports whether the connection is admitted for certain.
func (a Admission) Admitted() bool { return a.Verdict == Admitted }

// Denied reports whether the connection is denied for certain.
func (a Admission) Denied() bool { return a.Verdict == Denied }

// Ingress returns who may connect to the pod.
func (s *Snapshot) Ingress(pod *Pod) *Reach { return s.reach(pod, ingress) }

// Egress returns where the pod may connect to.
func (s *Snapshot) Egress(pod *Pod) *Reach { return s.reach(pod, egress) }

func (s *Snapshot) reach(pod *Pod, direction int) *Reach {
	reach := &Reach{snapshot: s, pod: pod, direction: direction}
	if s.hostNetwork(pod) {
		reach.host = true
		return reach
	}
	reach.policies, reach.undecided = s.isolating(pod.Namespace, pod.Labels, direction)
	if reach.undecided == "" {
		reach.undecided = s.otherPolicies(pod.Namespace, direction, len(reach.policies) > 0)
	}
	return reach
}

// isolating returns the policies that isolate pods with these labels.
func (s *Snapshot) isolating(namespace string, podLabels map[string]string, direction int) (policies []*NetworkPolicy, undecided string) {
	for _, policy := range s.selecting(namespace, podLabels) {
		switch {
		case policy.Invalid != "":
			undecided = invalidPolicy(policy)
		case policy.isolates[direction]:
			policies = append(policies, policy)
		}
	}
	return policies, undecided
}

func invalidPolicy(policy *NetworkPolicy) string {
	return policy.String() + " is not valid: " + policy.Invalid
}

// Undecided says why the input does not decide the reach as a whole; empty when
// it does. Otherwise every question is answered with [Undecided].
func (r *Reach) Undecided() string { return r.undecided }

// Isolated reports whether a policy isolates the pod in this direction, so that
// only what policies admit gets through. It means nothing when
// [Reach.Undecided] gives a reason, so ask that first, or ask for an
// [Admission], which takes it into account.
func (r *Reach) Isolated() bool { return len(r.policies) > 0 }

// HostNetwork reports whether the pod uses the network of its node.
// NetworkPolicies do not apply to it.
func (r *Reach) HostNetwork() bool { return r.host }

// Policies returns the policies that isolate the pod in this direction.
func (r *Reach) Policies() []*NetworkPolicy { return r.policies }

// Direction is the direction of the reach in the terms of the API.
func (r *Reach) Direction() networkingv1.PolicyType {
	if r.direction == egress {
		return networkingv1.PolicyTypeEgress
	}
	return networkingv1.PolicyTypeIngress
}

// Admits reports whether a connection with the peer to a port is admitted: to
// the port of the pod for ingress, to the port of the peer for egress.
func (r *Reach) Admits(peer Peer, port Port) Admission {
	return r.first(port, &peer, func(policy *NetworkPolicy, rule *networkPeer) (ternary, string) {
		return r.snapshot.matches(rule, policy.Namespace, &peer)
	})
}

// AdmitsIP reports whether a connection with an address outside the cluster is
// admitted.
func (r *Reach) AdmitsIP(address netip.Addr, port Port) Admission {
	return r.Admits(AddressPeer(address), port)
}

// AdmitsStranger reports whether a connection with a pod that nobody expects is
// admitted: whether the port is open inside the cluster. See [StrangerPeer].
func (r *Reach) AdmitsStranger(port Port) Admission { return r.Admits(StrangerPeer(), port) }

// AdmitsEveryone reports whether a port is open to every pod and every address:
// the pod is not isolated, or a rule names no peers, or names 0.0.0.0/0 or ::/0
// without exceptions.
func (r *Reach) AdmitsEveryone(port Port) Admission {
	return r.first(port, nil, func(_ *NetworkPolicy, rule *networkPeer) (ternary, string) {
		return yesOrNo(rule.isBlock() && rule.block.IsValid() && rule.block.Bits() == 0 && len(rule.except) == 0), ""
	})
}

// first returns the first admission that a rule of the policies gives for
// certain, or else the first that may be.
func (r *Reach) first(port Port, peer *Peer, matches func(*NetworkPolicy, *networkPeer) (ternary, string)) Admission {
	if admission, done := r.withoutRules(); done {
		return admission
	}
	var best Admission
	for _, policy := range r.policies {
		for i := range policy.rules[r.direction] {
			rule := &policy.rules[r.direction][i]
			ports, portReason := r.portsAdmit(rule, port, peer)
			if ports == no {
				continue
			}
			path := Index(directionFields[r.direction], i)
			if rule.everyone {
				best = better(best, Admission{verdictOf(ports), policy, path, portReason})
			}
			for j := range rule.peers {
				match, reason := matches(policy, &rule.peers[j])
				if match == no {
					continue
				}
				if reason == "" {
					reason = portReason
				}
				best = better(best, Admission{verdictOf(min(match, ports)), policy, Index(path+peerFields[r.direction], j), reason})
			}
			if best.Verdict == Admitted {
				return best
			}
		}
	}
	return best
}

var peerFields = [...]string{".from", ".to"}

// withoutRules answers for pods whose policies need not be looked at.
func (r *Reach) withoutRules() (Admission, bool) {
	switch {
	case r.host:
		return Admission{Verdict: Admitted, Reason: "the pod uses the host network, to which NetworkPolicies do not apply"}, true
	case r.undecided != "":
		return Admission{Verdict: Undecided, Reason: r.undecided}, true
	case len(r.policies) == 0:
		return Admission{Verdict: Admitted, Reason: "no NetworkPolicy isolates the pod for " + directionNames[r.direction]}, true
	}
	return Admission{}, false
}

var directionNames = [...]string{"ingress", "egress"}

func verdictOf(answer ternary) Verdict { return Verdict(answer) }

func better(best, next Admission) Admission {
	if next.Verdict > best.Verdict {
		if next.Verdict == Admitted {
			next.Reason = ""
		}
		return next
	}
	return best
}

// portsAdmit says whether the ports of a rule admit a port. Names are resolved
// against the containers of the pod that receives: the pod itself for
// ingress, the peer for egress. A name never means a port of an address.
func (r *Reach) portsAdmit(rule *networkRule, port Port, peer *Peer) (ternary, string) {
	if len(rule.ports) == 0 {
		return yes, ""
	}
	result, reason := no, ""
	for i := range rule.ports {
		entry := &rule.ports[i]
		if port != AnyPort && entry.protocol != protocolOrTCP(port.Protocol) {
			continue
		}
		if entry.name == "" {
			if port.Number == 0 || entry.first <= port.Number && port.Number <= entry.last {
				return yes, ""
			}
			continue
		}
		match, why := r.namedPortAdmits(entry, port, peer)
		if match > result {
			result, reason = match, why
		}
	}
	if result == yes {
		reason = ""
	}
	return result, reason
}

func (r *Reach) namedPortAdmits(entry *policyPort, port Port, peer *Peer) (ternary, string) {
	receiver := r.pod
	if r.direction == egress {
		switch {
		case peer == nil || peer.address.IsValid():
			return no, ""
		case peer.pod == nil:
			return maybe, "whether the peer declares a port named " + entry.name + " is not in the input"
		}
		receiver = peer.pod
	}
	if receiver == nil {
		return maybe, "whether the pod declares a port named " + entry.name + " is not in the input"
	}
	number, ok := r.snapshot.namedPort(receiver, entry.name, entry.protocol)
	if !ok && receiver.Partial != "" {
		return maybe, "whether " + receiver.Partial + " adds a port named " + entry.name + " to the pod is not in the input"
	}
	return yesOrNo(ok && (port.Number == 0 || port.Number == number)), ""
}

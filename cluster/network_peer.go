package cluster

import (
	"net/netip"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// Peer is the other end of a connection: a pod of the input, a pod that could
// exist, or an address. Make one with [PodPeer], [LabelPeer], [StrangerPeer] or
// [AddressPeer].
type Peer struct {
	pod       *Pod
	stranger  bool
	namespace string
	labels    map[string]string
	address   netip.Addr
}

// PodPeer is a pod of the input.
func PodPeer(pod *Pod) Peer {
	return Peer{pod: pod, namespace: pod.Namespace, labels: pod.Labels}
}

// StrangerPeer is a pod that no policy expects: without labels, in a namespace
// of which no policy knows the name or any label. Whatever admits it admits
// every pod of the cluster, so this is how to ask whether a port is open inside
// the cluster.
func StrangerPeer() Peer { return Peer{stranger: true} }

// LabelPeer is a pod that could run in a namespace with the given labels. What
// is known of the labels of the namespace decides whether policies mean it.
func LabelPeer(namespace string, labels map[string]string) Peer {
	return Peer{namespace: namespace, labels: labels}
}

// AddressPeer is whatever has an address outside the cluster.
func AddressPeer(address netip.Addr) Peer { return Peer{address: address.Unmap()} }

// Port is a port that something listens on. The zero value stands for some
// port: a question about it asks whether there is any port at all.
type Port struct {
	Number int32
	// Protocol is TCP when empty.
	Protocol corev1.Protocol
}

// TCP returns a TCP port.
func TCP(number int32) Port { return Port{Number: number, Protocol: corev1.ProtocolTCP} }

// UDP returns a UDP port.
func UDP(number int32) Port { return Port{Number: number, Protocol: corev1.ProtocolUDP} }

// AnyPort asks whether there is any port at all.
var AnyPort = Port{}

// networkPeer is one peer of a rule, ready for evaluation: a CIDR block with
// exceptions, or pods of namespaces.
type networkPeer struct {
	block  netip.Prefix
	except []netip.Prefix
	// pods selects pods; namespaces is nil when they are those of the
	// namespace of the policy.
	pods       labels.Selector
	namespaces labels.Selector
}

// strangerNamespace are the labels of the namespace of [StrangerPeer]: its name,
// which no namespace can have.
var strangerNamespace = labels.Set{corev1.LabelMetadataName: "a namespace that nobody knows"}

// isBlock reports whether the peer is a CIDR block and not pods.
func (p *networkPeer) isBlock() bool { return p.pods == nil }

// contains reports whether the block contains an address.
func (p *networkPeer) contains(address netip.Addr) bool {
	if !p.block.IsValid() || !p.block.Contains(address) {
		return false
	}
	for _, except := range p.except {
		if except.IsValid() && except.Contains(address) {
			return false
		}
	}
	return true
}

// matches says whether the peer of a rule, in a policy of a namespace, means
// the other end, and why that is open when it is.
func (s *Snapshot) matches(rule *networkPeer, policyNamespace string, other *Peer) (ternary, string) {
	switch {
	case other.address.IsValid():
		return yesOrNo(rule.isBlock() && rule.contains(other.address)), ""
	case other.pod != nil && s.hostNetwork(other.pod):
		if rule.isBlock() {
			return maybe, "the peer uses the host network and the address of its node is not in the input"
		}
		return no, "" // its packets carry the address of the node
	case rule.isBlock():
		return s.blockMatchesPod(rule, other)
	case !rule.pods.Matches(labels.Set(other.labels)):
		return no, ""
	case other.stranger:
		return yesOrNo(rule.namespaces != nil && rule.namespaces.Matches(strangerNamespace)), ""
	case rule.namespaces == nil:
		return yesOrNo(other.namespace == policyNamespace), ""
	}
	match := s.namespaceLabels(other.namespace).match(rule.namespaces)
	if match == maybe {
		return maybe, "the labels of namespace " + other.namespace + " are not in the input"
	}
	return match, ""
}

// blockMatchesPod says whether a block contains a pod. Kubernetes leaves open
// whether blocks apply to pods; where they do, it is by the address.
func (s *Snapshot) blockMatchesPod(rule *networkPeer, other *Peer) (ternary, string) {
	if rule.block.IsValid() && rule.block.Bits() == 0 && len(rule.except) == 0 {
		return yes, "" // every address
	}
	if other.pod != nil {
		if network := s.network[other.pod]; network != nil && len(network.addresses) > 0 {
			for _, address := range network.addresses {
				if rule.contains(address) {
					return yes, ""
				}
			}
			return no, ""
		}
	}
	if onlyOutside(rule.block) {
		return no, ""
	}
	return maybe, "whether " + rule.block.String() + " contains the address of the pod is not in the input"
}

// onlyOutside reports whether no pod can have an address in the block: it is
// loopback, link-local or multicast.
func onlyOutside(block netip.Prefix) bool {
	for _, never := range neverPods {
		if never.Contains(block.Addr()) && never.Bits() <= block.Bits() {
			return true
		}
	}
	return false
}

var neverPods = [...]netip.Prefix{
	netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("224.0.0.0/4"),
	netip.MustParsePrefix("::1/128"), netip.MustParsePrefix("fe80::/10"), netip.MustParsePrefix("ff00::/8"),
}

// namespaceLabels are the labels of a namespace as far as they are known, for
// any name.
func (s *Snapshot) namespaceLabels(name string) namespaceLabels {
	if namespace := s.namespaces[name]; namespace != nil {
		return namespace.labels
	}
	known := namespaceLabels{set: labels.Set{}}
	if name != "" {
		known.set[corev1.LabelMetadataName] = name
	}
	return known
}

package cluster

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"testing"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
	"pgregory.net/rapid"
)

// naiveWorld decides on connections in the most literal way: it reads the
// typed objects from the documentation of the API, one sentence at a time,
// without any of the code under test.
type naiveWorld struct {
	namespaces map[string]labels.Set
	pods       []*corev1.Pod
	policies   []networkingv1.NetworkPolicy
}

// allows decides for one direction. Subject is the pod that policies select,
// other the pod at the other end or nil for an address, target the receiver.
func (w *naiveWorld) allows(t *rapid.T, direction networkingv1.PolicyType, subject, other *corev1.Pod, address netip.Addr, target *corev1.Pod, port int32, protocol corev1.Protocol) bool {
	if subject.Spec.HostNetwork {
		return true
	}
	isolated := false
	for _, policy := range w.policies {
		if policy.Namespace != subject.Namespace || !naiveSelects(t, &policy.Spec.PodSelector, subject.Labels) {
			continue
		}
		types := policy.Spec.PolicyTypes
		if len(types) == 0 {
			types = append(types, networkingv1.PolicyTypeIngress)
			if len(policy.Spec.Egress) > 0 {
				types = append(types, networkingv1.PolicyTypeEgress)
			}
		}
		if !slices.Contains(types, direction) {
			continue
		}
		isolated = true
		if direction == networkingv1.PolicyTypeIngress {
			for _, rule := range policy.Spec.Ingress {
				if naivePorts(rule.Ports, target, port, protocol) && w.naivePeers(t, rule.From, policy.Namespace, other, address) {
					return true
				}
			}
		} else {
			for _, rule := range policy.Spec.Egress {
				if naivePorts(rule.Ports, target, port, protocol) && w.naivePeers(t, rule.To, policy.Namespace, other, address) {
					return true
				}
			}
		}
	}
	return !isolated
}

func naiveSelects(t *rapid.T, selector *metav1.LabelSelector, podLabels map[string]string) bool {
	compiled, err := metav1.LabelSelectorAsSelector(selector)
	if err != nil {
		t.Fatal(err)
	}
	return compiled.Matches(labels.Set(podLabels))
}

func naivePorts(ports []networkingv1.NetworkPolicyPort, target *corev1.Pod, port int32, protocol corev1.Protocol) bool {
	if len(ports) == 0 {
		return true
	}
	for _, candidate := range ports {
		wanted := corev1.ProtocolTCP
		if candidate.Protocol != nil {
			wanted = *candidate.Protocol
		}
		if wanted != protocol {
			continue
		}
		switch {
		case candidate.Port == nil:
			return true
		case candidate.Port.Type == intstr.Int && candidate.EndPort != nil:
			if port >= candidate.Port.IntVal && port <= *candidate.EndPort {
				return true
			}
		case candidate.Port.Type == intstr.Int:
			if port == candidate.Port.IntVal {
				return true
			}
		case target != nil:
			for _, declared := range target.Spec.Containers[0].Ports {
				if declared.Name == candidate.Port.StrVal && declared.Protocol == protocol {
					if declared.ContainerPort == port {
						return true
					}
					break
				}
			}
		}
	}
	return false
}

func (w *naiveWorld) naivePeers(t *rapid.T, peers []networkingv1.NetworkPolicyPeer, policyNamespace string, other *corev1.Pod, address netip.Addr) bool {
	if len(peers) == 0 {
		return true
	}
	for _, peer := range peers {
		if peer.IPBlock != nil {
			ip := address
			if other != nil {
				ip = netip.MustParseAddr(other.Status.PodIP)
			}
			inside := netip.MustParsePrefix(peer.IPBlock.CIDR).Contains(ip)
			for _, except := range peer.IPBlock.Except {
				inside = inside && !netip.MustParsePrefix(except).Contains(ip)
			}
			if inside {
				return true
			}
			continue
		}
		if other == nil {
			continue
		}
		if peer.NamespaceSelector == nil && other.Namespace != policyNamespace {
			continue
		}
		if peer.NamespaceSelector != nil && !naiveSelects(t, peer.NamespaceSelector, w.namespaces[other.Namespace]) {
			continue
		}
		if peer.PodSelector == nil || naiveSelects(t, peer.PodSelector, other.Labels) {
			return true
		}
	}
	return false
}

var (
	drawKey   = rapid.SampledFrom([]string{"app", "tier", "team"})
	drawValue = rapid.SampledFrom([]string{"a", "b", "c"})
)

func drawLabels(t *rapid.T, label string) map[string]string {
	return rapid.MapOfN(drawKey, drawValue, 0, 3).Draw(t, label)
}

func drawSelector(t *rapid.T) *metav1.LabelSelector {
	selector := &metav1.LabelSelector{}
	if rapid.Bool().Draw(t, "matchLabels") {
		selector.MatchLabels = rapid.MapOfN(drawKey, drawValue, 0, 2).Draw(t, "labels")
	}
	for range rapid.IntRange(0, 2).Draw(t, "expressions") {
		expression := metav1.LabelSelectorRequirement{
			Key: drawKey.Draw(t, "key"),
			Operator: rapid.SampledFrom([]metav1.LabelSelectorOperator{
				metav1.LabelSelectorOpIn, metav1.LabelSelectorOpNotIn, metav1.LabelSelectorOpExists, metav1.LabelSelectorOpDoesNotExist,
			}).Draw(t, "operator"),
		}
		if expression.Operator == metav1.LabelSelectorOpIn || expression.Operator == metav1.LabelSelectorOpNotIn {
			expression.Values = rapid.SliceOfNDistinct(drawValue, 1, 2, rapid.ID[string]).Draw(t, "values")
		}
		selector.MatchExpressions = append(selector.MatchExpressions, expression)
	}
	return selector
}

var drawProtocol = rapid.SampledFrom([]corev1.Protocol{corev1.ProtocolTCP, corev1.ProtocolUDP, corev1.ProtocolSCTP})

func drawPolicyPorts(t *rapid.T) []networkingv1.NetworkPolicyPort {
	var ports []networkingv1.NetworkPolicyPort
	for range rapid.IntRange(0, 2).Draw(t, "ports") {
		var port networkingv1.NetworkPolicyPort
		if rapid.Bool().Draw(t, "has protocol") {
			protocol := drawProtocol.Draw(t, "protocol")
			port.Protocol = &protocol
		}
		number := rapid.Int32Range(79, 83).Draw(t, "number")
		switch rapid.IntRange(0, 3).Draw(t, "form") {
		case 1:
			value := intstr.FromInt32(number)
			port.Port = &value
		case 2:
			value, end := intstr.FromInt32(number), number+rapid.Int32Range(0, 2).Draw(t, "width")
			port.Port, port.EndPort = &value, &end
		case 3:
			value := intstr.FromString(rapid.SampledFrom([]string{"http", "metrics"}).Draw(t, "name"))
			port.Port = &value
		}
		ports = append(ports, port)
	}
	return ports
}

func drawPeers(t *rapid.T) []networkingv1.NetworkPolicyPeer {
	var peers []networkingv1.NetworkPolicyPeer
	for range rapid.IntRange(0, 2).Draw(t, "peers") {
		var peer networkingv1.NetworkPolicyPeer
		switch rapid.IntRange(0, 3).Draw(t, "peer") {
		case 0:
			peer.PodSelector = drawSelector(t)
		case 1:
			peer.NamespaceSelector = drawSelector(t)
			if rapid.Bool().Draw(t, "by name") {
				peer.NamespaceSelector = &metav1.LabelSelector{MatchLabels: map[string]string{
					corev1.LabelMetadataName: rapid.SampledFrom([]string{"one", "two"}).Draw(t, "namespace"),
				}}
			}
		case 2:
			peer.PodSelector, peer.NamespaceSelector = drawSelector(t), drawSelector(t)
		case 3:
			peer.IPBlock = &networkingv1.IPBlock{CIDR: rapid.SampledFrom([]string{"0.0.0.0/0", "10.0.0.0/29", "10.0.0.4/30", "169.254.0.0/16"}).Draw(t, "cidr")}
			if peer.IPBlock.CIDR == "0.0.0.0/0" || peer.IPBlock.CIDR == "10.0.0.0/29" {
				peer.IPBlock.Except = rapid.SliceOfN(rapid.SampledFrom([]string{"10.0.0.2/31", "10.0.0.4/30"}), 0, 2).Draw(t, "except")
			}
		}
		peers = append(peers, peer)
	}
	return peers
}

func drawPolicy(t *rapid.T, name string) networkingv1.NetworkPolicy {
	policy := networkingv1.NetworkPolicy{
		TypeMeta:   metav1.TypeMeta{APIVersion: "networking.k8s.io/v1", Kind: "NetworkPolicy"},
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: rapid.SampledFrom([]string{"one", "two"}).Draw(t, "in")},
	}
	policy.Spec.PodSelector = *drawSelector(t)
	for range rapid.IntRange(0, 2).Draw(t, "ingress rules") {
		policy.Spec.Ingress = append(policy.Spec.Ingress, networkingv1.NetworkPolicyIngressRule{Ports: drawPolicyPorts(t), From: drawPeers(t)})
	}
	for range rapid.IntRange(0, 2).Draw(t, "egress rules") {
		policy.Spec.Egress = append(policy.Spec.Egress, networkingv1.NetworkPolicyEgressRule{Ports: drawPolicyPorts(t), To: drawPeers(t)})
	}
	policy.Spec.PolicyTypes = rapid.SampledFrom([][]networkingv1.PolicyType{
		nil, {networkingv1.PolicyTypeIngress}, {networkingv1.PolicyTypeEgress}, {networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress},
	}).Draw(t, "types")
	return policy
}

func drawNetworkWorld(t *rapid.T) *naiveWorld {
	world := &naiveWorld{namespaces: map[string]labels.Set{}}
	for _, namespace := range []string{"one", "two"} {
		world.namespaces[namespace] = drawLabels(t, namespace)
		world.namespaces[namespace][corev1.LabelMetadataName] = namespace
		for range rapid.IntRange(1, 3).Draw(t, "pods") {
			n := len(world.pods)
			pod := &corev1.Pod{
				TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"},
				ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprint("pod", n), Namespace: namespace, Labels: drawLabels(t, "pod")},
				Status:     corev1.PodStatus{PodIP: fmt.Sprint("10.0.0.", n)},
			}
			pod.Spec.Containers = []corev1.Container{{Name: "main", Image: "main"}}
			for range rapid.IntRange(0, 2).Draw(t, "declared") {
				pod.Spec.Containers[0].Ports = append(pod.Spec.Containers[0].Ports, corev1.ContainerPort{
					Name: rapid.SampledFrom([]string{"http", "metrics"}).Draw(t, "name"), ContainerPort: rapid.Int32Range(79, 83).Draw(t, "number"),
					Protocol: drawProtocol.Draw(t, "protocol"),
				})
			}
			world.pods = append(world.pods, pod)
		}
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "policies") {
		world.policies = append(world.policies, drawPolicy(t, fmt.Sprint("policy", i)))
	}
	return world
}

// snapshot puts the world through JSON into a snapshot.
func (w *naiveWorld) snapshot(t *rapid.T) *Snapshot {
	snapshot := NewSnapshot(Options{})
	add := func(object any) {
		encoded, err := json.Marshal(object)
		if err != nil {
			t.Fatal(err)
		}
		var content map[string]any
		if err := unmarshalPreservingIntegers(encoded, &content); err != nil {
			t.Fatal(err)
		}
		addContent(snapshot, content)
	}
	for name, set := range w.namespaces {
		add(corev1.Namespace{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Namespace"}, ObjectMeta: metav1.ObjectMeta{Name: name, Labels: set}})
	}
	for _, pod := range w.pods {
		add(pod)
	}
	for _, policy := range w.policies {
		add(policy)
	}
	snapshot.Seal()
	return snapshot
}

func TestNetworkPoliciesEqualTheNaiveReading(t *testing.T) {
	addresses := []netip.Addr{netip.MustParseAddr("169.254.169.254"), netip.MustParseAddr("10.0.0.3"), netip.MustParseAddr("8.8.8.8")}
	rapid.Check(t, func(t *rapid.T) {
		world := drawNetworkWorld(t)
		snapshot := world.snapshot(t)
		for i, subject := range world.pods {
			pod := snapshot.AllPods()[i]
			in, out := snapshot.Ingress(pod), snapshot.Egress(pod)
			for _, protocol := range []corev1.Protocol{corev1.ProtocolTCP, corev1.ProtocolUDP} {
				for number := int32(79); number <= 84; number++ {
					port := Port{Number: number, Protocol: protocol}
					for j, other := range world.pods {
						peer := PodPeer(snapshot.AllPods()[j])
						compare(t, in.Admits(peer, port), world.allows(t, networkingv1.PolicyTypeIngress, subject, other, netip.Addr{}, subject, number, protocol),
							"ingress to %s from %s on %v", subject.Name, other.Name, port)
						compare(t, out.Admits(peer, port), world.allows(t, networkingv1.PolicyTypeEgress, subject, other, netip.Addr{}, other, number, protocol),
							"egress from %s to %s on %v", subject.Name, other.Name, port)
					}
					for _, address := range addresses {
						compare(t, in.AdmitsIP(address, port), world.allows(t, networkingv1.PolicyTypeIngress, subject, nil, address, subject, number, protocol),
							"ingress to %s from %s on %v", subject.Name, address, port)
						compare(t, out.AdmitsIP(address, port), world.allows(t, networkingv1.PolicyTypeEgress, subject, nil, address, nil, number, protocol),
							"egress from %s to %s on %v", subject.Name, address, port)
					}
				}
			}
		}
	})
}

func compare(t *rapid.T, got Admission, want bool, format string, arguments ...any) {
	if got.Verdict == Undecided || got.Admitted() != want {
		t.Fatalf("%s: %v by %v (%s), want %v", fmt.Sprintf(format, arguments...), got.Verdict, got.Path, got.Reason, want)
	}
	if got.Admitted() && (got.Policy == nil) != (got.Path == "") {
		t.Fatalf("%s: a policy needs its path and the other way round: %+v", fmt.Sprintf(format, arguments...), got)
	}
}

// TestAnyPortIsSomePort holds that a question about any port is answered like
// the question about each port, or-ed.
func TestAnyPortIsSomePort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		world := drawNetworkWorld(t)
		snapshot := world.snapshot(t)
		for _, pod := range snapshot.AllPods() {
			for _, reach := range []*Reach{snapshot.Ingress(pod), snapshot.Egress(pod)} {
				for _, other := range snapshot.AllPods() {
					some := false
					for number := int32(1); number <= 84; number++ { // 1 stands for the ports that no policy mentions
						for _, protocol := range []corev1.Protocol{corev1.ProtocolTCP, corev1.ProtocolUDP, corev1.ProtocolSCTP} {
							some = some || reach.Admits(PodPeer(other), Port{Number: number, Protocol: protocol}).Admitted()
						}
					}
					if got := reach.Admits(PodPeer(other), AnyPort); got.Admitted() != some {
						t.Fatalf("%v from %s to %s: any port %v, some port %v", reach.Direction(), pod.Object.Name, other.Object.Name, got, some)
					}
				}
			}
		}
	})
}

// TestOpeningsExplainAdmissions holds that whoever is admitted comes through an
// opening, and that WithinNamespace keeps the others out.
func TestOpeningsExplainAdmissions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		snapshot := drawNetworkWorld(t).snapshot(t)
		for _, pod := range snapshot.AllPods() {
			reach := snapshot.Ingress(pod)
			if !reach.Isolated() {
				continue
			}
			for _, other := range snapshot.AllPods() {
				for number := int32(79); number <= 84; number++ {
					through, inside := false, true
					for _, opening := range reach.Openings(TCP(number)) {
						if opening.Admits(PodPeer(other)) == Admitted {
							through = true
							inside = inside && opening.WithinNamespace()
						}
					}
					if admitted := reach.Admits(PodPeer(other), TCP(number)).Admitted(); admitted != through {
						t.Fatalf("admitted %v, through an opening %v", admitted, through)
					}
					if through && inside && other.Namespace != pod.Namespace {
						t.Fatalf("%s comes from outside through openings within the namespace", other.Object.Name)
					}
				}
			}
		}
	})
}

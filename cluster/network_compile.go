package cluster

import (
	"fmt"
	"net/netip"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// policyCompiler turns the specification of a NetworkPolicy into its form for
// evaluation and keeps the first reason for which the API server would refuse
// it.
type policyCompiler struct {
	policy  *NetworkPolicy
	problem string
}

func (c *policyCompiler) compile() {
	p := c.policy
	if p.selector = c.selector("spec.podSelector", &p.Spec.PodSelector); c.problem != "" {
		p.selector = labels.Everything() // it may be meant for any pod
	}
	p.isolates = defaultDirections(&p.Spec)
	for i, direction := range p.Spec.PolicyTypes {
		if direction != networkingv1.PolicyTypeIngress && direction != networkingv1.PolicyTypeEgress {
			c.refuse(Index("spec.policyTypes", i), "%q is neither Ingress nor Egress", direction)
		}
	}
	for i := range p.Spec.Ingress {
		rule := &p.Spec.Ingress[i]
		path := Index("spec.ingress", i)
		p.rules[ingress] = append(p.rules[ingress], c.rule(path, path+".from", rule.From, rule.Ports))
	}
	for i := range p.Spec.Egress {
		rule := &p.Spec.Egress[i]
		path := Index("spec.egress", i)
		p.rules[egress] = append(p.rules[egress], c.rule(path, path+".to", rule.To, rule.Ports))
	}
}

func (c *policyCompiler) refuse(path, format string, arguments ...any) {
	if c.problem == "" {
		c.problem = path + ": " + fmt.Sprintf(format, arguments...)
	}
}

func (c *policyCompiler) selector(path string, selector *metav1.LabelSelector) labels.Selector {
	compiled, err := compileSelector(selector)
	if err != nil {
		c.refuse(path, "%v", err)
		return labels.Nothing()
	}
	return compiled
}

func (c *policyCompiler) rule(path, peersPath string, peers []networkingv1.NetworkPolicyPeer, ports []networkingv1.NetworkPolicyPort) networkRule {
	rule := networkRule{everyone: len(peers) == 0}
	for i := range peers {
		rule.peers = append(rule.peers, c.peer(Index(peersPath, i), &peers[i]))
	}
	for i := range ports {
		rule.ports = append(rule.ports, c.port(Index(path+".ports", i), &ports[i]))
	}
	return rule
}

func (c *policyCompiler) peer(path string, peer *networkingv1.NetworkPolicyPeer) networkPeer {
	var compiled networkPeer
	switch {
	case peer.IPBlock != nil && (peer.PodSelector != nil || peer.NamespaceSelector != nil):
		c.refuse(path, "an ipBlock stands alone, without podSelector and namespaceSelector")
	case peer.IPBlock == nil && peer.PodSelector == nil && peer.NamespaceSelector == nil:
		c.refuse(path, "needs a podSelector, a namespaceSelector or an ipBlock")
	}
	if peer.IPBlock != nil {
		compiled.block = c.prefix(path+".ipBlock.cidr", peer.IPBlock.CIDR)
		for i, text := range peer.IPBlock.Except {
			exceptPath := Index(path+".ipBlock.except", i)
			except := c.prefix(exceptPath, text)
			if except.IsValid() && compiled.block.IsValid() && !(compiled.block.Contains(except.Addr()) && compiled.block.Bits() < except.Bits()) {
				c.refuse(exceptPath, "%s is not a part of %s", text, peer.IPBlock.CIDR)
			}
			compiled.except = append(compiled.except, except)
		}
		return compiled
	}
	if peer.PodSelector != nil {
		compiled.pods = c.selector(path+".podSelector", peer.PodSelector)
	} else {
		compiled.pods = labels.Everything()
	}
	if peer.NamespaceSelector != nil {
		compiled.namespaces = c.selector(path+".namespaceSelector", peer.NamespaceSelector)
	}
	return compiled
}

func (c *policyCompiler) prefix(path, text string) netip.Prefix {
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		c.refuse(path, "%q is not a CIDR such as 10.0.0.0/8 or 2001:db8::/32", text)
		return netip.Prefix{}
	}
	if prefix.Addr().Is4In6() && prefix.Bits() >= 96 {
		prefix = netip.PrefixFrom(prefix.Addr().Unmap(), prefix.Bits()-96)
	}
	return prefix.Masked()
}

func (c *policyCompiler) port(path string, port *networkingv1.NetworkPolicyPort) policyPort {
	compiled := policyPort{protocol: corev1.ProtocolTCP, last: 65535}
	if port.Protocol != nil {
		compiled.protocol = *port.Protocol
		switch compiled.protocol {
		case corev1.ProtocolTCP, corev1.ProtocolUDP, corev1.ProtocolSCTP:
		default:
			c.refuse(path+".protocol", "%q is none of TCP, UDP and SCTP", compiled.protocol)
		}
	}
	switch {
	case port.Port == nil:
		if port.EndPort != nil {
			c.refuse(path+".endPort", "needs a port")
		}
	case port.Port.Type == intstr.String:
		compiled.name = port.Port.StrVal
		if compiled.name == "" {
			c.refuse(path+".port", "is an empty name")
		}
		if port.EndPort != nil {
			c.refuse(path+".endPort", "needs a numeric port")
		}
	default:
		compiled.first, compiled.last = port.Port.IntVal, port.Port.IntVal
		if compiled.first < 1 || compiled.first > 65535 {
			c.refuse(path+".port", "%d is not between 1 and 65535", compiled.first)
		}
		if port.EndPort != nil {
			compiled.last = *port.EndPort
			if compiled.last < compiled.first || compiled.last > 65535 {
				c.refuse(path+".endPort", "%d is not between port and 65535", compiled.last)
			}
		}
	}
	return compiled
}

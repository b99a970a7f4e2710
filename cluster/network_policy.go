package cluster

import (
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/selection"
)

// NetworkPolicy is one NetworkPolicy of networking.k8s.io with its typed
// specification.
type NetworkPolicy struct {
	*Object
	Spec networkingv1.NetworkPolicySpec
	// Invalid says why the API server would refuse the policy, with the field;
	// empty when it would not. Nothing that such a policy says is relied upon.
	Invalid string

	order    int
	selector labels.Selector
	// isolates tells for which directions the policy isolates its pods: its
	// policyTypes, or what they default to.
	isolates [2]bool
	rules    [2][]networkRule
}

// networkRule is one ingress or egress rule, ready for evaluation.
type networkRule struct {
	// everyone: the rule names no peers, which means all of them.
	everyone bool
	peers    []networkPeer
	// ports is empty when the rule admits every port.
	ports []policyPort
}

// policyPort is one entry of the ports of a rule.
type policyPort struct {
	protocol corev1.Protocol
	// name is the name of a container port; otherwise the entry is the range
	// from first to last.
	name        string
	first, last int32
}

// directions in which a policy isolates; they index arrays.
const (
	ingress = 0
	egress  = 1
)

var directionFields = [...]string{"spec.ingress", "spec.egress"}

// directionOf maps the API's name of a direction. Anything but Egress is
// ingress.
func directionOf(direction networkingv1.PolicyType) int {
	if direction == networkingv1.PolicyTypeEgress {
		return egress
	}
	return ingress
}

// ReadNetworkPolicy reads a NetworkPolicy from its object, for judgements that need
// no other facts. Those of a snapshot are read already.
func ReadNetworkPolicy(object *Object) *NetworkPolicy {
	policy := &NetworkPolicy{Object: object}
	tree, _ := object.Lookup("spec")
	if problems := belowSpec(Decode(tree, &policy.Spec)); len(problems) > 0 {
		policy.Invalid = problems[0].Path + ": " + problems[0].Problem
	}
	compiler := policyCompiler{policy: policy}
	compiler.compile()
	if policy.Invalid == "" {
		policy.Invalid = compiler.problem
	}
	return policy
}

// Isolates reports whether the policy isolates the pods that it selects for the
// direction: the direction is one of its policyTypes. Without policyTypes a
// policy isolates for ingress, and for egress if it has an egress rule.
func (p *NetworkPolicy) Isolates(direction networkingv1.PolicyType) bool {
	return p.isolates[directionOf(direction)]
}

// Selects reports whether the policy applies to pods with these labels in its
// own namespace.
func (p *NetworkPolicy) Selects(podLabels map[string]string) bool {
	return p.selector.Matches(labels.Set(podLabels))
}

// SelectsEveryPod reports whether the policy applies to every pod of its
// namespace, whatever its labels.
func (p *NetworkPolicy) SelectsEveryPod() bool { return p.selector.Empty() }

// defaultDirections applies the defaults of the API server to policyTypes.
func defaultDirections(spec *networkingv1.NetworkPolicySpec) (isolates [2]bool) {
	if len(spec.PolicyTypes) == 0 {
		return [2]bool{true, len(spec.Egress) > 0}
	}
	for _, direction := range spec.PolicyTypes {
		isolates[directionOf(direction)] = true
	}
	return isolates
}

// neededPairs returns label pairs that a pod must have to be selected.
func neededPairs(selector labels.Selector) []labelPair {
	requirements, _ := selector.Requirements()
	var pairs []labelPair
	for i := range requirements {
		if values := requirements[i].ValuesUnsorted(); len(values) == 1 && asksForValue(&requirements[i]) {
			pairs = append(pairs, labelPair{requirements[i].Key(), values[0]})
		}
	}
	return pairs
}

// asksForValue reports whether a requirement is met only by its values.
func asksForValue(requirement *labels.Requirement) bool {
	operator := requirement.Operator()
	return operator == selection.In || operator == selection.Equals || operator == selection.DoubleEquals
}

// compileSelector turns a label selector into its form for evaluation, with the
// API server's reasons to refuse it.
func compileSelector(selector *metav1.LabelSelector) (labels.Selector, error) {
	return metav1.LabelSelectorAsSelector(selector)
}

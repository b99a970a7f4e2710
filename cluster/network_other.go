package cluster

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// otherPolicy is a policy of another kind than NetworkPolicy that has a say in
// what a pod may connect to. It is recognised, not evaluated.
type otherPolicy struct {
	object *Object
	kind   *otherPolicyKind
	// directions tells which directions the policy speaks of.
	directions [2]bool
	// baseline: the policy counts only for pods that no NetworkPolicy isolates.
	baseline bool
	// namespaces selects the namespaces concerned; nil means all that the kind
	// reaches.
	namespaces labels.Selector
}

// otherPolicyKind is a kind of such policies.
type otherPolicyKind struct {
	clusterWide bool
	// egressOnly: the kind has no say over ingress.
	egressOnly bool
	// subject: the kind names its namespaces in spec.subject, as the policies of
	// the network policy working group do.
	subject bool
	// baseline: every policy of the kind is a baseline.
	baseline bool
}

// otherPolicyKinds are the kinds that can admit or deny traffic beside or above
// NetworkPolicies. Calico's staged policies are not among them: they are not
// enforced. Neither are policies for secondary networks.
var otherPolicyKinds = map[string]*otherPolicyKind{
	"AdminNetworkPolicy.policy.networking.k8s.io":         {clusterWide: true, subject: true},
	"BaselineAdminNetworkPolicy.policy.networking.k8s.io": {clusterWide: true, subject: true, baseline: true},
	"ClusterNetworkPolicy.policy.networking.k8s.io":       {clusterWide: true, subject: true},
	"CiliumNetworkPolicy.cilium.io":                       {},
	"CiliumClusterwideNetworkPolicy.cilium.io":            {clusterWide: true},
	"NetworkPolicy.projectcalico.org":                     {},
	"NetworkPolicy.crd.projectcalico.org":                 {},
	"GlobalNetworkPolicy.projectcalico.org":               {clusterWide: true},
	"GlobalNetworkPolicy.crd.projectcalico.org":           {clusterWide: true},
	"NetworkPolicy.crd.antrea.io":                         {},
	"ClusterNetworkPolicy.crd.antrea.io":                  {clusterWide: true},
	"EgressFirewall.k8s.ovn.org":                          {egressOnly: true},
	"EgressNetworkPolicy.network.openshift.io":            {egressOnly: true},
}

// addOther notes a policy of another kind. It reports whether the object is a
// network policy of its namespace.
func (f *networkFacts) addOther(object *Object) bool {
	kind := otherPolicyKinds[object.GroupKind()]
	if kind == nil {
		return false
	}
	content := object.Content()
	policy := otherPolicy{
		object: object, kind: kind, directions: otherDirections(content),
		baseline: kind.baseline || LookupString(content, "spec", "tier") == "Baseline" && kind.subject,
	}
	if kind.egressOnly {
		policy.directions = [2]bool{egress: true}
	}
	if kind.subject {
		policy.namespaces = subjectNamespaces(content)
	}
	f.others = append(f.others, policy)
	return !kind.clusterWide
}

// otherDirections tells which directions a policy speaks of, by the names that
// all these kinds share. A policy that shows neither may mean both.
func otherDirections(content map[string]any) (directions [2]bool) {
	spec := LookupMap(content, "spec")
	has := func(field string) bool { return len(LookupList(spec, field)) > 0 }
	directions[ingress] = has("ingress") || has("ingressDeny")
	directions[egress] = has("egress") || has("egressDeny")
	for _, item := range LookupList(spec, "types") {
		switch item {
		case "Ingress":
			directions[ingress] = true
		case "Egress":
			directions[egress] = true
		}
	}
	if directions == ([2]bool{}) {
		return [2]bool{true, true}
	}
	return directions
}

// subjectNamespaces returns the namespaces that spec.subject selects, nil when
// that cannot be told.
func subjectNamespaces(content map[string]any) labels.Selector {
	subject := LookupMap(content, "spec", "subject")
	tree, ok := subject["namespaces"]
	if !ok {
		if tree, ok = LookupMap(subject, "pods")["namespaceSelector"]; !ok {
			return nil
		}
	}
	var selector metav1.LabelSelector
	if len(Decode(tree, &selector)) > 0 {
		return nil
	}
	compiled, err := compileSelector(&selector)
	if err != nil {
		return nil
	}
	return compiled
}

// otherPolicies says which policy of another kind leaves the reach of the pods
// of a namespace undecided; empty when none does. Isolated tells whether a
// NetworkPolicy isolates them.
func (s *Snapshot) otherPolicies(namespace string, direction int, isolated bool) string {
	for i := range s.policies.others {
		policy := &s.policies.others[i]
		if !policy.directions[direction] || policy.baseline && isolated {
			continue
		}
		if !policy.kind.clusterWide && policy.object.Namespace != namespace {
			continue
		}
		if policy.namespaces != nil && s.namespaceLabels(namespace).match(policy.namespaces) == no {
			continue
		}
		return policy.object.String() + " (" + policy.object.APIVersion + ") also decides on " + directionNames[direction] +
			", and Bulkhead does not evaluate policies of this kind"
	}
	return ""
}

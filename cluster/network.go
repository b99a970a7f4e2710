package cluster

import "slices"

// networkFacts are the facts that [NetworkPolicies] stands for.
type networkFacts struct {
	byNamespace map[string][]*NetworkPolicy
	index       map[string]*pairIndex[*NetworkPolicy]
	others      []otherPolicy
}

func (f *networkFacts) add(object *Object) bool {
	if object.GroupKind() != "NetworkPolicy.networking.k8s.io" {
		return f.addOther(object)
	}
	if f.byNamespace == nil {
		f.byNamespace = map[string][]*NetworkPolicy{}
	}
	policy := ReadNetworkPolicy(object)
	policy.order = len(f.byNamespace[object.Namespace])
	f.byNamespace[object.Namespace] = append(f.byNamespace[object.Namespace], policy)
	return true
}

func (f *networkFacts) seal(*Snapshot) {
	f.index = map[string]*pairIndex[*NetworkPolicy]{}
	for namespace, policies := range f.byNamespace {
		f.index[namespace] = newPairIndex(policies, func(policy *NetworkPolicy) []labelPair { return neededPairs(policy.selector) })
	}
}

// NetworkPolicies returns the NetworkPolicies of a namespace.
func (s *Snapshot) NetworkPolicies(namespace string) []*NetworkPolicy {
	return s.policies.byNamespace[namespace]
}

// NetworkPolicyOf returns the NetworkPolicy that was read from an object, nil
// when the object is none.
func (s *Snapshot) NetworkPolicyOf(object *Object) *NetworkPolicy {
	for _, policy := range s.NetworkPolicies(object.Namespace) {
		if policy.Object == object {
			return policy
		}
	}
	return nil
}

// PodsOf returns the pods that a NetworkPolicy selects.
func (s *Snapshot) PodsOf(policy *NetworkPolicy) []*Pod {
	var selected []*Pod
	for _, pod := range s.Pods(policy.Namespace) {
		if policy.Selects(pod.Labels) {
			selected = append(selected, pod)
		}
	}
	return selected
}

// PoliciesSelecting returns the NetworkPolicies that select the pod, for
// whatever direction. Those on the host network are selected without effect.
func (s *Snapshot) PoliciesSelecting(pod *Pod) []*NetworkPolicy {
	return s.selecting(pod.Namespace, pod.Labels)
}

func (s *Snapshot) selecting(namespace string, podLabels map[string]string) []*NetworkPolicy {
	index := s.policies.index[namespace]
	if index == nil {
		return nil
	}
	selecting := slices.DeleteFunc(slices.Clone(index.candidates(podLabels)), func(policy *NetworkPolicy) bool {
		return !policy.Selects(podLabels)
	})
	inOrder(selecting, func(policy *NetworkPolicy) int { return policy.order })
	return selecting
}

package cluster

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// istioInjectionLabel is the namespace label that asks for Istio sidecars.
const istioInjectionLabel = "istio-injection"

// namespaceLabels are the labels of a namespace as far as they are known.
type namespaceLabels struct {
	set labels.Set
	// complete says that the namespace has no labels but those in set.
	complete bool
}

// sealLabels computes the labels that the namespace will have: those of its
// object, those that the profile controller gives it, and the one that the API
// server sets on every namespace.
func (n *Namespace) sealLabels() {
	set := labels.Set{}
	if n.Profile != nil {
		// components/profile-controller: every namespace it makes asks for
		// sidecars; further labels come from a file of the installation, so
		// they are not known.
		set[istioInjectionLabel] = "enabled"
	}
	if n.Object != nil {
		if _, ok := n.Object.Labels[istioInjectionLabel]; !ok {
			delete(set, istioInjectionLabel) // the controller leaves existing namespaces as they are
		}
		for key, value := range n.Object.Labels {
			set[key] = value
		}
	}
	if n.Name != "" {
		set[corev1.LabelMetadataName] = n.Name
	}
	n.labels = namespaceLabels{set: set, complete: n.Object != nil}
}

// match says whether a selector selects a namespace with these labels.
func (l namespaceLabels) match(selector labels.Selector) ternary {
	if l.complete {
		return yesOrNo(selector.Matches(l.set))
	}
	requirements, selectable := selector.Requirements()
	if !selectable {
		return no
	}
	result := yes
	for i := range requirements {
		switch {
		case !l.set.Has(requirements[i].Key()):
			result = min(result, maybe)
		case !requirements[i].Matches(l.set):
			return no
		}
	}
	return result
}

// ternary is the answer to a question that the input may leave open. The order
// makes min the conjunction and max the disjunction.
type ternary uint8

const (
	no ternary = iota
	maybe
	yes
)

func yesOrNo(is bool) ternary {
	if is {
		return yes
	}
	return no
}

package cluster

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/selection"
)

// MayRunOn reports whether the pod may come to run on a node of that name, with
// those labels and taints: its node name, node selector, required node affinity
// and tolerations allow it. It does not look at capacity.
//
// It errs towards yes where the cluster decides: taints of the form
// node.kubernetes.io/... come and go with the state of the node, and a taint
// named like an extended resource is tolerated by the pods that request it when
// the admission plugin ExtendedResourceToleration is on.
func (p *Pod) MayRunOn(name string, nodeLabels map[string]string, taints []corev1.Taint) bool {
	return mayRunOn(p.Spec(), name, nodeLabels, taints)
}

func mayRunOn(spec *corev1.PodSpec, name string, nodeLabels map[string]string, taints []corev1.Taint) bool {
	if spec.NodeName != "" {
		return spec.NodeName == name // placed by hand, past the scheduler and its taints
	}
	for key, value := range spec.NodeSelector {
		if found, ok := nodeLabels[key]; !ok || found != value {
			return false
		}
	}
	if spec.Affinity != nil && spec.Affinity.NodeAffinity != nil {
		required := spec.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution
		if required != nil && !selectsNode(required, name, nodeLabels) {
			return false
		}
	}
	for i := range taints {
		if !passesTaint(spec, &taints[i]) {
			return false
		}
	}
	return true
}

// placementOf returns the part of a pod specification that [Pod.MayRunOn] looks
// at.
func placementOf(spec *corev1.PodSpec) *corev1.PodSpec {
	placement := &corev1.PodSpec{
		NodeName: spec.NodeName, NodeSelector: spec.NodeSelector, Affinity: spec.Affinity, Tolerations: spec.Tolerations,
	}
	for _, containers := range [][]corev1.Container{spec.InitContainers, spec.Containers} {
		for i := range containers {
			placement.Containers = append(placement.Containers, corev1.Container{Resources: containers[i].Resources})
		}
	}
	return placement
}

// selectsNode reports whether one of the terms selects the node, as the
// scheduler sees it: a term without requirements selects nothing.
func selectsNode(selector *corev1.NodeSelector, name string, nodeLabels map[string]string) bool {
	for _, term := range selector.NodeSelectorTerms {
		if len(term.MatchExpressions)+len(term.MatchFields) == 0 {
			continue
		}
		if matchesAll(term.MatchExpressions, nodeLabels) &&
			matchesAll(term.MatchFields, map[string]string{"metadata.name": name}) {
			return true
		}
	}
	return false
}

// nodeOperators are the operators of node selectors in terms of label
// selectors.
var nodeOperators = map[corev1.NodeSelectorOperator]selection.Operator{
	corev1.NodeSelectorOpIn:           selection.In,
	corev1.NodeSelectorOpNotIn:        selection.NotIn,
	corev1.NodeSelectorOpExists:       selection.Exists,
	corev1.NodeSelectorOpDoesNotExist: selection.DoesNotExist,
	corev1.NodeSelectorOpGt:           selection.GreaterThan,
	corev1.NodeSelectorOpLt:           selection.LessThan,
}

func matchesAll(requirements []corev1.NodeSelectorRequirement, values map[string]string) bool {
	for _, requirement := range requirements {
		match, err := labels.NewRequirement(requirement.Key, nodeOperators[requirement.Operator], requirement.Values)
		if err != nil || !match.Matches(labels.Set(values)) {
			return false
		}
	}
	return true
}

// passesTaint reports whether the taint does not keep the pod off the node.
func passesTaint(spec *corev1.PodSpec, taint *corev1.Taint) bool {
	if taint.Effect != corev1.TaintEffectNoSchedule && taint.Effect != corev1.TaintEffectNoExecute ||
		strings.HasPrefix(taint.Key, "node.kubernetes.io/") || requests(spec, taint.Key) {
		return true
	}
	for i := range spec.Tolerations {
		if tolerates(&spec.Tolerations[i], taint) {
			return true
		}
	}
	return false
}

func tolerates(toleration *corev1.Toleration, taint *corev1.Taint) bool {
	if toleration.Effect != "" && toleration.Effect != taint.Effect || toleration.Key != "" && toleration.Key != taint.Key {
		return false
	}
	switch toleration.Operator {
	case corev1.TolerationOpExists:
		return true
	case "", corev1.TolerationOpEqual:
		return toleration.Value == taint.Value
	}
	return false
}

// requests reports whether a container of the pod requests the extended
// resource.
func requests(spec *corev1.PodSpec, resource string) bool {
	if !strings.Contains(resource, "/") {
		return false
	}
	for _, containers := range [][]corev1.Container{spec.InitContainers, spec.Containers} {
		for i := range containers {
			if _, ok := containers[i].Resources.Limits[corev1.ResourceName(resource)]; ok {
				return true
			}
			if _, ok := containers[i].Resources.Requests[corev1.ResourceName(resource)]; ok {
				return true
			}
		}
	}
	return false
}

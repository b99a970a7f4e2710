package cluster

import (
	corev1 "k8s.io/api/core/v1"
)

// ResourceQuota is a quota of one namespace: a ResourceQuota, or the
// spec.resourceQuotaSpec from which Kubeflow makes one for the namespace of a
// Profile.
type ResourceQuota struct {
	*Object
	// For is the namespace that the quota binds. It differs from the namespace
	// of the object for a Profile, which has none.
	For string
	// SpecPath is the field of the specification in the object.
	SpecPath string
	Spec     corev1.ResourceQuotaSpec
	// Malformed are the fields that the API server would refuse, with paths in
	// the object.
	Malformed []FieldError
}

// LimitRange is a LimitRange.
type LimitRange struct {
	*Object
	Spec      corev1.LimitRangeSpec
	Malformed []FieldError
}

// quotaFacts are the facts that [Quotas] stands for.
type quotaFacts struct {
	quotas map[string][]*ResourceQuota
	ranges map[string][]*LimitRange
}

func (f *quotaFacts) add(object *Object) bool {
	switch object.GroupKind() {
	case "ResourceQuota":
		var decoded corev1.ResourceQuota
		problems := object.Decode(&decoded)
		f.addQuota(&ResourceQuota{Object: object, For: object.Namespace, SpecPath: "spec", Spec: decoded.Spec, Malformed: problems})
	case "LimitRange":
		var decoded corev1.LimitRange
		problems := object.Decode(&decoded)
		if f.ranges == nil {
			f.ranges = map[string][]*LimitRange{}
		}
		f.ranges[object.Namespace] = append(f.ranges[object.Namespace], &LimitRange{object, decoded.Spec, problems})
	case "Profile.kubeflow.org":
		f.addProfile(object)
		return false // it stands in no namespace, and makes its own known anyway
	default:
		return false
	}
	return true
}

func (f *quotaFacts) addProfile(object *Object) {
	const path = "spec.resourceQuotaSpec"
	content, ok := object.Lookup("spec", "resourceQuotaSpec")
	if !ok {
		return
	}
	quota := &ResourceQuota{Object: object, For: object.Name, SpecPath: path}
	for _, problem := range Decode(content, &quota.Spec) {
		problem.Path = Join(path, problem.Path)
		quota.Malformed = append(quota.Malformed, problem)
	}
	// The controller makes no ResourceQuota of a specification without limits.
	if len(quota.Spec.Hard) > 0 || len(quota.Malformed) > 0 {
		f.addQuota(quota)
	}
}

func (f *quotaFacts) addQuota(quota *ResourceQuota) {
	if f.quotas == nil {
		f.quotas = map[string][]*ResourceQuota{}
	}
	f.quotas[quota.For] = append(f.quotas[quota.For], quota)
}

func (f *quotaFacts) seal(*Snapshot) {}

// Quotas returns the quotas that bind a namespace.
func (s *Snapshot) Quotas(namespace string) []*ResourceQuota { return s.quotas.quotas[namespace] }

// LimitRanges returns the LimitRanges of a namespace.
func (s *Snapshot) LimitRanges(namespace string) []*LimitRange { return s.quotas.ranges[namespace] }

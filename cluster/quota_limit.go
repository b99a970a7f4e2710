package cluster

import (
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

// QuotaLimit is one entry of a quota.
type QuotaLimit struct {
	Quota *ResourceQuota
	// Key is the entry, such as requests.nvidia.com/gpu; Path its field in the
	// object.
	Key, Path string
	Quantity  resource.Quantity
}

// Keys of device classes in quotas (k8s.io/api/core/v1).
const (
	requestsPrefix   = corev1.DefaultResourceRequestsPrefix
	limitsPrefix     = "limits."
	countPrefix      = "count/"
	deviceClassKey   = corev1.ResourceClaimsPerClass
	implicitClassKey = corev1.ResourceImplicitExtendedClaimsPerClass
)

// Scoped reports whether the quota counts only some pods. A scoped quota never
// counts resource claims and leaves the other pods unbound.
func (q *ResourceQuota) Scoped() bool {
	return len(q.Spec.Scopes) > 0 || q.Spec.ScopeSelector != nil && len(q.Spec.ScopeSelector.MatchExpressions) > 0
}

// Limits returns the entries of the quota that bind a resource, by what the
// quota controller of Kubernetes counts (pkg/quota/v1/evaluator/core):
//
//   - An extended resource (example.com/gpu) is bound by requests.<name> only.
//     limits.<name> and the bare name are accepted and never enforced; see
//     [ResourceQuota.Unenforced].
//   - A device class of dynamic resource allocation (gpu.nvidia.com) is bound by
//     <class>.deviceclass.resource.k8s.io/devices and by
//     requests.deviceclass.resource.kubernetes.io/<class>.
//   - cpu, memory, ephemeral-storage and hugepages-<size> are bound by the bare
//     name, requests.<name> and, except for huge pages, limits.<name>.
//   - Anything else (pods, count/jobs.batch, persistentvolumeclaims) is bound by
//     its own key, and pods also by count/pods.
//
// The entries are in the order of their keys.
func (q *ResourceQuota) Limits(resource string) []QuotaLimit {
	return q.entries(quotaKeys(resource)...)
}

func (q *ResourceQuota) entries(keys ...string) []QuotaLimit {
	var limits []QuotaLimit
	slices.Sort(keys)
	for _, key := range slices.Compact(keys) {
		if quantity, ok := q.Spec.Hard[corev1.ResourceName(key)]; ok {
			limits = append(limits, q.limit(key, quantity))
		}
	}
	return limits
}

func (q *ResourceQuota) limit(key string, quantity resource.Quantity) QuotaLimit {
	return QuotaLimit{q, key, Field(Join(q.SpecPath, "hard"), key), quantity}
}

// Unenforced returns the entries that Kubernetes accepts and never counts:
// extended resources by their bare name or with the prefix limits. Who wrote
// them believes in a limit that is not there. In the order of their keys.
func (q *ResourceQuota) Unenforced() []QuotaLimit {
	var limits []QuotaLimit
	for _, key := range slices.Sorted(maps.Keys(q.Spec.Hard)) {
		name := strings.TrimPrefix(string(key), limitsPrefix)
		if extendedResource(name) {
			limits = append(limits, q.limit(string(key), q.Spec.Hard[key]))
		}
	}
	return limits
}

// QuotaLimits returns the entries of every quota of a namespace that bind a
// resource: see [ResourceQuota.Limits]. A device class whose DeviceClass names
// an extended resource is also bound by the quota of that resource.
func (s *Snapshot) QuotaLimits(namespace, resource string) []QuotaLimit {
	keys := quotaKeys(resource)
	if class := s.DeviceClass(resource); class != nil && class.ExtendedResource != "" {
		keys = append(keys, requestsPrefix+class.ExtendedResource)
	}
	var limits []QuotaLimit
	for _, quota := range s.Quotas(namespace) {
		limits = append(limits, quota.entries(keys...)...)
	}
	return limits
}

func quotaKeys(resource string) []string {
	switch {
	case strings.HasPrefix(resource, countPrefix):
		return []string{resource}
	case extendedResource(resource):
		return []string{requestsPrefix + resource}
	case strings.HasPrefix(resource, corev1.ResourceHugePagesPrefix):
		return []string{resource, requestsPrefix + resource}
	case resource == string(corev1.ResourcePods):
		return []string{resource, countPrefix + resource}
	case nativeResources[resource]:
		return []string{resource, requestsPrefix + resource, limitsPrefix + resource}
	case strings.Contains(resource, "."):
		return []string{resource + deviceClassKey, implicitClassKey + resource}
	}
	// A plain word may be the kind of an object or a device class.
	return []string{resource, resource + deviceClassKey, implicitClassKey + resource}
}

var nativeResources = map[string]bool{"cpu": true, "memory": true, "ephemeral-storage": true}

// extendedResource reports whether a name is that of an extended resource: it
// has a domain that does not belong to Kubernetes, and no prefix of quotas.
func extendedResource(name string) bool {
	domain, rest, ok := strings.Cut(name, "/")
	return ok && rest != "" && domain != "count" && !strings.HasPrefix(name, requestsPrefix) && !strings.HasPrefix(name, limitsPrefix) &&
		!strings.HasSuffix(name, deviceClassKey) && domain != "kubernetes.io" && !strings.HasSuffix(domain, ".kubernetes.io") &&
		!strings.HasSuffix(domain, ".storage.k8s.io")
}

// Max returns the largest amount of a resource that the LimitRange lets one
// container, pod or claim ask for, the smallest if it says several, and where
// it stands.
func (l *LimitRange) Max(of corev1.LimitType, name string) (quantity resource.Quantity, path string, ok bool) {
	for i, item := range l.Spec.Limits {
		maximum, found := item.Max[corev1.ResourceName(name)]
		if found && item.Type == of && (!ok || maximum.Cmp(quantity) < 0) {
			quantity, path, ok = maximum, Field(Join(Index("spec.limits", i), "max"), name), true
		}
	}
	return quantity, path, ok
}

package iso

import (
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/gpu"
	"github.com/bulkhead-dev/bulkhead/trust"
)

// tenant is a trust domain with the first of its pods that takes part in a
// sharing, and the request by which it does.
type tenant struct {
	domain  trust.Domain
	pod     *cluster.Pod
	request gpu.Request
}

// tenants are those who take part in a sharing.
type tenants struct {
	known []tenant
	// unknown are namespaces whose trust domain the input does not tell.
	unknown []string
}

// gather adds those who take part in a sharing, until two are known. Joins
// returns the request by which a pod takes part. The platform is no tenant: all
// trust it.
func (t *tenants) gather(pass *control.Pass, joins func(*cluster.Pod) (gpu.Request, bool)) {
	for _, pod := range pass.Facts.AllAcceleratorPods() {
		if len(t.known) == 2 { // mutate: equivalent, it only saves work
			return
		}
		domain := pass.Facts.TrustDomain(pod.Namespace)
		seen := slices.ContainsFunc(t.known, func(known tenant) bool { return known.domain == domain }) ||
			slices.Contains(t.unknown, pod.Namespace)
		if seen || pass.Settings.IsPlatformNamespace(pod.Namespace) {
			continue
		}
		if request, ok := joins(pod); ok {
			t.add(pass.Facts, pod, request)
		}
	}
}

func (t *tenants) add(facts *cluster.Snapshot, pod *cluster.Pod, request gpu.Request) {
	if knowsDomain(facts, pod.Namespace) {
		t.known = append(t.known, tenant{facts.TrustDomain(pod.Namespace), pod, request})
	} else {
		t.unknown = append(t.unknown, pod.Namespace)
	}
}

func (t *tenants) count() int { return len(t.known) + len(t.unknown) }

// knowsDomain reports whether the input tells the trust domain of a namespace:
// it has its labels, or the Kubeflow Profile that makes it.
func knowsDomain(facts *cluster.Snapshot, namespace string) bool {
	return facts.Known(cluster.Namespaces, namespace) || facts.TrustDomain(namespace).Kind == trust.Profile
}

// judge answers that the field at path lets two tenants meet, or that it is not
// known whether it does.
func (t *tenants) judge(pass *control.Pass, path, what string) {
	switch {
	case len(t.known) >= 2:
		a, b := t.known[0], t.known[1]
		pass.Fail(path, "%s between %s (%s) and %s (%s)", what, a.domain, a.pod.Object.ObjectRef, b.domain, b.pod.Object.ObjectRef).
			Because(a.pod.Object, a.request.Path, a.request.Quantity).
			Because(b.pod.Object, b.request.Path, b.request.Quantity)
	case t.count() >= 2:
		pass.RequireIn(cluster.Namespaces, t.unknown[0])
	case t.count() == 0:
		pass.RequireIn(cluster.Workloads, "")
	}
}

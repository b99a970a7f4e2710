package dra

import (
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/gpu"
)

// claimCount is the key of a quota that counts claims, whatever they ask for.
const claimCount = "count/resourceclaims.resource.k8s.io"

var _ = Family.Add(control.Control{
	ID:       "dra-no-quota",
	Title:    "Namespace may claim GPUs without a quota on device classes",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryNamespace,
	Needs:    cluster.Quotas,
	Why: `Where a DRA driver runs, GPUs are also handed out by ResourceClaim, and claims are counted under other keys of a quota ` +
		`than extended resources. A team whose quota on requests.nvidia.com/gpu is used up writes a claim for the device ` +
		`class and gets more. Only where the DeviceClass names that extended resource (extendedResourceName, by default from ` +
		`Kubernetes 1.36 on) does the old key count the claims too.`,
	Fix: `Add <class>.deviceclass.resource.k8s.io/devices to spec.hard of a ResourceQuota without scopes for every device class ` +
		`of GPUs, such as gpu.nvidia.com.deviceclass.resource.k8s.io/devices: "4"; or ` +
		`count/resourceclaims.resource.k8s.io: "0" where the team is to make no claims.`,
	Refs: control.Refs{
		ATTACK: []string{"T1496.001"},
		NIST:   []string{"SC-6", "AC-3"},
		URLs: []string{
			"https://kubernetes.io/docs/concepts/policy/resource-quotas/",
			"https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/#extended-resource",
		},
	},
	Check: func(pass *control.Pass) {
		namespace := pass.Namespace.Name
		classes := slices.DeleteFunc(slices.Clone(pass.Facts.AcceleratorResources()),
			func(name string) bool { return strings.Contains(name, "/") })
		if pass.Settings.IsPlatformNamespace(namespace) || len(classes) == 0 || !usesGPUs(pass) {
			pass.NotApplicable()
			return
		}
		if !pass.Require(cluster.Quotas) || claimsForbidden(pass) {
			return
		}
		classes = slices.DeleteFunc(classes, func(class string) bool {
			return slices.ContainsFunc(pass.Facts.QuotaLimits(namespace, class), counts)
		})
		if len(classes) > 0 {
			pass.Fail("", "no quota counts the claims of namespace %s for %s", namespace, strings.Join(classes, ", "))
		}
	},
})

// usesGPUs reports whether the namespace has a pod that requests GPUs, or makes
// a claim.
func usesGPUs(pass *control.Pass) bool {
	return slices.ContainsFunc(pass.Facts.AcceleratorPods(pass.Namespace.Name), func(pod *cluster.Pod) bool {
		return slices.ContainsFunc(pass.Facts.Accelerators(pod), func(request gpu.Request) bool { return request.Class.Kind != gpu.Fabric })
	})
}

// counts reports whether a key of a quota counts claims: a quota with scopes
// never does.
func counts(limit cluster.QuotaLimit) bool { return !limit.Quota.Scoped() }

// claimsForbidden reports whether a quota allows no claim at all.
func claimsForbidden(pass *control.Pass) bool {
	return slices.ContainsFunc(pass.Facts.QuotaLimits(pass.Namespace.Name, claimCount), func(limit cluster.QuotaLimit) bool {
		return counts(limit) && limit.Quantity.IsZero()
	})
}

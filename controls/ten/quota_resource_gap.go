package ten

import (
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/gpu"
)

var _ = Family.Add(control.Control{
	ID:       "ten-quota-resource-gap",
	Title:    "Quota leaves out GPU resources that the cluster offers",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.Kinds("ResourceQuota", "Profile.kubeflow.org"),
	Needs:    cluster.Quotas | cluster.Nodes,
	Why: `A quota counts the resource names it lists and no others. A cluster offers GPUs under many names: nvidia.com/gpu, ` +
		`nvidia.com/gpu.shared, nvidia.com/mig-3g.40gb and its siblings, those of HAMi, of Volcano and of other vendors. A team ` +
		`whose quota on nvidia.com/gpu is used up asks for one of the other names and gets as many as it likes.`,
	Fix: `Add a key requests.<name> to spec.hard for every GPU resource of the cluster, with "0" for those that the team is not ` +
		`given.`,
	Refs: control.Refs{
		ATTACK: []string{"T1496.001"},
		NIST:   []string{"SC-6", "AC-3"},
		URLs: []string{
			"https://kubernetes.io/docs/concepts/policy/resource-quotas/#resource-quota-for-extended-resources",
			"https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/gpu-operator-mig.html",
		},
	},
	Check: func(pass *control.Pass) {
		quota := leadingQuota(pass)
		if quota == nil || pass.Settings.IsPlatformNamespace(quota.For) {
			pass.NotApplicable()
			return
		}
		var missing []string
		for _, resource := range pass.Facts.AcceleratorResources() {
			class, _ := gpu.Classify(resource)
			if strings.Contains(resource, "/") && class.Accelerator() && !bound(pass.Facts, quota.For, resource) {
				missing = append(missing, resource)
			}
		}
		if len(missing) > 0 {
			pass.Fail(cluster.Join(quota.SpecPath, "hard"), "no key counts %s in namespace %s", strings.Join(missing, ", "), quota.For)
			return
		}
		pass.RequireIn(cluster.Nodes, "")
	},
})

// leadingQuota returns the quota of the judged object if it is the first on
// GPUs in its namespace: the gaps of all are reported there. It is nil
// otherwise.
func leadingQuota(pass *control.Pass) *cluster.ResourceQuota {
	namespace := pass.Object.Namespace
	if pass.Object.Kind == "Profile" {
		namespace = pass.Object.Name
	}
	for _, quota := range pass.Facts.Quotas(namespace) {
		if bindsGPUs(quota) && unscoped(quota) {
			if quota.Object == pass.Object {
				return quota
			}
			return nil
		}
	}
	return nil
}

// bound reports whether a quota counts the resource for every pod of the
// namespace.
func bound(facts *cluster.Snapshot, namespace, resource string) bool {
	return slices.ContainsFunc(facts.QuotaLimits(namespace, resource),
		func(limit cluster.QuotaLimit) bool { return unscoped(limit.Quota) })
}

package ten

import (
	"strings"

	"github.com/bulkhead-dev/bulkhead/control"
)

// quotaSpecs is where each kind that makes a quota has the specification of it.
var quotaSpecs = map[string]string{
	"ResourceQuota":                           "spec",
	"Profile.kubeflow.org":                    "spec.resourceQuotaSpec",
	"ClusterResourceQuota.quota.openshift.io": "spec.quota",
}

var _ = Family.Add(control.Control{
	ID:       "ten-quota-limits-key",
	Title:    "Quota on GPUs under a key that is never counted",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.Kinds("ResourceQuota", "Profile.kubeflow.org", "ClusterResourceQuota.quota.openshift.io"),
	Why: `Kubernetes counts an extended resource such as nvidia.com/gpu in a quota under requests.nvidia.com/gpu and under no ` +
		`other key. It accepts limits.nvidia.com/gpu and the bare nvidia.com/gpu without complaint, shows them in the quota, and ` +
		`never enforces them: the team may take every GPU of the cluster. Guides that limit GPUs with limits.nvidia.com/gpu ` +
		`have limited nothing. (HAMi's scheduler counts its memory and core ` +
		`resources, such as limits.nvidia.com/gpumem, itself; those are left alone.)`,
	Fix: `Write requests.nvidia.com/gpu (requests. and the name of the resource) in spec.hard and drop the other key. Requests and ` +
		`limits of an extended resource are always equal, so one key is all there is.`,
	Refs: control.Refs{
		ATTACK: []string{"T1496.001"},
		NIST:   []string{"CM-6", "SC-6"},
		URLs: []string{
			"https://kubernetes.io/docs/concepts/policy/resource-quotas/#resource-quota-for-extended-resources",
			"https://project-hami.io/docs/userguide/nvidia-device/using-resourcequota/",
		},
	},
	Check: func(pass *control.Pass) {
		quota := readQuota(pass.Object)
		for _, limit := range quota.Unenforced() {
			resource, limited := strings.CutPrefix(limit.Key, "limits.")
			if limited && countedByHAMi(resource) {
				continue
			}
			answer := pass.Fail(limit.Path, "%s: %s is never enforced", limit.Key, limit.Quantity.String())
			if counted := quota.Limits(resource); len(counted) > 0 {
				answer.At(control.Low).Because(pass.Object, counted[0].Path, counted[0].Quantity.String())
			}
		}
	},
})

package rbac

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "rbac-wildcard-ml",
	Title:    "Tenant holds a wildcard over the APIs of the AI platform",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   bindings,
	Needs:    cluster.RBAC,
	Why: `A star in a role grants what nobody has thought of yet: resources that the next version of an operator adds, their ` +
		`subresources, and verbs such as deletecollection or escalate. On the API groups of Ray, Kubeflow, KServe, Volcano, Kueue, ` +
		`NVIDIA and DRA those are runtimes that all namespaces share, queues and quotas, GPU drivers and device classes. ` +
		`A star over everything, as in a RoleBinding to cluster-admin, also takes the labels of the namespace that keep ` +
		`privileged pods out of it.`,
	Fix: `List the resources and verbs that the team uses in place of "*"; in place of cluster-admin, bind admin or edit in the ` +
		`namespace of a team.`,
	Refs: control.Refs{
		ATTACK: []string{"T1078"},
		CIS:    []string{"5.1.3"},
		NIST:   []string{"AC-6"},
		URLs:   []string{"https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege"},
	},
	Check: func(pass *control.Pass) {
		binding, ok := partOf(pass)
		if !ok {
			return
		}
		if i := slices.IndexFunc(binding.rules, everything); i >= 0 {
			answer := grant{tenantBinding: binding, rule: binding.rules[i]}.fail(pass, "do everything in namespace "+binding.Namespace+", its security labels included")
			if binding.reachesOthers(pass.Settings) {
				answer.At(control.Critical)
			}
			return
		}
		i := slices.IndexFunc(binding.rules, isWildcard)
		if i < 0 {
			return
		}
		rule := binding.rules[i]
		answer := because(pass.Fail("roleRef.name", "%s may use wildcards: %s on %s of the API groups %s, by %s", names(binding.tenants),
			strings.Join(rule.Verbs, ","), strings.Join(rule.Resources, ","), strings.Join(rule.APIGroups, ","), binding.role()), rule)
		if !binding.reachesOthers(pass.Settings) {
			answer.At(control.Medium)
		}
	},
})

// platformGroups are the API groups of the AI platform.
var platformGroups = []string{
	rbacv1.APIGroupAll, "argoproj.io", "batch.volcano.sh", "jobset.x-k8s.io", "kubeflow.org", "kueue.x-k8s.io", "leaderworkerset.x-k8s.io",
	"nvidia.com", "ray.io", "resource.k8s.io", "resource.nvidia.com", "scheduling.volcano.sh", "serving.kserve.io", "trainer.kubeflow.org",
}

// isWildcard reports whether a rule has a star for the verbs or resources of
// such a group.
func isWildcard(rule cluster.Rule) bool {
	return (slices.Contains(rule.Verbs, rbacv1.VerbAll) || slices.Contains(rule.Resources, rbacv1.ResourceAll)) &&
		slices.ContainsFunc(rule.APIGroups, func(group string) bool { return slices.Contains(platformGroups, group) })
}

package rbac

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "rbac-default-sa-bound",
	Title:    "Every pod of a namespace gets permissions",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   bindings,
	Needs:    cluster.RBAC,
	Why: `Pods that name no ServiceAccount act as the one called default. A permission that is bound to it, or to the group of ` +
		`all ServiceAccounts, for the sake of one workload is there for every notebook, job and model server of the namespace, ` +
		`the one with the hole in it included.`,
	Fix: `Create a ServiceAccount for the workload that needs the permission, name it in its serviceAccountName, and bind the ` +
		`role to that.`,
	Refs: control.Refs{
		ATTACK: []string{"T1078", "T1528"},
		CIS:    []string{"5.1.5"},
		NIST:   []string{"AC-6"},
		URLs:   []string{"https://kubernetes.io/docs/reference/access-authn-authz/rbac/#service-account-permissions"},
	},
	Check: func(pass *control.Pass) {
		binding, ok := partOf(pass)
		if !ok {
			return
		}
		i := slices.IndexFunc(binding.tenants, isEveryPod)
		if i >= 0 && len(binding.rules) > 0 {
			pass.Fail(cluster.Join(binding.paths[i], "name"), "%s, and so every pod that names no ServiceAccount, has the permissions of %s", binding.tenants[i], binding.role())
		}
	},
})

// isEveryPod reports whether a subject is what a pod acts as unless it names
// another ServiceAccount.
func isEveryPod(subject cluster.Subject) bool {
	if subject.Kind == rbacv1.ServiceAccountKind {
		return subject.Name == "default"
	}
	return subject.Name == "system:serviceaccounts" || strings.HasPrefix(subject.Name, "system:serviceaccounts:")
}

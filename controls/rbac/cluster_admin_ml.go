package rbac

import (
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "rbac-cluster-admin-ml",
	Title:    "Somebody outside the platform team is cluster administrator",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.Kinds("ClusterRoleBinding.rbac.authorization.k8s.io"),
	Needs:    cluster.RBAC,
	Why: `Whoever holds cluster-admin, or a role of any name that allows everything, reads every tenant's secrets, weights and ` +
		`data, takes every GPU, and switches off what would notice. A data scientist's laptop, a CI token or a notebook's ` +
		`ServiceAccount with that role makes one phished login or one poisoned package the end of the whole cluster.`,
	Fix: `Delete the binding. Bind a role for the task in the namespaces of the team with a RoleBinding. Subjects that do run ` +
		`the platform belong into platformSubjects of the configuration.`,
	Refs: control.Refs{
		ATTACK: []string{"T1078"},
		CIS:    []string{"5.1.1"},
		NIST:   []string{"AC-6"},
		URLs: []string{
			"https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles",
			"https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
		},
	},
	Check: func(pass *control.Pass) {
		binding, ok := bindingOf(pass)
		i := slices.IndexFunc(binding.rules, everything)
		switch {
		case i < 0:
		case ok:
			grant{tenantBinding: binding, rule: binding.rules[i]}.fail(pass, "do everything in the cluster")
		case binding.unplaced != "":
			pass.Unknown(binding.unplaced, "the namespace of the subject is set when the kustomization is built: scan what it builds")
		}
	},
})

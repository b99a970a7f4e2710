package rbac

import (
	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "rbac-namespace-label-write",
	Title:    "Tenant may change the labels of a namespace",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   bindings,
	Needs:    cluster.RBAC,
	Why: `The labels of a namespace are its security settings: which Pod Security Standard is enforced, whether the mesh injects ` +
		`its proxy, whether DRA grants administrative access to devices, which trust domain the namespace is in. Whoever may ` +
		`update or patch the Namespace object switches them off and then runs a privileged pod. The subresources status and ` +
		`finalize take new labels too.`,
	Fix: `Remove update and patch on namespaces, namespaces/status and namespaces/finalize. To let teams set harmless labels, put ` +
		`an admission policy in front that holds the keys that matter.`,
	Refs: control.Refs{
		ATTACK: []string{"T1562.001"},
		NIST:   []string{"CM-5", "AC-6"},
		URLs: []string{
			"https://kubernetes.io/docs/concepts/security/rbac-good-practices/#namespace-modification",
			"https://kubernetes.io/docs/concepts/security/pod-security-admission/",
		},
	},
	Check: func(pass *control.Pass) {
		if grant, ok := grantOf(pass, writeLabels); ok {
			grant.fail(pass, grant.request.Verb+" the labels "+grant.where())
		}
	},
})

// writeLabels are the requests that change the labels of a namespace. A
// RoleBinding counts for those on the Namespace object of its own namespace.
func writeLabels(binding *cluster.Binding) []cluster.Request {
	var requests []cluster.Request
	for _, subresource := range []string{"", "status", "finalize"} {
		for _, verb := range []string{"update", "patch"} {
			requests = append(requests, cluster.Request{
				Verb: verb, Resource: "namespaces", Subresource: subresource, Name: binding.Namespace, AnyName: binding.Everywhere(),
			})
		}
	}
	return requests
}

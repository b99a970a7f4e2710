package rbac

import (
	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "rbac-pod-create-escalation",
	Title:    "Tenant who may create pods may become more than a tenant",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   bindings,
	Needs:    cluster.RBAC | cluster.Namespaces,
	Why: `Whoever creates a pod chooses what it runs as: privileged, unless the namespace enforces a Pod Security Standard, and ` +
		`with any ServiceAccount of the namespace. So the right to create pods is the right to take the node, with the GPUs and ` +
		`data of every tenant on it, or to act as the strongest ServiceAccount there. A notebook, a training job, a Ray cluster ` +
		`or a workflow is a pod as well: roles that allow those but not pods restrict nothing. Nor does it help to allow changes ` +
		`only: an update or patch puts another pod into a Deployment or notebook, and another image into a running pod.`,
	Fix: `Label the namespace pod-security.kubernetes.io/enforce: baseline or restricted, keep ServiceAccounts with rights beyond ` +
		`the namespace out of it, and grant the right with a RoleBinding per team namespace, never cluster-wide.`,
	Refs: control.Refs{
		ATTACK: []string{"T1610"},
		ATLAS:  []string{"AML.T0012"},
		CIS:    []string{"5.1.4"},
		NIST:   []string{"AC-6"},
		URLs:   []string{"https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation"},
	},
	Check: func(pass *control.Pass) {
		grant, ok := grantOf(pass, makePods)
		if !ok {
			return
		}
		namespace, create := grant.Namespace, makingPods(grant.request)
		switch {
		case grant.Everywhere():
			grant.fail(pass, create+" in every namespace, the platform's included, and so act as any ServiceAccount")
			return
		case pass.Settings.IsPlatformNamespace(namespace):
			grant.fail(pass, create+" in the platform's namespace "+namespace+", and so act as its ServiceAccounts")
			return
		case !pass.Require(cluster.Namespaces):
			return
		}
		judged := pass.Facts.Namespace(namespace)
		switch level, _, _ := judged.Label(enforceLabel); level {
		case "baseline", "restricted":
			judgeServiceAccounts(pass, grant)
		default:
			grant.fail(pass, create+" in namespace "+namespace+", which enforces no Pod Security Standard: privileged ones too").
				Because(judged.Object, cluster.Field("metadata.labels", enforceLabel), level)
		}
	},
})

const enforceLabel = "pod-security.kubernetes.io/enforce"

// makingPods is a request that makes pods in words: of a pod that runs, the
// image is what can be changed.
func makingPods(request cluster.Request) string {
	if request.Resource == "pods" && request.Verb != "create" {
		return request.Verb + " the image of pods"
	}
	return request.Verb + " " + request.Resource
}

// judgeServiceAccounts looks for a ServiceAccount of the namespace whose power
// reaches beyond it and beyond that of a tenant.
func judgeServiceAccounts(pass *control.Pass, grant grant) {
	permissions, namespace := pass.Facts.RBAC(), grant.Namespace
	for _, account := range pass.Facts.ServiceAccounts(namespace) {
		stronger := cluster.ServiceAccountSubject(namespace, account.Name)
		for _, power := range powers {
			decision := permissions.Decide(stronger, power.request)
			if !decision.Allowed {
				continue
			}
			for _, tenant := range grant.tenants {
				if !permissions.Allows(tenant, power.request) {
					answer := grant.fail(pass, makingPods(grant.request)+" in namespace "+namespace+
						" and so act as ServiceAccount "+account.Name+", which may "+power.name)
					because(answer, decision.Grant.Rule)
					return
				}
			}
		}
	}
}

// powers are permissions across the cluster that turn a tenant into more, each
// in words.
var powers = []struct {
	name    string
	request cluster.Request
}{
	{"read secrets in every namespace", everywhere("get", "", "secrets", "")},
	{"list secrets in every namespace", everywhere("list", "", "secrets", "")},
	{"create pods in every namespace", everywhere("create", "", "pods", "")},
	{"create deployments in every namespace", everywhere("create", "apps", "deployments", "")},
	{"run commands in pods of every namespace", everywhere("create", "", "pods", "exec")},
	{"take the token of any ServiceAccount", everywhere("create", "", "serviceaccounts", "token")},
	{"impersonate users", everywhere("impersonate", "", "users", "")},
	{"bind any ClusterRole", everywhere("bind", "rbac.authorization.k8s.io", "clusterroles", "")},
	{"extend any ClusterRole", everywhere("escalate", "rbac.authorization.k8s.io", "clusterroles", "")},
	{"change the labels of namespaces", everywhere("patch", "", "namespaces", "")},
	{"reach the kubelet of every node", everywhere("get", "", "nodes", "proxy")},
	{"change admission webhooks", everywhere("update", "admissionregistration.k8s.io", "mutatingwebhookconfigurations", "")},
}

func everywhere(verb, group, resource, subresource string) cluster.Request {
	return cluster.Request{Verb: verb, Group: group, Resource: resource, Subresource: subresource, Scope: cluster.ClusterWide()}
}

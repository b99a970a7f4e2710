package rbac

import (
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "rbac-pods-exec",
	Title:    "Tenant may run commands in the pods of others",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   bindings,
	Needs:    cluster.RBAC,
	Why: `Who may exec, attach, forward ports into pods or add debug containers to them reads the prompts, weights and tokens in ` +
		`their memory and acts as their ServiceAccount, without a trace in the pod's own logs. In the team's own namespace that is ` +
		`everyday work; across the cluster, or in the platform's namespaces, it is access to every tenant. Before ` +
		`Kubernetes 1.35 the verb get is enough for exec, attach and portforward, since a WebSocket connection is a GET; from ` +
		`then on create is needed as well, unless the feature gate AuthorizePodWebsocketUpgradeCreatePermission is off. The ` +
		`resource nodes/proxy leads past all of these: the kubelet behind it runs commands in every pod of its node.`,
	Fix: `Bind the role in the team's namespaces with RoleBindings, and take pods/exec, pods/attach, pods/portforward, pods/proxy, ` +
		`pods/ephemeralcontainers and nodes/proxy out of roles that are bound across the cluster.`,
	Refs: control.Refs{
		ATTACK: []string{"T1609"},
		NIST:   []string{"AC-6"},
		URLs:   []string{"https://kubernetes.io/docs/concepts/security/rbac-good-practices/"},
	},
	Check: func(pass *control.Pass) {
		grant, ok := grantOf(pass, enterPods)
		if !ok || !grant.reachesOthers(pass.Settings) {
			return
		}
		request := grant.request
		what := request.Verb + " " + request.Resource + "/" + request.Subresource
		switch {
		case request.Resource == "nodes":
			grant.fail(pass, what+" and so run commands in every pod of every node")
		case slices.Contains(openedByGet, request):
			grant.fail(pass, what+" "+grant.where()+", which is enough before Kubernetes 1.35").At(control.Medium)
		default:
			grant.fail(pass, what+" "+grant.where())
		}
	},
})

// enterPods are the requests that lead into a running pod, the certain ones
// first. Nodes have no namespace: a RoleBinding does not reach them.
func enterPods(binding *cluster.Binding) []cluster.Request {
	if binding.Everywhere() {
		return slices.Concat(enterNodes, opened, openedByGet)
	}
	return slices.Concat(opened, openedByGet)
}

// enterNodes are the requests to the kubelet, which are forwarded with the
// rights of the API server.
var enterNodes = []cluster.Request{
	{Verb: "create", Resource: "nodes", Subresource: "proxy"},
	{Verb: "get", Resource: "nodes", Subresource: "proxy"},
}

// opened are those that lead into a pod whatever the version of Kubernetes.
var opened = []cluster.Request{
	{Verb: "create", Resource: "pods", Subresource: "exec"},
	{Verb: "create", Resource: "pods", Subresource: "attach"},
	{Verb: "create", Resource: "pods", Subresource: "portforward"},
	{Verb: "get", Resource: "pods", Subresource: "proxy"},
	{Verb: "create", Resource: "pods", Subresource: "proxy"},
	{Verb: "update", Resource: "pods", Subresource: "ephemeralcontainers"},
	{Verb: "patch", Resource: "pods", Subresource: "ephemeralcontainers"},
}

// openedByGet are those that do so before Kubernetes 1.35 only.
var openedByGet = []cluster.Request{
	{Verb: "get", Resource: "pods", Subresource: "exec"},
	{Verb: "get", Resource: "pods", Subresource: "attach"},
	{Verb: "get", Resource: "pods", Subresource: "portforward"},
}

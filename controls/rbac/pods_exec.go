package rbac

import (
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
		`everyday work; across the cluster, or in the platform's namespaces, it is access to every tenant. The verb get is ` +
		`enough for exec: a WebSocket connection is a GET.`,
	Fix: `Bind the role in the team's namespaces with RoleBindings, and take pods/exec, pods/attach, pods/portforward, pods/proxy ` +
		`and pods/ephemeralcontainers out of roles that are bound across the cluster.`,
	Refs: control.Refs{
		ATTACK: []string{"T1609"},
		NIST:   []string{"AC-6"},
		URLs:   []string{"https://kubernetes.io/docs/concepts/security/rbac-good-practices/"},
	},
	Check: func(pass *control.Pass) {
		if grant, ok := grantOf(pass, enterPods); ok && grant.reachesOthers(pass.Settings) {
			grant.fail(pass, grant.request.Verb+" pods/"+grant.request.Subresource+" "+grant.where())
		}
	},
})

// enterPods are the requests that lead into a running pod.
var enterPods = always(
	cluster.Request{Verb: "create", Resource: "pods", Subresource: "exec"},
	cluster.Request{Verb: "get", Resource: "pods", Subresource: "exec"},
	cluster.Request{Verb: "create", Resource: "pods", Subresource: "attach"},
	cluster.Request{Verb: "get", Resource: "pods", Subresource: "attach"},
	cluster.Request{Verb: "create", Resource: "pods", Subresource: "portforward"},
	cluster.Request{Verb: "get", Resource: "pods", Subresource: "portforward"},
	cluster.Request{Verb: "get", Resource: "pods", Subresource: "proxy"},
	cluster.Request{Verb: "create", Resource: "pods", Subresource: "proxy"},
	cluster.Request{Verb: "update", Resource: "pods", Subresource: "ephemeralcontainers"},
	cluster.Request{Verb: "patch", Resource: "pods", Subresource: "ephemeralcontainers"},
)

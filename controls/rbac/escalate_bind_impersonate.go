package rbac

import (
	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "rbac-escalate-bind-impersonate",
	Title:    "Tenant may make itself anybody",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   bindings,
	Needs:    cluster.RBAC,
	Why: `Some verbs hand out permissions instead of using them: escalate and bind let their holder write or bind a role that is ` +
		`stronger than his own, impersonate lets him act as another user or group, to create tokens of ServiceAccounts lets him ` +
		`take theirs, and to approve certificate requests lets him make up a user. Whoever holds one across the cluster, or in a ` +
		`namespace of the platform, is a cluster administrator in one more step.`,
	Fix: `Remove the verbs escalate, bind and impersonate, and create on serviceaccounts/token, from the role; or limit them with ` +
		`resourceNames to what is meant to be handed out.`,
	Refs: control.Refs{
		ATTACK: []string{"T1134", "T1098"},
		CIS:    []string{"5.1.8", "5.1.11", "5.1.13"},
		NIST:   []string{"AC-6"},
		URLs: []string{
			"https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping",
			"https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb",
		},
	},
	Check: func(pass *control.Pass) {
		if grant, ok := grantOf(pass, handOut); ok && grant.reachesOthers(pass.Settings) {
			what := grant.request.Resource
			if grant.request.Subresource != "" {
				what += "/" + grant.request.Subresource
			}
			grant.fail(pass, grant.request.Verb+" "+what)
		}
	},
})

const rbacGroup = "rbac.authorization.k8s.io"

// handOut are the requests that give permissions to oneself or others past what
// one holds.
var handOut = always(
	cluster.Request{Verb: "escalate", Group: rbacGroup, Resource: "clusterroles"},
	cluster.Request{Verb: "escalate", Group: rbacGroup, Resource: "roles"},
	cluster.Request{Verb: "bind", Group: rbacGroup, Resource: "clusterroles"},
	cluster.Request{Verb: "bind", Group: rbacGroup, Resource: "roles"},
	cluster.Request{Verb: "impersonate", Resource: "users"},
	cluster.Request{Verb: "impersonate", Resource: "groups"},
	cluster.Request{Verb: "impersonate", Resource: "serviceaccounts"},
	cluster.Request{Verb: "create", Resource: "serviceaccounts", Subresource: "token"},
	cluster.Request{Verb: "update", Group: "certificates.k8s.io", Resource: "certificatesigningrequests", Subresource: "approval"},
)

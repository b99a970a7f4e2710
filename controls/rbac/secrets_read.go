package rbac

import (
	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "rbac-secrets-read",
	Title:    "Tenant may read all secrets",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   bindings,
	Needs:    cluster.RBAC,
	Why: `A secret that may be read is a credential that may be used: tokens of model hubs, keys of object stores with training ` +
		`data, registry passwords, the token of a Ray cluster, and tokens of stronger ServiceAccounts. To list or watch secrets ` +
		`shows their content just as to get them does. The built-in roles admin and edit include it, so guides that bind a team ` +
		`to edit hand out every secret of its namespace.`,
	Fix: `Bind a role without secrets, or one that names the secrets needed in resourceNames with the verb get alone. Pods get ` +
		`secrets mounted without any permission of their own.`,
	Refs: control.Refs{
		ATTACK: []string{"T1552.007"},
		CIS:    []string{"5.1.2"},
		NIST:   []string{"AC-6"},
		URLs:   []string{"https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets"},
	},
	Check: func(pass *control.Pass) {
		grant, ok := grantOf(pass, readSecrets)
		if !ok {
			return
		}
		answer := grant.fail(pass, grant.request.Verb+" secrets "+grant.where())
		// A tenant's own secrets are less to lose than those of others.
		if !grant.reachesOthers(pass.Settings) {
			answer.At(control.Medium)
		}
	},
})

// readSecrets are the requests that show the content of secrets.
var readSecrets = always(
	cluster.Request{Verb: "get", Resource: "secrets"},
	cluster.Request{Verb: "list", Resource: "secrets"},
	cluster.Request{Verb: "watch", Resource: "secrets"},
)

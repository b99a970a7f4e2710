package rbac

import (
	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "rbac-legacy-sa-token-secret",
	Title:    "ServiceAccount token that never expires",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.Kinds("Secret"),
	Why: `A Secret of type kubernetes.io/service-account-token is filled with a token that is valid until the Secret is deleted, ` +
		`for whoever has read it once: from a backup, a pipeline's log, a laptop, or with any role that lists secrets. Pods do ` +
		`not need it; they get tokens that expire and are bound to the pod.`,
	Fix: `Delete the Secret. Pods use the mounted token; outside of the cluster take a short-lived one from the TokenRequest API ` +
		`(kubectl create token) or the identity provider of the CI system.`,
	Refs: control.Refs{
		ATTACK: []string{"T1528"},
		CIS:    []string{"5.1.6"},
		NIST:   []string{"IA-5"},
		URLs: []string{
			"https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets",
			"https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
		},
	},
	Check: func(pass *control.Pass) {
		object := pass.Object
		if pass.Settings.IsPlatformNamespace(object.Namespace) {
			pass.NotApplicable()
			return
		}
		if cluster.LookupString(object.Content(), "type") == "kubernetes.io/service-account-token" {
			pass.Fail("type", "the token of ServiceAccount %s in this Secret never expires", object.Annotations["kubernetes.io/service-account.name"])
		}
	},
})

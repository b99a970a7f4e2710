package mesh

import (
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "mesh-authz-allow-all",
	Title:    "AuthorizationPolicy allows everything",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.Kinds("AuthorizationPolicy.security.istio.io"),
	Why: `One ALLOW rule that matches every request cancels all others of the pods it is for: requests are admitted when any ` +
		`ALLOW policy matches. The empty rule ({}) is easily confused with the empty spec, which denies everything. Every pod ` +
		`that reaches the port may then use the model server, notebook or pipeline behind it. A rule for the principal "*" ` +
		`wants some identity and takes any: every workload of the mesh has one.`,
	Fix: `Say who: from.source.principals or namespaces with names, or requestPrincipals for users; and what: to.operation.ports, ` +
		`methods and paths. To deny by default, use "spec: {}" without rules.`,
	Refs: control.Refs{
		ATTACK: []string{"T1190"},
		NIST:   []string{"AC-3", "SC-7"},
		URLs: []string{
			"https://istio.io/latest/docs/reference/config/security/authorization-policy/",
			"https://istio.io/latest/docs/ops/best-practices/security/#authorization-policies",
		},
	},
	Check: func(pass *control.Pass) {
		namespace := pass.Object.Namespace
		policy := cluster.ReadAuthorizationPolicy(pass.Object)
		// Gateways carry the label "istio" by convention; they are open on purpose.
		_, ofGateway := policy.Selector["istio"]
		if policy.Action != cluster.AllowAction || ofGateway || pass.Settings.IsPlatformNamespace(namespace) || pass.Settings.IsGatewayNamespace(namespace) {
			pass.NotApplicable()
			return
		}
		for i := range policy.Rules {
			rule := &policy.Rules[i]
			switch {
			case rule.MatchesEverything():
				pass.Fail(rule.Path, "AuthorizationPolicy %s allows every request of everybody", policy.Name)
			case len(rule.When) == 0 && rule.AnyOperation() && slices.ContainsFunc(rule.From, isAnyPrincipal):
				pass.Fail(rule.Path, "AuthorizationPolicy %s allows every request of every workload of the mesh", policy.Name).At(control.Medium)
			}
		}
	},
})

// isAnyPrincipal reports whether a source asks for an identity, whichever, and
// for nothing else.
func isAnyPrincipal(source cluster.AuthorizationSource) bool {
	if !slices.Contains(source.Principals, "*") {
		return false
	}
	source.Principals = nil
	return source.Anybody()
}

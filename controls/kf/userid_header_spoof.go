package kf

import (
	"fmt"
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "kf-userid-header-spoof",
	Title:    "AuthorizationPolicy believes a user header from anyone",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.Kinds("AuthorizationPolicy.security.istio.io"),
	Why: `Kubeflow knows its users by the request header kubeflow-userid, which the login at the ingress gateway writes. The header ` +
		`is plain text: whoever can open a connection can send it. A rule that admits a request for what the header says, without ` +
		`saying which client may bring it, lets any pod of the cluster act as any user by adding one line to a request: open ` +
		`their notebooks, read their artifacts, start pipelines in their name.`,
	Fix: `Name the client beside the header: from: [{source: {principals: ` +
		`["cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account"]}}], which holds as far as mTLS does. For programs ` +
		`inside the cluster admit ServiceAccount tokens instead of a header.`,
	Refs: control.Refs{
		ATTACK: []string{"T1550"},
		ATLAS:  []string{"AML.T0012"},
		NIST:   []string{"IA-2", "AC-3"},
		URLs: []string{
			"https://github.com/kubeflow/kubeflow/issues/6702",
			"https://istio.io/latest/docs/reference/config/security/authorization-policy/",
		},
	},
	Check: func(pass *control.Pass) {
		rules, allow := allowRules(pass.Object)
		if !allow {
			pass.NotApplicable()
			return
		}
		for i, rule := range rules {
			if rule.namesClient() {
				continue
			}
			for j, condition := range rule.When {
				if header, ok := identityHeader(condition); ok {
					path := cluster.Index(fmt.Sprintf("spec.rules[%d].when", i), j)
					pass.Fail(path, "the rule believes the header %s from every client that sends it", header)
				}
			}
		}
	},
})

// clientKeys are the conditions that name the client itself.
var clientKeys = []string{"source.principal", "source.namespace", "source.serviceAccount", "request.auth.principal"}

// namesClient reports whether every way through the rule names the client by
// what it cannot choose: its identity in the mesh or its token.
func (r authorizationRule) namesClient() bool {
	if slices.ContainsFunc(r.When, func(c condition) bool { return slices.Contains(clientKeys, c.Key) && names(c.Values) }) {
		return true
	}
	for _, from := range r.From {
		client := from.Source
		if !names(client.Principals) && !names(client.Namespaces) && !names(client.ServiceAccounts) && !names(client.RequestPrincipals) {
			return false
		}
	}
	return len(r.From) > 0
}

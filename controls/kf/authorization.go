package kf

import (
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// authorizationPolicy is what the controls read of the specification of an
// Istio AuthorizationPolicy.
type authorizationPolicy struct {
	Action string              `json:"action"`
	Rules  []authorizationRule `json:"rules"`
}

// authorizationRule matches a request that matches one of From, one of To and
// all of When; an empty list matches every request.
type authorizationRule struct {
	From []struct {
		Source cluster.AuthorizationSource `json:"source"`
	} `json:"from"`
	To []struct {
		Operation cluster.AuthorizationOperation `json:"operation"`
	} `json:"to"`
	When []condition `json:"when"`
}

type condition = cluster.AuthorizationCondition

// allowRules returns the rules of a policy that admits requests; ok is false
// for a policy with another action.
func allowRules(object *cluster.Object) (rules []authorizationRule, ok bool) {
	var policy authorizationPolicy
	spec, _ := object.Lookup("spec")
	cluster.Decode(spec, &policy)
	return policy.Rules, policy.Action == "" || policy.Action == "ALLOW"
}

// everyone are the patterns that match every client of the mesh, or every
// signed-in user.
var everyone = []string{"*", "cluster.local/*", "cluster.local/ns/*"}

// names reports whether a list of patterns is given and keeps anybody out.
func names(patterns []string) bool {
	return len(patterns) > 0 && !slices.ContainsFunc(patterns, matchesEveryone)
}

func matchesEveryone(pattern string) bool { return slices.Contains(everyone, pattern) }

// identityHeaders are the request headers in which gateways and their login
// proxies say who the user is: those of Kubeflow, of oauth2-proxy and of
// Google's Identity-Aware Proxy.
var identityHeaders = []string{
	"kubeflow-userid", "x-auth-request-user", "x-auth-request-email", "x-forwarded-user", "x-forwarded-email",
	"x-forwarded-preferred-username", "x-goog-authenticated-user-email",
}

// identityHeader returns the identity header that a condition wants to see.
func identityHeader(c condition) (name string, ok bool) {
	name = strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(c.Key), "request.headers["), "]")
	return name, len(c.Values) > 0 && slices.Contains(identityHeaders, name)
}

// gatewaySource reports whether requests that come through a gateway match.
func gatewaySource(s cluster.AuthorizationSource, settings *control.Settings) bool {
	return !names(s.RequestPrincipals) && len(s.IPBlocks) == 0 && len(s.RemoteIPBlocks) == 0 &&
		admitsGateway(s.Principals, settings) && admitsGateway(s.Namespaces, settings) && admitsGateway(s.ServiceAccounts, settings)
}

// admitsGateway reports whether a list of principals (DOMAIN/ns/NAMESPACE/sa/NAME),
// namespaces or service accounts (NAMESPACE/NAME) lets a gateway through.
func admitsGateway(patterns []string, settings *control.Settings) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(pattern string) bool {
		if _, rest, found := strings.Cut(pattern, "/ns/"); found {
			pattern = rest
		}
		namespace, _, _ := strings.Cut(pattern, "/")
		return matchesEveryone(pattern) || settings.IsGatewayNamespace(namespace)
	})
}

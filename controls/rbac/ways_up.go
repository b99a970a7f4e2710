package rbac

import (
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
)

const (
	rbacGroup         = "rbac.authorization.k8s.io"
	certificatesGroup = "certificates.k8s.io"
)

// wayUp is a request that gives permissions to oneself or others past what one
// holds.
type wayUp struct {
	request cluster.Request
	// local says that it also exists in a single namespace.
	local bool
	// harmless reports whether the request is harmless for an object of that
	// name; nil when it never is.
	harmless func(name string) bool
}

// waysUp are the ways, the strongest first.
var waysUp = []wayUp{
	{request: anyName("escalate", rbacGroup, "clusterroles", "")},
	{request: anyName("escalate", rbacGroup, "roles", ""), local: true},
	{request: anyName("bind", rbacGroup, "clusterroles", ""), local: true, harmless: isHarmlessRole},
	{request: anyName("bind", rbacGroup, "roles", ""), local: true},
	{request: anyName("impersonate", "", "users", "")},
	{request: anyName("impersonate", "", "groups", "")},
	{request: anyName("impersonate", "", "serviceaccounts", ""), local: true},
	{request: anyName("create", "", "serviceaccounts", "token"), local: true},
	{request: anyName("update", certificatesGroup, "certificatesigningrequests", "approval")},
	{request: anyName("patch", certificatesGroup, "certificatesigningrequests", "approval")},
	{request: anyName("approve", certificatesGroup, "signers", ""), harmless: isForeignSigner},
	{request: anyName("sign", certificatesGroup, "signers", ""), harmless: isForeignSigner},
}

func anyName(verb, group, resource, subresource string) cluster.Request {
	return cluster.Request{Verb: verb, Group: group, Resource: resource, Subresource: subresource, AnyName: true}
}

// opensTo reports whether the request exists where the binding grants: in a
// single namespace, to bind takes a RoleBinding to create as well.
func (w wayUp) opensTo(binding tenantBinding) bool {
	if binding.Everywhere() {
		return true
	}
	return w.local && (w.request.Verb != "bind" || slices.ContainsFunc(binding.rules, createsBindings))
}

func createsBindings(rule cluster.Rule) bool {
	return rule.Allows(cluster.Request{Verb: "create", Group: rbacGroup, Resource: "rolebindings"})
}

// opensBy reports whether a rule allows the request for an object for which it
// does harm.
func (w wayUp) opensBy(rule cluster.Rule) bool {
	if !rule.Allows(w.request) {
		return false
	}
	if w.harmless == nil || len(rule.ResourceNames) == 0 {
		return true
	}
	return slices.ContainsFunc(rule.ResourceNames, func(name string) bool { return !w.harmless(name) })
}

// isHarmlessRole knows the role that shows a namespace without its secrets and
// changes nothing.
func isHarmlessRole(name string) bool { return name == "view" }

// isForeignSigner reports whether the API server does not take the certificates
// of a signer for identities: that of another product.
func isForeignSigner(name string) bool { return !strings.HasPrefix(name, "kubernetes.io/") }

// isLimited reports whether a rule is limited to names that are not known to be
// strong.
func isLimited(rule cluster.Rule) bool {
	return len(rule.ResourceNames) > 0 && !slices.ContainsFunc(rule.ResourceNames, isStrong)
}

// isStrong knows the names that make their holder an administrator, of the
// cluster or of any namespace; what others lead to is not known.
func isStrong(name string) bool {
	return slices.Contains([]string{
		"cluster-admin", "admin", "edit", "system:masters",
		"kubernetes.io/*", "kubernetes.io/kube-apiserver-client", "kubernetes.io/kube-apiserver-client-kubelet",
	}, name)
}

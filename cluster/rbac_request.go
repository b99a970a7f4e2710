package cluster

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

// Request is what somebody asks of the API server: a verb on a resource, or on
// a URL that is not a resource.
type Request struct {
	Verb string
	// Group, Resource and Subresource name what is asked for, as in
	// {"apps", "deployments", "scale"}; the core group is empty.
	Group, Resource, Subresource string
	// Name is the object asked for. It is empty for list, watch, create and
	// deletecollection, which rules limited to resource names never allow.
	Name string
	// AnyName asks whether there is a name for which the answer is yes: rules
	// limited to resource names count too.
	AnyName bool
	// Path is the URL path of a request that is not for a resource, such as
	// /metrics. The other fields but Verb are then ignored.
	Path string
	// Scope is where; the zero value asks whether there is any place for which
	// the answer is yes.
	Scope Scope
}

// Scope is where a request is made. The zero value is [Anywhere].
type Scope struct {
	kind      scopeKind
	namespace string
}

type scopeKind uint8

const (
	anywhere scopeKind = iota
	clusterWide
	inNamespace
)

// Anywhere is any place at all: every ClusterRoleBinding counts, and every
// RoleBinding, except for requests that only exist cluster-wide (nodes, listing
// namespaces).
func Anywhere() Scope { return Scope{} }

// ClusterWide is a request on cluster-scoped resources, across all namespaces,
// or for a URL: only ClusterRoleBindings count.
func ClusterWide() Scope { return Scope{kind: clusterWide} }

// InNamespace is a request in one namespace: ClusterRoleBindings count, and the
// RoleBindings of the namespace. The empty name stands for the objects without
// a namespace, as everywhere in a [Snapshot].
func InNamespace(name string) Scope { return Scope{kind: inNamespace, namespace: name} }

// covers reports whether a binding counts in the scope.
func (s Scope) covers(binding *Binding) bool {
	switch {
	case binding.Everywhere() || s.kind == anywhere:
		return true
	case s.kind == clusterWide:
		return false
	}
	return binding.Namespace == s.namespace
}

// place is the scope in which the request is to be judged.
func (r Request) place() Scope {
	if r.Path != "" || r.Scope.kind == anywhere && r.onlyClusterWide() {
		return ClusterWide()
	}
	return r.Scope
}

// onlyClusterWide reports whether the API server never sees the request with a
// namespace. Custom resources are taken to be namespaced: they nearly all are,
// and to be wrong is to name a grant that has no effect.
func (r Request) onlyClusterWide() bool {
	if r.Group == "" && r.Resource == "namespaces" {
		// A request for one namespace counts as made in it.
		return slices.Contains([]string{"list", "watch", "create", "deletecollection"}, r.Verb)
	}
	return clusterScopedResources[GroupResource{r.Group, r.Resource}]
}

// GroupResource names a resource: {"apps", "deployments"}.
type GroupResource struct{ Group, Resource string }

// clusterScopedResources are the resources without a namespace that kube-apiserver 1.36
// serves itself.
var clusterScopedResources = map[GroupResource]bool{
	{"", "nodes"}: true, {"", "persistentvolumes"}: true, {"", "componentstatuses"}: true,
	{rbacGroup, "clusterroles"}: true, {rbacGroup, "clusterrolebindings"}: true,
	{"apiextensions.k8s.io", "customresourcedefinitions"}: true, {"apiregistration.k8s.io", "apiservices"}: true,
	{"admissionregistration.k8s.io", "validatingwebhookconfigurations"}:   true,
	{"admissionregistration.k8s.io", "mutatingwebhookconfigurations"}:     true,
	{"admissionregistration.k8s.io", "validatingadmissionpolicies"}:       true,
	{"admissionregistration.k8s.io", "validatingadmissionpolicybindings"}: true,
	{"admissionregistration.k8s.io", "mutatingadmissionpolicies"}:         true,
	{"admissionregistration.k8s.io", "mutatingadmissionpolicybindings"}:   true,
	{"authentication.k8s.io", "tokenreviews"}:                             true,
	{"authentication.k8s.io", "selfsubjectreviews"}:                       true,
	{"authorization.k8s.io", "subjectaccessreviews"}:                      true,
	{"authorization.k8s.io", "selfsubjectaccessreviews"}:                  true,
	{"authorization.k8s.io", "selfsubjectrulesreviews"}:                   true,
	{"certificates.k8s.io", "certificatesigningrequests"}:                 true,
	{"certificates.k8s.io", "clustertrustbundles"}:                        true,
	{"flowcontrol.apiserver.k8s.io", "flowschemas"}:                       true,
	{"flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations"}:       true,
	{"networking.k8s.io", "ingressclasses"}:                               true,
	{"networking.k8s.io", "ipaddresses"}:                                  true,
	{"networking.k8s.io", "servicecidrs"}:                                 true,
	{"node.k8s.io", "runtimeclasses"}:                                     true,
	{"resource.k8s.io", "deviceclasses"}:                                  true,
	{"resource.k8s.io", "resourceslices"}:                                 true,
	{"resource.k8s.io", "devicetaintrules"}:                               true,
	{"scheduling.k8s.io", "priorityclasses"}:                              true,
	{"storage.k8s.io", "storageclasses"}:                                  true,
	{"storage.k8s.io", "csidrivers"}:                                      true,
	{"storage.k8s.io", "csinodes"}:                                        true,
	{"storage.k8s.io", "volumeattachments"}:                               true,
	{"storage.k8s.io", "volumeattributesclasses"}:                         true,
	{"storagemigration.k8s.io", "storageversionmigrations"}:               true,
}

// Allows reports whether the rule allows the request, by the rules of the API
// server's RBAC authorizer (plugin/pkg/auth/authorizer/rbac): a star matches
// anything; the resource pods/log is not part of pods; "*/scale" matches the
// scale subresource of everything; "pods/*" matches nothing.
func (r Rule) Allows(request Request) bool {
	if !matches(r.Verbs, request.Verb, rbacv1.VerbAll) {
		return false
	}
	if request.Path != "" {
		return slices.ContainsFunc(r.NonResourceURLs, func(url string) bool { return urlMatches(url, request.Path) })
	}
	return matches(r.APIGroups, request.Group, rbacv1.APIGroupAll) && r.matchesResource(request) &&
		(len(r.ResourceNames) == 0 || request.AnyName || slices.Contains(r.ResourceNames, request.Name))
}

func (r Rule) matchesResource(request Request) bool {
	wanted, ofEverything := request.Resource, ""
	if request.Subresource != "" {
		wanted += "/" + request.Subresource
		ofEverything = "*/" + request.Subresource
	}
	return slices.ContainsFunc(r.Resources, func(resource string) bool {
		return resource == rbacv1.ResourceAll || resource == wanted || ofEverything != "" && resource == ofEverything
	})
}

func matches(values []string, wanted, all string) bool {
	return slices.Contains(values, all) || slices.Contains(values, wanted)
}

func urlMatches(pattern, path string) bool {
	if pattern == rbacv1.NonResourceAll || pattern == path {
		return true
	}
	return strings.HasSuffix(pattern, "*") && strings.HasPrefix(path, strings.TrimRight(pattern, "*"))
}

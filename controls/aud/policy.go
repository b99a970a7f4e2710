package aud

import "slices"

// policy is what the controls read of an audit policy (audit.k8s.io). For every
// request the first rule that matches decides; without one nothing is logged.
type policy struct {
	Kind  string `json:"kind"`
	Rules []rule `json:"rules"`
}

type rule struct {
	Level      string     `json:"level"`
	Users      []string   `json:"users"`
	UserGroups []string   `json:"userGroups"`
	Verbs      []string   `json:"verbs"`
	Resources  []resource `json:"resources"`
	Namespaces []string   `json:"namespaces"`
	// NonResourceURLs match requests that are not for objects.
	NonResourceURLs []string `json:"nonResourceURLs"`
}

type resource struct {
	Group         string   `json:"group"`
	Resources     []string `json:"resources"`
	ResourceNames []string `json:"resourceNames"`
}

// levels orders the audit levels by how much they log.
var levels = map[string]int{"None": 0, "Metadata": 1, "Request": 2, "RequestResponse": 3}

// request is a request of a tenant: an authenticated user of whom the policy
// knows nothing else, in a namespace that it does not name.
type request struct {
	verb, group, resource, subresource string
}

// name is the resource as audit policies and people write it.
func (r request) name() string {
	name := r.resource
	if r.subresource != "" {
		name += "/" + r.subresource
	}
	return name
}

// deciding returns the number of the rule that decides the request, or -1.
func (p *policy) deciding(request request) int {
	return slices.IndexFunc(p.Rules, func(rule rule) bool { return rule.matches(request) })
}

// level is how much the policy logs under the rule that decides, -1 for none.
func (p *policy) level(deciding int) string {
	if deciding < 0 {
		return "None"
	}
	return p.Rules[deciding].Level
}

// matches follows the API server (apiserver/pkg/audit/policy of Kubernetes
// 1.36). A create request has no object name yet, so no resourceNames match.
func (r *rule) matches(request request) bool {
	return len(r.Users) == 0 && len(r.Namespaces) == 0 && len(r.NonResourceURLs) == 0 &&
		(len(r.UserGroups) == 0 || slices.Contains(r.UserGroups, "system:authenticated")) &&
		(len(r.Verbs) == 0 || slices.Contains(r.Verbs, request.verb)) &&
		(len(r.Resources) == 0 || slices.ContainsFunc(r.Resources, func(resource resource) bool { return resource.matches(request) }))
}

func (r *resource) matches(request request) bool {
	return (r.Group == request.group || r.Group == "*") && (len(r.Resources) == 0 ||
		len(r.ResourceNames) == 0 && slices.ContainsFunc(r.Resources, func(pattern string) bool { return matchesPattern(pattern, request) }))
}

func matchesPattern(pattern string, request request) bool {
	return pattern == "*" || pattern == request.name() || pattern == request.resource+"/*" || pattern == "*/"+request.subresource
}

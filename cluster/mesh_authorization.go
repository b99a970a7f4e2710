package cluster

import "slices"

// AuthorizationPolicy is one AuthorizationPolicy of Istio.
//
// A request is denied if a DENY policy matches it. Otherwise it is admitted if
// no ALLOW policy is for the pod, or if one of them matches it.
type AuthorizationPolicy struct {
	*Object
	Action AuthorizationAction
	// Selector are the labels of the pods it is for; empty for a whole
	// namespace, or for the whole mesh in the root namespace.
	Selector map[string]string
	// Targets is what the policy is attached to instead of selecting pods.
	Targets []PolicyTarget
	// Rules match requests: a policy matches if one of them does, so one
	// without rules matches nothing.
	Rules []AuthorizationRule
	// Malformed are the fields that the API server would refuse.
	Malformed []FieldError
	// Implied is true for the policy that the Kubeflow profile controller makes
	// in the namespace of a Profile; Object is then the Profile and has none of
	// its fields.
	Implied bool
}

// AuthorizationAction is what a policy does with the requests that it matches.
type AuthorizationAction string

// The actions.
const (
	AllowAction  AuthorizationAction = "ALLOW"
	DenyAction   AuthorizationAction = "DENY"
	AuditAction  AuthorizationAction = "AUDIT"
	CustomAction AuthorizationAction = "CUSTOM"
)

// AuthorizationRule matches requests that match one of From, one of To and all
// of When; a list that is empty matches everything.
type AuthorizationRule struct {
	// Path is the field of the rule, such as spec.rules[0].
	Path string
	From []AuthorizationSource
	To   []AuthorizationOperation
	When []AuthorizationCondition
}

// AuthorizationSource matches who sends a request. Of each list that is not
// empty one entry must match, and none of its Not list.
type AuthorizationSource struct {
	// Principals, Namespaces and ServiceAccounts are identities proven by
	// mutual TLS; RequestPrincipals are proven by a token.
	Principals           []string `json:"principals"`
	NotPrincipals        []string `json:"notPrincipals"`
	RequestPrincipals    []string `json:"requestPrincipals"`
	NotRequestPrincipals []string `json:"notRequestPrincipals"`
	Namespaces           []string `json:"namespaces"`
	NotNamespaces        []string `json:"notNamespaces"`
	ServiceAccounts      []string `json:"serviceAccounts"`
	NotServiceAccounts   []string `json:"notServiceAccounts"`
	IPBlocks             []string `json:"ipBlocks"`
	NotIPBlocks          []string `json:"notIpBlocks"`
	RemoteIPBlocks       []string `json:"remoteIpBlocks"`
	NotRemoteIPBlocks    []string `json:"notRemoteIpBlocks"`
}

// AuthorizationOperation matches what is requested, by the same rules.
type AuthorizationOperation struct {
	Hosts      []string `json:"hosts"`
	NotHosts   []string `json:"notHosts"`
	Ports      []string `json:"ports"`
	NotPorts   []string `json:"notPorts"`
	Methods    []string `json:"methods"`
	NotMethods []string `json:"notMethods"`
	Paths      []string `json:"paths"`
	NotPaths   []string `json:"notPaths"`
}

// AuthorizationCondition matches an attribute of a request, such as
// "request.headers[kubeflow-userid]" or "source.namespace".
type AuthorizationCondition struct {
	Key       string   `json:"key"`
	Values    []string `json:"values"`
	NotValues []string `json:"notValues"`
}

// ReadAuthorizationPolicy reads an AuthorizationPolicy from its object, for judgements that need
// no other facts. Those of a snapshot are read already.
func ReadAuthorizationPolicy(object *Object) *AuthorizationPolicy {
	var spec struct {
		policyScope `json:",inline"`
		Action      string `json:"action"`
		Rules       []struct {
			From []struct {
				Source AuthorizationSource `json:"source"`
			} `json:"from"`
			To []struct {
				Operation AuthorizationOperation `json:"operation"`
			} `json:"to"`
			When []AuthorizationCondition `json:"when"`
		} `json:"rules"`
	}
	tree, _ := object.Lookup("spec")
	policy := &AuthorizationPolicy{Object: object, Malformed: belowSpec(Decode(tree, &spec))}
	policy.Action, policy.Selector, policy.Targets = AuthorizationAction(spec.Action), spec.Selector.MatchLabels, spec.targets()
	if policy.Action == "" {
		policy.Action = AllowAction
	}
	for i := range spec.Rules {
		rule := AuthorizationRule{Path: Index("spec.rules", i), When: spec.Rules[i].When}
		for _, from := range spec.Rules[i].From {
			rule.From = append(rule.From, from.Source)
		}
		for _, to := range spec.Rules[i].To {
			rule.To = append(rule.To, to.Operation)
		}
		policy.Rules = append(policy.Rules, rule)
	}
	return policy
}

// MatchesNothing reports whether the policy has no rules. With ALLOW this is how
// a namespace or a mesh denies by default.
func (p *AuthorizationPolicy) MatchesNothing() bool { return len(p.Rules) == 0 }

// MatchesEverything reports whether the rule matches every request.
func (r *AuthorizationRule) MatchesEverything() bool {
	return r.AnySource() && r.AnyOperation() && len(r.When) == 0
}

// AnySource reports whether the rule does not restrict who sends the request:
// it has no sources, or one that restricts nothing. Conditions in When may
// still do so.
func (r *AuthorizationRule) AnySource() bool {
	return len(r.From) == 0 || slices.ContainsFunc(r.From, AuthorizationSource.Anybody)
}

// AnyOperation reports whether the rule does not restrict what is requested.
func (r *AuthorizationRule) AnyOperation() bool {
	return len(r.To) == 0 || slices.ContainsFunc(r.To, AuthorizationOperation.Anything)
}

// Anybody reports whether the source restricts nothing. The pattern "*" of an
// identity restricts: it asks for one, whichever.
func (s AuthorizationSource) Anybody() bool {
	return !s.Identified() && len(s.NotPrincipals)+len(s.NotRequestPrincipals)+len(s.NotNamespaces)+len(s.NotServiceAccounts) == 0 &&
		everyAddress(s.IPBlocks) && everyAddress(s.RemoteIPBlocks) && len(s.NotIPBlocks)+len(s.NotRemoteIPBlocks) == 0
}

// Identified reports whether the source asks for a proven identity, of a
// workload or of a user.
func (s AuthorizationSource) Identified() bool {
	return len(s.Principals)+len(s.RequestPrincipals)+len(s.Namespaces)+len(s.ServiceAccounts) > 0
}

// Anything reports whether the operation restricts nothing.
func (o AuthorizationOperation) Anything() bool {
	return everything(o.Hosts) && everything(o.Ports) && everything(o.Methods) && everything(o.Paths) &&
		len(o.NotHosts)+len(o.NotPorts)+len(o.NotMethods)+len(o.NotPaths) == 0
}

func everything(patterns []string) bool { return len(patterns) == 0 || slices.Contains(patterns, "*") }

func everyAddress(blocks []string) bool {
	return len(blocks) == 0 || slices.Contains(blocks, "0.0.0.0/0")
}

// Authorization returns the AuthorizationPolicies that the proxy of the pod
// enforces: those of the root namespace and of its own that select it. An
// ambient pod enforces only what they say below HTTP. Policies attached to a
// Service or a Gateway are not among them: see [Snapshot.AuthorizationAt]. Their
// absence means something where [Mesh] is known of the namespace and of
// [Snapshot.MeshRoot].
func (s *Snapshot) Authorization(pod *Pod) []*AuthorizationPolicy {
	var selecting []*AuthorizationPolicy
	for _, namespace := range s.meshScopes(pod) {
		for _, policy := range s.mesh.authorizations[namespace] {
			if len(policy.Targets) == 0 && hasAll(pod.Labels, policy.Selector) {
				selecting = append(selecting, policy)
			}
		}
	}
	return selecting
}

// meshScopes are the namespaces whose policies can be for a pod.
func (s *Snapshot) meshScopes(pod *Pod) []string {
	if pod.Namespace == s.mesh.root {
		return []string{s.mesh.root}
	}
	return []string{s.mesh.root, pod.Namespace}
}

// AuthorizationAt returns the AuthorizationPolicies that are attached to a
// Service with targetRefs. A waypoint enforces them.
func (s *Snapshot) AuthorizationAt(service *Service) []*AuthorizationPolicy {
	var attached []*AuthorizationPolicy
	for _, policy := range s.mesh.authorizations[service.Namespace] {
		if attachedTo(policy.Targets, service) {
			attached = append(attached, policy)
		}
	}
	return attached
}

// AuthorizationPolicies returns the AuthorizationPolicies of a namespace.
func (s *Snapshot) AuthorizationPolicies(namespace string) []*AuthorizationPolicy {
	return s.mesh.authorizations[namespace]
}

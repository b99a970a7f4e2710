package cluster

// RequestAuthentication is one RequestAuthentication of Istio: it says which
// tokens are genuine. A request without a token passes it; only an
// AuthorizationPolicy that asks for a request principal demands one.
type RequestAuthentication struct {
	*Object
	// Selector are the labels of the pods it is for; empty for a whole
	// namespace, or for the whole mesh in the root namespace.
	Selector map[string]string
	// Targets is what it is attached to instead of selecting pods.
	Targets []PolicyTarget
	Rules   []JWTRule
	// Malformed are the fields that the API server would refuse.
	Malformed []FieldError
}

// JWTRule is one kind of accepted token.
type JWTRule struct {
	// Path is the field of the rule, such as spec.jwtRules[0].
	Path      string   `json:"-"`
	Issuer    string   `json:"issuer"`
	Audiences []string `json:"audiences"`
	JWKSURI   string   `json:"jwksUri"`
	// ForwardOriginalToken says that the token goes on to the workload.
	ForwardOriginalToken bool `json:"forwardOriginalToken"`
}

// ReadRequestAuthentication reads a RequestAuthentication from its object, for judgements that need
// no other facts. Those of a snapshot are read already.
func ReadRequestAuthentication(object *Object) *RequestAuthentication {
	var spec struct {
		policyScope `json:",inline"`
		JWTRules    []JWTRule `json:"jwtRules"`
	}
	tree, _ := object.Lookup("spec")
	policy := &RequestAuthentication{Object: object, Malformed: belowSpec(Decode(tree, &spec))}
	policy.Selector, policy.Targets, policy.Rules = spec.Selector.MatchLabels, spec.targets(), spec.JWTRules
	for i := range policy.Rules {
		policy.Rules[i].Path = Index("spec.jwtRules", i)
	}
	return policy
}

// RequestAuthentications returns the RequestAuthentications that the proxy of
// the pod enforces, those of the root namespace first.
func (s *Snapshot) RequestAuthentications(pod *Pod) []*RequestAuthentication {
	var selecting []*RequestAuthentication
	for _, namespace := range s.meshScopes(pod) {
		for _, policy := range s.mesh.requestAuthentications[namespace] {
			if len(policy.Targets) == 0 && hasAll(pod.Labels, policy.Selector) {
				selecting = append(selecting, policy)
			}
		}
	}
	return selecting
}

// RequestAuthenticationsAt returns those that are attached to a Service.
func (s *Snapshot) RequestAuthenticationsAt(service *Service) []*RequestAuthentication {
	var attached []*RequestAuthentication
	for _, policy := range s.mesh.requestAuthentications[service.Namespace] {
		if attachedTo(policy.Targets, service) {
			attached = append(attached, policy)
		}
	}
	return attached
}

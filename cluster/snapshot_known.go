package cluster

// Known reports whether all of the given facts about a namespace are in the
// input, so that an absence there is an absence in the world:
//
//   - The labels of a namespace are known only where the input has its
//     Namespace object: the Kubeflow profile controller, for one, adds labels
//     that its installation chooses.
//   - Everything else is known when the input is a whole cluster.
//   - What stands in a namespace is known when the input defines the namespace:
//     it has the Namespace object or a Kubeflow Profile that creates it.
//   - NetworkPolicies, Quotas, Services, ServiceAccounts and Mesh are also known
//     where the namespace has at least one object of that family.
//   - Nothing is known of the namespace of objects without one, which is chosen
//     when they are applied.
//   - RBAC and Nodes do not depend on the namespace: they are known when the
//     input has at least one object of the family.
func (s *Snapshot) Known(facts Facts, namespace string) bool {
	for fact := range facts.Each {
		if !s.knownOne(fact, namespace) {
			return false
		}
	}
	return true
}

func (s *Snapshot) knownOne(fact Facts, namespace string) bool {
	n := s.namespaces[namespace]
	switch {
	case fact == Namespaces:
		return n != nil && n.Object != nil
	case s.options.Complete:
		return true
	case namespace == "" && fact != RBAC && fact != Nodes:
		return false
	case fact == RBAC, fact == Nodes:
		return len(s.seen[fact]) > 0
	case n != nil && n.Defined():
		return true
	}
	return s.seen[fact][namespace]
}

// mark records that a fact stands in a namespace.
func (s *Snapshot) mark(fact Facts, namespace string) {
	if s.seen[fact] == nil {
		s.seen[fact] = map[string]bool{}
	}
	s.seen[fact][namespace] = true
	if fact != RBAC && fact != Nodes {
		s.use(namespace)
	}
}

package cluster

// DefaultTrustDomainLabel is the namespace label that names a trust domain
// unless the organisation chose another one.
const DefaultTrustDomainLabel = "bulkhead.dev/trust-domain"

// Namespace is one namespace that the input defines or uses. The one with the
// empty name stands for objects without a namespace: where they go is decided
// when they are applied, and they form a group of their own.
type Namespace struct {
	Name string
	// Object is the Namespace object; nil when the input has none. Its labels
	// are then unknown.
	Object *Object
	// Profile is the Kubeflow Profile that creates the namespace, if the input
	// has it.
	Profile *Object
}

// Defined reports whether the input says how the namespace is made: with a
// Namespace object or a Kubeflow Profile.
func (n *Namespace) Defined() bool { return n.Object != nil || n.Profile != nil }

// Namespace returns the namespace of that name, or nil when the input neither
// defines nor uses it.
func (s *Snapshot) Namespace(name string) *Namespace { return s.namespaces[name] }

// Namespaces returns every namespace that the input defines or uses, in the
// order in which they first appear.
func (s *Snapshot) Namespaces() []*Namespace { return s.ordered }

// use returns the namespace of that name, noting it when it is new.
func (s *Snapshot) use(name string) *Namespace {
	namespace := s.namespaces[name]
	if namespace == nil {
		namespace = &Namespace{Name: name}
		s.namespaces[name] = namespace
		s.ordered = append(s.ordered, namespace)
	}
	return namespace
}

// addNamespace notes the objects that define a namespace. The last definition
// counts, as when the input is applied in order.
func (s *Snapshot) addNamespace(kind string, object *Object) {
	switch kind {
	case "Namespace":
		s.use(object.Name).Object = object
	case "Profile.kubeflow.org":
		s.use(object.Name).Profile = object
	}
}

package cluster

import "github.com/bulkhead-dev/bulkhead/trust"

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

	// owner is the owner that Profile names, parent what the Hierarchical
	// Namespace Controller puts above the namespace.
	owner, parent string
	labels        namespaceLabels
	domain        trust.Domain
}

// Defined reports whether the input says how the namespace is made: with a
// Namespace object or a Kubeflow Profile.
func (n *Namespace) Defined() bool { return n.Object != nil || n.Profile != nil }

// Label returns the value of a label of the namespace and whether it has the
// label. When known is false the input does not say: the namespace has no
// Namespace object. It counts the labels that Kubernetes and the Kubeflow
// profile controller set by themselves. Use it on a sealed snapshot.
func (n *Namespace) Label(key string) (value string, present, known bool) {
	value, present = n.labels.set[key]
	return value, present, present || n.labels.complete
}

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

// addNamespace notes the objects that define a namespace or say where it
// belongs. The last definition counts, as when the input is applied in order.
func (s *Snapshot) addNamespace(kind string, object *Object) {
	switch kind {
	case "Namespace":
		s.use(object.Name).Object = object
	case "Profile.kubeflow.org":
		namespace := s.use(object.Name)
		namespace.Profile = object
		namespace.owner = LookupString(object.Content(), "spec", "owner", "name")
	case "SubnamespaceAnchor.hnc.x-k8s.io":
		// The anchor stands in the parent and has the name of the child.
		s.use(object.Name).parent = object.Namespace
	case "HierarchyConfiguration.hnc.x-k8s.io":
		if parent := LookupString(object.Content(), "spec", "parent"); parent != "" {
			s.use(object.Namespace).parent = parent
		}
	}
}

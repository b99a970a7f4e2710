package cluster

// Snapshot is the read-only picture of everything that was read: the facts
// that judgements across objects rest on. Build one with [NewSnapshot], add
// every object and its pods, then seal it; reading a sealed snapshot is safe for
// concurrent use.
//
// All lists are in input order.
type Snapshot struct {
	complete   bool
	namespaces map[string]*Namespace
	names      []string
	pods       map[string][]*Pod
}

// Options say how much of the world the input is.
type Options struct {
	// Complete says that the input is a whole cluster: what is not in it does
	// not exist. Otherwise a fact is known only where the input gives it.
	Complete bool
	// TrustDomainLabel is the namespace label that names a trust domain.
	TrustDomainLabel string
}

// NewSnapshot returns an empty snapshot.
func NewSnapshot(options Options) *Snapshot {
	return &Snapshot{
		complete:   options.Complete,
		namespaces: map[string]*Namespace{},
		pods:       map[string][]*Pod{},
	}
}

// Namespace is one namespace that the input defines or uses.
type Namespace struct {
	Name string
	// Object is nil when the input uses the namespace without defining it;
	// its labels are then unknown.
	Object *Object
}

// Defined reports whether the input has the Namespace object.
func (n *Namespace) Defined() bool { return n.Object != nil }

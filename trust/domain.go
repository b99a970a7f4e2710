// Package trust names who trusts whom: the domains between which GPUs, networks
// and data must be kept apart.
package trust

// Domain is a group of namespaces whose workloads trust each other: one
// tenant. Two namespaces share a domain exactly when their Domains are equal,
// so a Domain works as a map key. The kind is part of the identity, since a
// Kubeflow owner and a Capsule tenant of the same name need not be the same
// people.
type Domain struct {
	Kind Kind
	// Name is the name of the tenant in the system that [Kind] tells: the
	// value of the label, the owner of the profile, the Capsule tenant, the
	// root of the namespace tree, or the namespace itself.
	Name string
}

// Kind is the system that says where a namespace belongs.
type Kind string

// The kinds, in order of precedence: an earlier one overrules the later ones.
const (
	// Tenant: the namespace carries the label that names its trust domain.
	Tenant Kind = "tenant"
	// Profile: the namespace belongs to a Kubeflow Profile; the domain is the
	// owner of the profile.
	Profile Kind = "profile"
	// Capsule: the namespace belongs to a Capsule tenant.
	Capsule Kind = "capsule"
	// Hierarchy: the namespace is part of a tree of the Hierarchical Namespace
	// Controller; the domain is the root of the tree.
	Hierarchy Kind = "hierarchy"
	// Namespace: nothing says otherwise, so the namespace trusts itself alone.
	Namespace Kind = "namespace"
)

// String is the kind and the name, such as "tenant team-a".
func (d Domain) String() string {
	if d.Name == "" {
		return string(d.Kind)
	}
	return string(d.Kind) + " " + d.Name
}

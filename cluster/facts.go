package cluster

import (
	"math/bits"
	"strings"
)

// Facts is a set of the facts beyond the judged object itself that a judgement
// needs. A control that needs none is judged while the input streams by; one
// that needs some is judged when all of the input has been read.
type Facts uint32

// The facts a judgement may need.
const (
	// Namespaces: the labels and annotations of the namespace.
	Namespaces Facts = 1 << iota
	// NetworkPolicies: the NetworkPolicies of the namespace.
	NetworkPolicies
	// Quotas: the ResourceQuotas and LimitRanges of the namespace.
	Quotas
	// Services: the Services, Ingresses and routes of the namespace.
	Services
	// ServiceAccounts: the ServiceAccounts of the namespace.
	ServiceAccounts
	// RBAC: the Roles, ClusterRoles and their bindings.
	RBAC
	// Mesh: the Istio PeerAuthentications and AuthorizationPolicies that
	// apply to the namespace.
	Mesh
	// Nodes: the nodes of the cluster or the configuration that shapes them
	// (GPU operator, device plugin, DRA), from which GPU sharing follows.
	Nodes
	// Workloads: the pods of the namespace, as far as the input has them.
	Workloads
)

var factNames = [...]string{
	"namespace labels", "network policies", "resource quotas", "services", "service accounts",
	"RBAC rules", "mesh policies", "GPU nodes and their sharing", "workloads",
}

// Has reports whether all facts of other are in f.
func (f Facts) Has(other Facts) bool { return f&other == other }

// Each calls yield for every single fact in the set.
func (f Facts) Each(yield func(Facts) bool) {
	for rest := f; rest != 0; rest &= rest - 1 {
		if !yield(Facts(1) << bits.TrailingZeros32(uint32(rest))) {
			return
		}
	}
}

// String names the facts for people, joined by " and ".
func (f Facts) String() string {
	var names []string
	for fact := range f.Each {
		names = append(names, factNames[bits.TrailingZeros32(uint32(fact))])
	}
	return strings.Join(names, " and ")
}

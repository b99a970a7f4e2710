package cluster

import (
	"strconv"
	"strings"

	"github.com/bulkhead-dev/bulkhead/trust"
)

// DefaultTrustDomainLabel is the namespace label that names a trust domain
// unless the organisation chose another one.
const DefaultTrustDomainLabel = "bulkhead.dev/trust-domain"

const (
	capsuleTenantLabel     = "capsule.clastix.io/tenant"
	hierarchyDepthSuffix   = ".tree.hnc.x-k8s.io/depth"
	subnamespaceOf         = "hnc.x-k8s.io/subnamespace-of"
	profileOwnerAnnotation = "owner"
)

// profileLabels are the labels that the Kubeflow profile controller gives its
// namespaces by default. They tell its "owner" annotation from anybody else's.
var profileLabels = [...]string{
	"app.kubernetes.io/part-of=kubeflow-profile",
	"katib.kubeflow.org/metrics-collector-injection=enabled",
	"pipelines.kubeflow.org/enabled=true",
	"serving.kubeflow.org/inferenceservice=enabled",
}

// TrustDomain returns the trust domain of a namespace, by the first of these
// that says something:
//
//  1. the label that names a trust domain (see [Options]),
//  2. the owner of the Kubeflow Profile that makes the namespace, from the
//     Profile object or the annotation its controller writes,
//  3. the tenant of Capsule, from its label,
//  4. the root of the tree of the Hierarchical Namespace Controller, from its
//     labels or its objects,
//  5. the namespace itself.
//
// When [Namespaces] is not known for the namespace, a label that the input does
// not show may say otherwise.
func (s *Snapshot) TrustDomain(namespace string) trust.Domain {
	if n := s.namespaces[namespace]; n != nil {
		return n.domain
	}
	return trust.Domain{Kind: trust.Namespace, Name: namespace}
}

// sealTrustDomains computes the trust domain of every namespace.
func (s *Snapshot) sealTrustDomains() {
	roots, tops := map[string]bool{}, map[string]string{}
	for _, n := range s.ordered {
		n.domain = s.trustDomain(n, tops)
		if n.domain.Kind == trust.Hierarchy {
			roots[n.domain.Name] = true
		}
	}
	for _, n := range s.ordered {
		// The root of a tree is in the domain of its tree.
		if n.domain.Kind == trust.Namespace && roots[n.Name] {
			n.domain.Kind = trust.Hierarchy
		}
	}
}

func (s *Snapshot) trustDomain(n *Namespace, tops map[string]string) trust.Domain {
	if tenant := n.objectLabels()[s.options.TrustDomainLabel]; tenant != "" {
		return trust.Domain{Kind: trust.Tenant, Name: tenant}
	}
	if owner := n.profileOwner(); owner != "" {
		return trust.Domain{Kind: trust.Profile, Name: owner}
	}
	if tenant := n.objectLabels()[capsuleTenantLabel]; tenant != "" {
		return trust.Domain{Kind: trust.Capsule, Name: tenant}
	}
	if root := s.hierarchyRoot(n, tops); root != "" {
		return trust.Domain{Kind: trust.Hierarchy, Name: root}
	}
	return trust.Domain{Kind: trust.Namespace, Name: n.Name}
}

func (n *Namespace) profileOwner() string {
	if n.owner != "" {
		return n.owner
	}
	if n.Object == nil || n.Object.Annotations[profileOwnerAnnotation] == "" {
		return ""
	}
	for _, owner := range n.Object.Owners {
		if owner.Kind == "Profile" && strings.HasPrefix(owner.APIVersion, "kubeflow.org/") {
			return n.Object.Annotations[profileOwnerAnnotation]
		}
	}
	for _, label := range profileLabels {
		key, value, _ := strings.Cut(label, "=")
		if n.Object.Labels[key] == value {
			return n.Object.Annotations[profileOwnerAnnotation]
		}
	}
	return ""
}

// hierarchyRoot returns the top of the tree that the namespace is part of:
// from its labels, or else by following the parents that the input names. It is
// empty when the input does not show a tree, and for a namespace in or below a
// loop, which the controller refuses to act on.
func (s *Snapshot) hierarchyRoot(n *Namespace, tops map[string]string) string {
	if root := rootFromLabels(n.objectLabels()); root != "" {
		return root
	}
	if parent := n.hierarchyParent(); parent != "" {
		return s.hierarchyTop(parent, tops)
	}
	return ""
}

// hierarchyTop returns the top of the tree from a namespace that is a parent.
// It remembers every answer in tops, so that long trees cost no more than once.
func (s *Snapshot) hierarchyTop(name string, tops map[string]string) string {
	var path []string
	top := ""
	for {
		if known, ok := tops[name]; ok {
			top = known
			break
		}
		tops[name] = "" // until it is known, which it never is in a loop
		path = append(path, name)
		n := s.namespaces[name]
		if n == nil {
			top = name
			break
		}
		if root := rootFromLabels(n.objectLabels()); root != "" {
			top = root
			break
		}
		parent := n.hierarchyParent()
		if parent == "" {
			top = name
			break
		}
		name = parent
	}
	for _, below := range path {
		tops[below] = top
	}
	return top
}

// rootFromLabels returns the top of the tree from the labels that the
// controller gives every namespace it knows, ANCESTOR.tree.hnc.x-k8s.io/depth=N
// with N the distance to the ancestor; N is 0 for the namespace itself.
func rootFromLabels(labels map[string]string) string {
	root, deepest := "", -1
	for key, value := range labels {
		ancestor, ok := strings.CutSuffix(key, hierarchyDepthSuffix)
		if !ok {
			continue
		}
		depth, err := strconv.Atoi(value)
		if err == nil && (depth > deepest || depth == deepest && ancestor < root) {
			root, deepest = ancestor, depth
		}
	}
	return root
}

func (n *Namespace) hierarchyParent() string {
	if n.parent == "" && n.Object != nil {
		return n.Object.Annotations[subnamespaceOf]
	}
	return n.parent
}

func (n *Namespace) objectLabels() map[string]string {
	if n.Object == nil {
		return nil
	}
	return n.Object.Labels
}

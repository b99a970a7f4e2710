package cluster

import (
	"slices"
	"strings"
)

// DefaultMeshRoot is the root namespace of an Istio mesh unless its
// configuration names another one.
const DefaultMeshRoot = "istio-system"

// meshFacts are the facts that [Mesh] stands for: the security policies of
// Istio.
type meshFacts struct {
	root string
	// seen is what [Snapshot.MeshSeen] answers.
	seen                   bool
	peerAuthentications    map[string][]*PeerAuthentication
	authorizations         map[string][]*AuthorizationPolicy
	requestAuthentications map[string][]*RequestAuthentication
}

func (f *meshFacts) add(object *Object) bool {
	f.seen = f.seen || suggestsMesh(object)
	switch object.GroupKind() {
	case "PeerAuthentication.security.istio.io":
		f.peerAuthentications = appendTo(f.peerAuthentications, object.Namespace, ReadPeerAuthentication(object))
	case "AuthorizationPolicy.security.istio.io":
		f.authorizations = appendTo(f.authorizations, object.Namespace, ReadAuthorizationPolicy(object))
	case "RequestAuthentication.security.istio.io":
		f.requestAuthentications = appendTo(f.requestAuthentications, object.Namespace, ReadRequestAuthentication(object))
	default:
		if root := configuredRoot(object); root != "" {
			f.root = root
		}
		return false
	}
	return true
}

func (f *meshFacts) seal(snapshot *Snapshot) {
	if f.root == "" {
		f.root = DefaultMeshRoot
	}
	f.seen = f.seen || slices.ContainsFunc(snapshot.allPods, asksForMesh)
	f.sealProfiles(snapshot)
	for _, policies := range f.peerAuthentications {
		oldestFirst(policies)
	}
}

func appendTo[T any](lists map[string][]T, key string, item T) map[string][]T {
	if lists == nil {
		lists = map[string][]T{}
	}
	lists[key] = append(lists[key], item)
	return lists
}

// MeshRoot returns the root namespace of the mesh: policies there apply to
// every namespace. It is what the mesh configuration in the input says, or
// [DefaultMeshRoot].
func (s *Snapshot) MeshRoot() string { return s.mesh.root }

// configuredRoot returns the root namespace that an object configures: the
// ConfigMap that istiod reads, or the resource of an operator that writes it.
func configuredRoot(object *Object) string {
	switch object.GroupKind() {
	case "ConfigMap":
		if object.Name == "istio" || strings.HasPrefix(object.Name, "istio-") {
			return rootInMeshConfig(LookupString(object.Content(), "data", "mesh"))
		}
	case "IstioOperator.install.istio.io":
		return LookupString(object.Content(), "spec", "meshConfig", "rootNamespace")
	case "Istio.sailoperator.io", "IstioRevision.sailoperator.io":
		return LookupString(object.Content(), "spec", "values", "meshConfig", "rootNamespace")
	}
	return ""
}

// rootInMeshConfig finds rootNamespace in the YAML of a mesh configuration. It
// is a plain field at the left margin, so the document need not be decoded.
func rootInMeshConfig(config string) string {
	for line := range strings.Lines(config) {
		value, ok := strings.CutPrefix(line, "rootNamespace:")
		if !ok {
			continue
		}
		value, _, _ = strings.Cut(value, " #")
		return strings.Trim(strings.TrimSpace(value), `"'`)
	}
	return ""
}

// workloadSelector is the selector of Istio's security policies.
type workloadSelector struct {
	MatchLabels map[string]string `json:"matchLabels"`
}

// PolicyTarget is what a policy of the mesh is attached to instead of selecting
// pods: a Gateway, a Service or a ServiceEntry.
type PolicyTarget struct {
	Group string `json:"group"`
	Kind  string `json:"kind"`
	Name  string `json:"name"`
}

// policyScope is what the policies with selector and targetRefs share.
type policyScope struct {
	Selector   workloadSelector `json:"selector"`
	TargetRef  *PolicyTarget    `json:"targetRef"`
	TargetRefs []PolicyTarget   `json:"targetRefs"`
}

// targets returns what the policy is attached to; empty when it selects pods.
func (p *policyScope) targets() []PolicyTarget {
	if p.TargetRef != nil {
		return append([]PolicyTarget{*p.TargetRef}, p.TargetRefs...)
	}
	return p.TargetRefs
}

// attachedTo reports whether one of the targets is the Service.
func attachedTo(targets []PolicyTarget, service *Service) bool {
	for _, target := range targets {
		if target.Group == "" && target.Kind == "Service" && target.Name == service.Name {
			return true
		}
	}
	return false
}

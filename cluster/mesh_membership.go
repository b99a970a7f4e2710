package cluster

import "strings"

// Membership says how a pod takes part in an Istio mesh.
type Membership uint8

// The ways of taking part.
const (
	// MembershipUnknown: the labels of the namespace would say so, and the input
	// does not have them.
	MembershipUnknown Membership = iota
	// NotInMesh: no proxy sees the traffic of the pod. Policies of the mesh do
	// nothing for it.
	NotInMesh
	// Sidecar: a proxy is injected into the pod.
	Sidecar
	// Ambient: the node proxy takes the traffic of the pod.
	Ambient
)

var membershipNames = [...]string{"unknown", "not in the mesh", "sidecar", "ambient"}

// String is what people call it, in lower case.
func (m Membership) String() string {
	if int(m) < len(membershipNames) {
		return membershipNames[m]
	}
	return membershipNames[MembershipUnknown]
}

// MeshMembership is how a pod takes part in the mesh and what says so.
type MeshMembership struct {
	Membership Membership
	// Object and Path are the field that decides: of the pod, or of its
	// Namespace. Object is nil when nothing asks for the mesh.
	Object *Object
	Path   string
	// Reason says in words why a pod that seems to ask for the mesh is not in
	// it.
	Reason string
}

const (
	sidecarInject = "sidecar.istio.io/inject"
	sidecarStatus = "sidecar.istio.io/status"
	revisionLabel = "istio.io/rev"
	dataplaneMode = "istio.io/dataplane-mode"
)

// neverInjected are the namespaces in which Istio's injector does nothing.
var neverInjected = map[string]bool{"kube-system": true, "kube-public": true, "kube-node-lease": true, "local-path-storage": true}

// MeshMembership returns whether and how a pod takes part in an Istio mesh, by
// the rules of Istio's injection webhook with its default settings:
//
//   - a pod with the proxy already in it is a member,
//   - a pod on the host network never is,
//   - label sidecar.istio.io/inject (or, if there is no such label, the
//     annotation) "false" keeps the pod out; "true" takes it in unless the
//     namespace says istio-injection: disabled,
//   - otherwise the namespace decides with istio-injection or istio.io/rev, or
//     the pod with istio.io/rev,
//   - a pod that gets no sidecar is ambient if it or its namespace has the label
//     istio.io/dataplane-mode: ambient.
//
// An injector that is set up to inject everywhere by default is not seen.
func (s *Snapshot) MeshMembership(pod *Pod) MeshMembership {
	at := func(membership Membership, field, key string) MeshMembership {
		return MeshMembership{Membership: membership, Object: pod.Object, Path: pod.FieldPath(Field("metadata."+field, key))}
	}
	if s.hostNetwork(pod) {
		return MeshMembership{Membership: NotInMesh, Object: pod.Object, Path: pod.FieldPath("hostNetwork"), Reason: "pods on the host network get no proxy"}
	}
	if _, injected := pod.Annotations[sidecarStatus]; injected || s.hasProxy(pod) {
		return at(Sidecar, "annotations", sidecarStatus)
	}
	namespace := s.namespaceLabels(pod.Namespace)
	sidecar := s.sidecarInjection(pod, namespace, at)
	if sidecar.Membership == Sidecar || sidecar.Membership == MembershipUnknown {
		return sidecar
	}
	ambient := s.ambientCapture(pod, namespace, at)
	if ambient.Membership == NotInMesh && ambient.Object == nil {
		return sidecar
	}
	return ambient
}

// hasProxy reports whether the pod was written with the proxy in it.
func (s *Snapshot) hasProxy(pod *Pod) bool {
	network := s.network[pod]
	return network != nil && network.proxy
}

func (s *Snapshot) sidecarInjection(pod *Pod, namespace namespaceLabels, at func(Membership, string, string) MeshMembership) MeshMembership {
	if neverInjected[pod.Namespace] {
		return MeshMembership{Membership: NotInMesh, Reason: "Istio injects no proxy in namespace " + pod.Namespace}
	}
	wish, source := pod.Labels[sidecarInject], "labels"
	if wish == "" {
		wish, source = pod.Annotations[sidecarInject], "annotations"
	}
	if strings.EqualFold(wish, "false") {
		return at(NotInMesh, source, sidecarInject)
	}
	injection, hasInjection := namespace.set[istioInjectionLabel]
	revision, hasRevision := namespace.set[revisionLabel]
	ofNamespace := func(membership Membership, key string) MeshMembership {
		result := MeshMembership{Membership: membership, Path: Field("metadata.labels", key)}
		if n := s.namespaces[pod.Namespace]; n != nil {
			if result.Object = n.Object; n.Object == nil {
				result.Object, result.Path = n.Profile, ""
			}
		}
		return result
	}
	switch {
	case injection == "enabled":
		return ofNamespace(Sidecar, istioInjectionLabel)
	case hasInjection:
		return ofNamespace(NotInMesh, istioInjectionLabel)
	case !namespace.complete:
		return MeshMembership{Reason: "the labels of namespace " + pod.Namespace + " are not in the input"}
	case hasRevision && revision != "":
		return ofNamespace(Sidecar, revisionLabel)
	case source == "labels" && strings.EqualFold(wish, "true"):
		return at(Sidecar, "labels", sidecarInject)
	case pod.Labels[revisionLabel] != "":
		return at(Sidecar, "labels", revisionLabel)
	case strings.EqualFold(wish, "true"):
		result := at(NotInMesh, "annotations", sidecarInject)
		result.Reason = "the annotation does nothing unless the namespace asks for injection; the label of the same name would"
		return result
	}
	return MeshMembership{Membership: NotInMesh}
}

func (s *Snapshot) ambientCapture(pod *Pod, namespace namespaceLabels, at func(Membership, string, string) MeshMembership) MeshMembership {
	switch mode, set := pod.Labels[dataplaneMode]; {
	case mode == "ambient":
		return at(Ambient, "labels", dataplaneMode)
	case set:
		return at(NotInMesh, "labels", dataplaneMode)
	}
	if namespace.set[dataplaneMode] == "ambient" {
		result := MeshMembership{Membership: Ambient, Path: Field("metadata.labels", dataplaneMode)}
		if n := s.namespaces[pod.Namespace]; n != nil {
			result.Object = n.Object
		}
		return result
	}
	if !namespace.complete {
		return MeshMembership{Object: pod.Object, Reason: "the labels of namespace " + pod.Namespace + " are not in the input"}
	}
	return MeshMembership{Membership: NotInMesh}
}

package cluster

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// PeerAuthentication is one PeerAuthentication of Istio.
type PeerAuthentication struct {
	*Object
	// Selector are the labels of the pods it is for; empty for a whole
	// namespace, or for the whole mesh in the root namespace.
	Selector map[string]string
	// Mode is what it says for all ports, [ModeUnset] when it says nothing.
	Mode MTLSMode
	// Ports are the modes of single ports of the pod. Istio heeds them only in
	// a policy with a selector.
	Ports map[int32]MTLSMode
	// Malformed are the fields that the API server would refuse.
	Malformed []FieldError

	created time.Time
}

// MTLSMode is a mode of mutual TLS.
type MTLSMode uint8

// The modes of Istio.
const (
	// ModeUnset inherits from the wider scope.
	ModeUnset MTLSMode = iota
	// ModeDisable accepts only plain text.
	ModeDisable
	// ModePermissive accepts plain text beside mutual TLS.
	ModePermissive
	// ModeStrict accepts only mutual TLS.
	ModeStrict
)

var modeNames = [...]string{"UNSET", "DISABLE", "PERMISSIVE", "STRICT"}

// String is the name of the mode in a PeerAuthentication.
func (m MTLSMode) String() string {
	if int(m) < len(modeNames) {
		return modeNames[m]
	}
	return modeNames[ModeUnset]
}

// modeOf reads a mode. An unknown name, which the API server refuses, is unset.
func modeOf(name string) MTLSMode {
	for mode, known := range modeNames {
		if known == name {
			return MTLSMode(mode)
		}
	}
	return ModeUnset
}

// ReadPeerAuthentication reads a PeerAuthentication from its object, for judgements that need
// no other facts. Those of a snapshot are read already.
func ReadPeerAuthentication(object *Object) *PeerAuthentication {
	var spec struct {
		Selector workloadSelector `json:"selector"`
		MTLS     struct {
			Mode string `json:"mode"`
		} `json:"mtls"`
		PortLevelMTLS map[string]struct {
			Mode string `json:"mode"`
		} `json:"portLevelMtls"`
	}
	tree, _ := object.Lookup("spec")
	policy := &PeerAuthentication{Object: object, Malformed: belowSpec(Decode(tree, &spec))}
	policy.Selector, policy.Mode = spec.Selector.MatchLabels, modeOf(spec.MTLS.Mode)
	for name, port := range spec.PortLevelMTLS {
		number, err := strconv.ParseUint(name, 10, 16)
		if err != nil {
			continue
		}
		if policy.Ports == nil {
			policy.Ports = map[int32]MTLSMode{}
		}
		policy.Ports[int32(number)] = modeOf(port.Mode)
	}
	policy.created, _ = time.Parse(time.RFC3339, LookupString(object.Content(), "metadata", "creationTimestamp"))
	return policy
}

// oldestFirst sorts policies as Istio does where several of one scope compete:
// by age, then by name. Manifests have no age, so there the name decides.
func oldestFirst(policies []*PeerAuthentication) {
	slices.SortStableFunc(policies, func(a, b *PeerAuthentication) int {
		return cmp.Or(a.created.Compare(b.created), cmp.Compare(a.Name, b.Name))
	})
}

// MTLS is the mutual TLS that a port of a pod asks of its clients, apart from
// whether the pod is in a mesh at all: see [Snapshot.MeshMembership].
type MTLS struct {
	// Mode is never ModeUnset when Known.
	Mode MTLSMode
	// Known is false when no policy of the input decides and a policy for the
	// whole mesh, which may be elsewhere, would.
	Known bool
	// Policy decides, by the field at Path; nil for Istio's default, which is
	// PERMISSIVE.
	Policy *PeerAuthentication
	Path   string
	// Rival is another policy of the same scope with another mode that decides
	// instead if it is older than Policy, which the input does not tell. It is
	// nil when there is none.
	Rival *PeerAuthentication
}

// MutualTLS returns the mode that is in force on a port of a pod (the port of
// the container, not of a Service): that of the policy for the pod, for the
// port if it names it, or else of the namespace, or else of the mesh, or else
// PERMISSIVE. An unset mode inherits from the wider scope. Of several policies
// of one scope the oldest counts; where ages are not known or equal, the first
// by name.
func (s *Snapshot) MutualTLS(pod *Pod, port int32) MTLS {
	if pod.Namespace != s.mesh.root {
		if workload, rival := s.peerAuthentication(pod.Namespace, pod.Labels, true, port); workload != nil {
			if mode := workload.Ports[port]; mode != ModeUnset {
				return MTLS{Mode: mode, Known: true, Policy: workload, Rival: rival, Path: Field("spec.portLevelMtls", strconv.Itoa(int(port))) + ".mode"}
			}
			if workload.Mode != ModeUnset {
				return decided(workload, rival)
			}
		}
		if wide, rival := s.peerAuthentication(pod.Namespace, nil, false, 0); wide != nil && wide.Mode != ModeUnset {
			return decided(wide, rival)
		}
	}
	return s.MeshMutualTLS()
}

// MeshMutualTLS returns the mode that is in force where no namespace and no
// pod has its own.
func (s *Snapshot) MeshMutualTLS() MTLS {
	if wide, rival := s.peerAuthentication(s.mesh.root, nil, false, 0); wide != nil && wide.Mode != ModeUnset {
		return decided(wide, rival)
	}
	root := s.namespaces[s.mesh.root]
	known := s.options.Complete || root != nil && root.Object != nil || len(s.mesh.peerAuthentications[s.mesh.root]) > 0
	return MTLS{Mode: ModePermissive, Known: known}
}

// PeerAuthentications returns the PeerAuthentications of a namespace, those
// that count first.
func (s *Snapshot) PeerAuthentications(namespace string) []*PeerAuthentication {
	return s.mesh.peerAuthentications[namespace]
}

func decided(policy, rival *PeerAuthentication) MTLS {
	return MTLS{Mode: policy.Mode, Known: true, Policy: policy, Rival: rival, Path: "spec.mtls.mode"}
}

// peerAuthentication returns the policy that counts in a namespace among those
// with a selector that selects the labels, or those without a selector, and
// the first other that would decide otherwise for the port.
func (s *Snapshot) peerAuthentication(namespace string, labels map[string]string, selective bool, port int32) (policy, rival *PeerAuthentication) {
	for _, candidate := range s.mesh.peerAuthentications[namespace] {
		if (len(candidate.Selector) > 0) != selective || !hasAll(labels, candidate.Selector) {
			continue
		}
		switch {
		case policy == nil:
			policy = candidate
		case rival == nil && (candidate.created.IsZero() || policy.created.IsZero()) && candidate.modeFor(port) != policy.modeFor(port):
			rival = candidate
		}
	}
	return policy, rival
}

func (p *PeerAuthentication) modeFor(port int32) MTLSMode {
	if mode := p.Ports[port]; mode != ModeUnset {
		return mode
	}
	return p.Mode
}

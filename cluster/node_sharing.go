package cluster

import (
	"maps"
	"slices"

	"github.com/bulkhead-dev/bulkhead/gpu"
)

// GPUSharing is one statement of the input about how GPUs are shared.
type GPUSharing struct {
	gpu.Sharing
	// Status says whether the statement is in effect.
	Status SharingStatus
	// Object and Path are where it stands. For a configuration written as text
	// in a ConfigMap, Path is the key that holds the text and Sharing.Field the
	// field inside it.
	Object *Object
	Path   string
	// Node is set for what a node says.
	Node *Node
	// Config is the name of a device plugin configuration: the key in its
	// ConfigMap.
	Config string
}

// SharingStatus says whether a statement about sharing is in effect.
type SharingStatus uint8

// The statuses.
const (
	// Observed: a node shows it, or the pod asks for it.
	Observed SharingStatus = iota + 1
	// Default: it holds for every node that does not choose otherwise.
	Default
	// Labelled: a node of the input chose it by label.
	Labelled
	// Selectable: it takes effect for nodes that are given the label, or pods
	// that use the claim.
	Selectable
	// Unreferenced: nothing in the input uses it.
	Unreferenced
)

var sharingStatusNames = [...]string{"", "observed", "default", "labelled", "selectable", "unreferenced"}

// String returns the name of the status.
func (s SharingStatus) String() string {
	if int(s) < len(sharingStatusNames) {
		return sharingStatusNames[s]
	}
	return ""
}

// InEffect reports whether the statement holds somewhere, as far as the input
// shows.
func (s GPUSharing) InEffect() bool { return s.Status <= Labelled }

// GPUSharing returns everything the input says about the sharing of GPUs: what
// the nodes show, what GPU operator and device plugins are configured to do, and
// what device classes and claims ask for; each in input order.
func (s *Snapshot) GPUSharing() []GPUSharing { return s.nodes.sharing }

// SharingFor returns the statements that decide how the GPUs a pod may get are
// shared. Nodes speak for themselves: when the input has nodes with GPUs, those
// count that the pod may run on. Otherwise the configuration in effect counts.
// In both cases only statements about resources the pod asks for count, and
// those that do not name any. What the pod's own claims, their classes and its
// annotations say comes last. It is empty for a pod that asks for no
// accelerator.
func (s *Snapshot) SharingFor(pod *Pod) []GPUSharing {
	requests := s.Accelerators(pod)
	if len(requests) == 0 {
		return nil
	}
	requested := map[string]bool{}
	var own []GPUSharing
	for _, request := range requests {
		switch {
		case request.Claim:
			claim := s.claimOf(pod, request)
			if claim == nil {
				continue
			}
			for _, part := range claim.Requests {
				requested[part.Class] = true
				if class := s.DeviceClass(part.Class); class != nil {
					own = append(own, class.Sharing...)
				}
			}
			own = append(own, claim.Sharing...)
		case request.Fraction != "":
			own = append(own, GPUSharing{
				Sharing: gpu.Sharing{Mode: gpu.Software, Field: request.Path, Value: request.Fraction},
				Status:  Observed, Object: pod.Object, Path: request.Path,
			})
		default:
			requested[request.Resource] = true
		}
	}
	var nodes, configured []GPUSharing
	admits := map[*Node]bool{}
	seen := false
	for _, sharing := range s.nodes.sharing {
		if sharing.Node == nil {
			if sharing.InEffect() && concerns(sharing, requested) {
				configured = append(configured, sharing)
			}
			continue
		}
		seen = true
		if !concerns(sharing, requested) {
			continue
		}
		admitted, asked := admits[sharing.Node]
		if !asked {
			admitted = sharing.Node.Admits(pod)
			admits[sharing.Node] = admitted
		}
		if admitted {
			nodes = append(nodes, sharing)
		}
	}
	if !seen {
		nodes = configured
	}
	return append(nodes, own...)
}

func concerns(sharing GPUSharing, requested map[string]bool) bool {
	return len(sharing.Resources) == 0 ||
		slices.ContainsFunc(sharing.Resources, func(resource string) bool { return requested[resource] })
}

// claimOf returns the claim or template that a pod's request refers to, or nil
// when the input does not have it.
func (s *Snapshot) claimOf(pod *Pod, request gpu.Request) *DeviceClaim {
	if request.ClaimTemplate != "" {
		return s.DeviceClaim(pod.Namespace, request.ClaimTemplate, true)
	}
	return s.DeviceClaim(pod.Namespace, request.ClaimName, false)
}

func (f *nodeFacts) allSharing() []GPUSharing {
	var all []GPUSharing
	for _, node := range f.nodes {
		for _, sharing := range node.Sharing() {
			all = append(all, GPUSharing{Sharing: sharing, Status: Observed, Object: node.Object, Path: sharing.Field, Node: node})
		}
	}
	for _, policy := range f.policies {
		all = append(all, policy.sharing(f)...)
	}
	for _, config := range f.configs {
		all = append(all, config.sharing()...)
	}
	for _, plugin := range f.plugins {
		all = append(all, plugin.Sharing...)
	}
	for _, class := range f.classes {
		all = append(all, class.Sharing...)
	}
	for _, claim := range f.claims {
		all = append(all, claim.Sharing...)
	}
	return all
}

// AcceleratorResources returns, sorted, the names under which accelerators can
// be asked for: extended resources that nodes advertise, that pods request or
// that the configuration of device plugins and MIG implies, and the device
// classes of dynamic resource allocation. A quota that leaves one of them out
// leaves it free. Fabrics between accelerators are not among them.
func (s *Snapshot) AcceleratorResources() []string {
	if s.nodes.resources == nil {
		return nil
	}
	return s.nodes.resources()
}

func (f *nodeFacts) acceleratorResources(pods []*Pod, requestsOf func(*Pod) []gpu.Request) []string {
	names := map[string]bool{}
	for _, node := range f.nodes {
		for _, name := range node.GPU().Accelerators() {
			names[name] = true
		}
	}
	for _, sharing := range f.sharing {
		for _, name := range sharing.Resources {
			names[name] = true
		}
	}
	for _, name := range f.migResources() {
		names[name] = true
	}
	for _, class := range f.classes {
		if acceleratorClass(class.Name) {
			names[class.Name] = true
		}
		if class.ExtendedResource != "" {
			names[class.ExtendedResource] = true
		}
	}
	for _, slice := range f.slices {
		if slice.Devices > 0 && acceleratorClass(slice.Driver) && slice.Driver != "" {
			names[slice.Driver] = true // by custom the name of the driver's main class
		}
	}
	for _, claim := range f.claims {
		for _, request := range claim.Requests {
			if acceleratorClass(request.Class) {
				names[request.Class] = true
			}
		}
	}
	for _, pod := range pods {
		for _, request := range requestsOf(pod) {
			if request.Class.Accelerator() && request.Fraction == "" {
				names[request.Resource] = true
			}
		}
	}
	delete(names, "")
	return slices.Sorted(maps.Keys(names))
}

package cluster

import (
	"sync"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/bulkhead-dev/bulkhead/gpu"
)

// Node is a node of the cluster.
type Node struct {
	*Object
	Capacity, Allocatable corev1.ResourceList
	Taints                []corev1.Taint
	Unschedulable         bool
	Malformed             []FieldError
}

// ReadNode reads a Node by itself, without the rest of the input.
func ReadNode(object *Object) *Node {
	var decoded corev1.Node
	problems := object.Decode(&decoded)
	return &Node{
		Object: object, Capacity: decoded.Status.Capacity, Allocatable: decoded.Status.Allocatable,
		Taints: decoded.Spec.Taints, Unschedulable: decoded.Spec.Unschedulable, Malformed: problems,
	}
}

// GPU returns what the node says about its GPUs.
func (n *Node) GPU() gpu.Node {
	field, list := "status.capacity", n.Capacity
	if len(list) == 0 {
		field, list = "status.allocatable", n.Allocatable
	}
	resources := make(map[string]int64, len(list))
	for name, quantity := range list {
		resources[string(name)] = wholeUnits(quantity)
	}
	return gpu.Node{Labels: n.Labels, Annotations: n.Annotations, Resources: resources, Field: field}
}

// Sharing returns how the node shares its GPUs: see [gpu.Node.Sharing].
func (n *Node) Sharing() []gpu.Sharing { return n.GPU().Sharing() }

// Admits reports whether a pod may come to run on the node: see
// [Pod.MayRunOn].
func (n *Node) Admits(pod *Pod) bool { return pod.MayRunOn(n.Name, n.Labels, n.Taints) }

func wholeUnits(quantity resource.Quantity) int64 { return quantity.Value() }

// nodeFacts are the facts that [Nodes] stands for.
type nodeFacts struct {
	nodes    []*Node
	policies []*ClusterPolicy
	drivers  []*NVIDIADriver
	configs  []*PluginConfig
	layouts  []*migLayouts
	plugins  []*DevicePlugin
	classes  []*DeviceClass
	claims   []*DeviceClaim
	slices   []*ResourceSlice

	classOf   map[string]*DeviceClass
	claimsOf  map[claimKey]*DeviceClaim
	sharing   []GPUSharing
	resources func() []string
}

func (f *nodeFacts) add(object *Object) bool {
	switch object.GroupKind() {
	case "Node":
		f.nodes = append(f.nodes, ReadNode(object))
	case "ConfigMap":
		return f.addConfigMap(object)
	case "ClusterPolicy.nvidia.com":
		f.policies = append(f.policies, newClusterPolicy(object))
	case "NVIDIADriver.nvidia.com":
		f.drivers = append(f.drivers, newNVIDIADriver(object))
	case "DaemonSet.apps":
		return f.addDaemonSet(object)
	case "ResourceSlice.resource.k8s.io":
		f.slices = append(f.slices, newResourceSlice(object))
	case "DeviceClass.resource.k8s.io":
		// A class or claim says what may be asked for, not what nodes have.
		f.classes = append(f.classes, newDeviceClass(object))
		return false
	case "ResourceClaim.resource.k8s.io", "ResourceClaimTemplate.resource.k8s.io":
		f.claims = append(f.claims, newDeviceClaim(object))
		return false
	default:
		return false
	}
	return true
}

func (f *nodeFacts) seal(snapshot *Snapshot) {
	f.classOf = make(map[string]*DeviceClass, len(f.classes))
	for _, class := range f.classes {
		f.classOf[class.Name] = class
	}
	f.claimsOf = make(map[claimKey]*DeviceClaim, len(f.claims))
	for _, claim := range f.claims {
		f.claimsOf[claimKey{claim.Template, claim.Namespace, claim.Name}] = claim
	}
	f.applyConfigs()
	f.sharing = f.allSharing()
	f.resources = sync.OnceValue(func() []string {
		return f.acceleratorResources(snapshot.AllAcceleratorPods(), snapshot.Accelerators)
	})
}

// Nodes returns the nodes of the input.
func (s *Snapshot) Nodes() []*Node { return s.nodes.nodes }

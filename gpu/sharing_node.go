package gpu

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Node is what a Kubernetes node says about its GPUs.
type Node struct {
	// Labels and Annotations are those of the node; GPU Feature Discovery and
	// the operators of the vendors write to them.
	Labels, Annotations map[string]string
	// Resources are the extended resources the node advertises (its capacity,
	// or its allocatable where that is all there is) with their amounts.
	Resources map[string]int64
	// Field is the path of the resources in the object, such as
	// status.capacity.
	Field string
}

// Labels of NVIDIA GPU Feature Discovery and of the GPU operator.
const (
	labelSharingStrategy = "nvidia.com/gpu.sharing-strategy"
	labelReplicas        = "nvidia.com/gpu.replicas"
	labelProduct         = "nvidia.com/gpu.product"
	labelMIGStrategy     = "nvidia.com/mig.strategy"
	labelVGPU            = "nvidia.com/vgpu.present"
	labelConfidential    = "nvidia.com/cc.mode.state"
	resourceGPU          = "nvidia.com/gpu"
)

// softwareAnnotations are written to its nodes by the HAMi and Volcano vGPU
// device plugins.
var softwareAnnotations = []string{"hami.io/node-nvidia-register", "volcano.sh/node-vgpu-register"}

// Sharing returns what the node says about the sharing of its GPUs, one
// statement for each group of resources, in a fixed order. It is empty for a
// node that shows no GPU. A node that shows GPUs and does not say how they are
// shared yields [Undetermined].
func (n Node) Sharing() []Sharing {
	if sharing, ok := n.whole(); ok {
		return []Sharing{sharing}
	}
	var all []Sharing
	for _, resource := range slices.Sorted(maps.Keys(n.Resources)) {
		if n.Resources[resource] > 0 {
			if sharing, ok := n.ofResource(resource); ok {
				all = append(all, sharing)
			}
		}
	}
	if len(all) == 0 && n.Labels[labelProduct] != "" {
		// Labels without resources: a node exported without its status.
		sharing, _ := n.ofResource(resourceGPU)
		all = append(all, sharing)
	}
	return all
}

// whole returns the mode that holds for every GPU of the node, if there is one.
func (n Node) whole() (Sharing, bool) {
	if mode := n.Labels[labelConfidential]; mode == "on" || mode == "ppcie" {
		return n.label(Confidential, labelConfidential, n.Accelerators()), true
	}
	if n.Labels[labelVGPU] == "true" {
		mode := VGPU
		if strings.Contains(n.Labels[labelProduct], "-MIG-") {
			mode = VGPUMIG
		}
		return n.label(mode, labelVGPU, n.Accelerators()), true
	}
	for _, key := range softwareAnnotations {
		if n.Annotations[key] != "" {
			return Sharing{
				Mode: Software, Resources: n.Accelerators(), MIGStrategy: n.Labels[labelMIGStrategy],
				Field: annotationField(key), Value: "present",
			}, true
		}
	}
	for _, resource := range slices.Sorted(maps.Keys(n.Resources)) {
		if software(resource) && n.Resources[resource] > 0 {
			return n.resource(Software, resource, n.Accelerators()), true
		}
	}
	return Sharing{}, false
}

// ofResource returns how the devices behind one resource are shared.
func (n Node) ofResource(resource string) (Sharing, bool) {
	base, renamed := strings.CutSuffix(resource, sharedSuffix)
	own := []string{resource}
	if _, _, ok := ParseMIGResource(base); ok {
		return n.ofMIG(resource, base, renamed), true
	}
	if base != resourceGPU {
		if !accelerator(resource) {
			return Sharing{}, false
		}
		return n.resource(Undetermined, resource, own), true
	}

	product := n.Labels[labelProduct]
	partitioned := strings.Contains(product, "-MIG-")
	strategy := n.Labels[labelSharingStrategy]
	replicas := number(n.Labels[labelReplicas])
	var sharing Sharing
	switch {
	case strategy == "mps":
		sharing = n.label(MPS, labelSharingStrategy, own)
	case strategy == "time-slicing":
		sharing = n.label(TimeSlicing, labelSharingStrategy, own)
	case replicas > 1:
		sharing = n.label(TimeSlicing, labelReplicas, own)
	case strings.HasSuffix(product, "-SHARED"):
		sharing = n.label(TimeSlicing, labelProduct, own)
	case renamed:
		// Only time-slicing and MPS rename; nothing here says MPS.
		sharing = n.resource(TimeSlicing, resource, own)
	case partitioned:
		sharing = n.label(MIG, labelProduct, own)
	case strategy == "none":
		sharing = n.label(Exclusive, labelSharingStrategy, own)
	default:
		sharing = n.resource(Undetermined, resource, own)
	}
	if partitioned && sharing.Mode == TimeSlicing {
		sharing.Mode = MIGShared
	}
	sharing.Renamed, sharing.Replicas = renamed, replicas
	return sharing, true
}

// ofMIG returns how the devices of a MIG resource of the mixed strategy are
// shared.
func (n Node) ofMIG(resource, base string, renamed bool) Sharing {
	own := []string{resource}
	strategy, replicas := n.Labels[base+".sharing-strategy"], number(n.Labels[base+".replicas"])
	sharing := n.resource(MIG, resource, own)
	switch {
	case strategy == "time-slicing" || strategy == "mps":
		sharing = n.label(MIGShared, base+".sharing-strategy", own)
	case replicas > 1:
		sharing = n.label(MIGShared, base+".replicas", own)
	case strings.HasSuffix(n.Labels[base+".product"], "-SHARED"):
		sharing = n.label(MIGShared, base+".product", own)
	case renamed:
		sharing.Mode = MIGShared
	}
	if profile, _, _ := ParseMIGResource(base); sharing.Mode == MIG && profile.SharesInstance() {
		sharing.Mode = MIGComputeInstances
	}
	sharing.Renamed, sharing.Replicas = renamed, replicas
	return sharing
}

// Accelerators lists the accelerator resources that the node has any of,
// sorted.
func (n Node) Accelerators() []string {
	var names []string
	for _, resource := range slices.Sorted(maps.Keys(n.Resources)) {
		if n.Resources[resource] > 0 && accelerator(resource) {
			names = append(names, resource)
		}
	}
	return names
}

func (n Node) label(mode Mode, key string, resources []string) Sharing {
	return Sharing{
		Mode: mode, Resources: resources, MIGStrategy: n.Labels[labelMIGStrategy],
		Field: labelField(key), Value: n.Labels[key],
	}
}

func (n Node) resource(mode Mode, name string, resources []string) Sharing {
	field := n.Field + "[" + strconv.Quote(name) + "]"
	value := strconv.FormatInt(n.Resources[name], 10)
	if _, ok := n.Resources[name]; !ok {
		field, value = labelField(labelProduct), n.Labels[labelProduct]
	}
	return Sharing{Mode: mode, Resources: resources, MIGStrategy: n.Labels[labelMIGStrategy], Field: field, Value: value}
}

func labelField(key string) string      { return "metadata.labels[" + strconv.Quote(key) + "]" }
func annotationField(key string) string { return "metadata.annotations[" + strconv.Quote(key) + "]" }

// number reads a label that counts something; zero when it does not.
func number(text string) int {
	value, err := strconv.Atoi(text)
	if err != nil || value < 0 {
		return 0
	}
	return value
}

// accelerator reports whether a resource is an accelerator or a share of one.
func accelerator(resource string) bool {
	class, ok := Classify(resource)
	return ok && class.Kind != Fabric && class.Kind != Hint
}

// software reports whether only device plugins that limit memory and compute
// inside the container (HAMi, Volcano vGPU) advertise a resource.
func software(resource string) bool {
	class, ok := Classify(resource)
	return ok && class.Software()
}

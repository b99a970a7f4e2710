package gpu

import "strings"

// Kind is what one unit of an extended resource gives a container.
type Kind uint8

// The kinds.
const (
	// Other is a resource of an accelerator vendor that is not known here.
	Other Kind = iota
	// WholeDevice is a device as the device plugin found it. Whether others
	// use it at the same time is for the node's configuration to say.
	WholeDevice
	// SharedDevice is a turn on a device that the name itself says is shared
	// (renameByDefault of the NVIDIA device plugin).
	SharedDevice
	// Partition is a hardware partition: MIG, a Neuron core, a DRS slice.
	Partition
	// SoftwareSlice is a device whose share is enforced by software in the
	// container, counted in devices.
	SoftwareSlice
	// MemorySlice and ComputeSlice are amounts of memory and compute of such a
	// share; they give no device by themselves.
	MemorySlice
	ComputeSlice
	// VirtualGPU is a mediated device for a virtual machine, Passthrough a
	// whole PCI device for one.
	VirtualGPU
	Passthrough
	// Fabric is a network device for traffic between GPUs: RDMA, EFA, NVSwitch.
	Fabric
	// Hint changes how devices are shared and gives none.
	Hint
)

var kindNames = [...]string{
	"other", "whole-device", "shared-device", "partition", "software-slice", "memory-slice", "compute-slice",
	"virtual-gpu", "passthrough", "fabric", "hint",
}

// String returns the stable name of the kind.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "other"
}

// MarshalText implements [encoding.TextMarshaler].
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Class is what the name of an extended resource or device class says.
type Class struct {
	// Vendor is the maker of the device, such as "NVIDIA"; empty for a fabric
	// that is not tied to one.
	Vendor string
	Kind   Kind
	// Profile is the MIG profile of an NVIDIA partition; its Slices are zero
	// when there is none.
	Profile MIGProfile
	// Renamed says that the name ends in ".shared": several pods share each
	// device or partition.
	Renamed bool
}

// Accelerator reports whether the class gives access to an accelerator device:
// false for fabrics, hints and bare amounts of memory or compute.
func (c Class) Accelerator() bool {
	switch c.Kind {
	case Fabric, Hint, MemorySlice, ComputeSlice:
		return false
	}
	return true
}

// Software reports whether the resource belongs to a share that software in the
// container enforces (HAMi, Volcano vGPU and their like).
func (c Class) Software() bool {
	return c.Kind == SoftwareSlice || c.Kind == MemorySlice || c.Kind == ComputeSlice
}

// Classify reads the name of an extended resource as a container requests it.
// It reports false for resources that have nothing to do with accelerators. It
// does not allocate except for MIG profiles.
func Classify(name string) (Class, bool) {
	domain, rest, found := strings.Cut(name, "/")
	if !found || rest == "" {
		return Class{}, false
	}
	vendor, ok := vendors[domain]
	if !ok {
		switch domain {
		case "rdma":
			return Class{Kind: Fabric}, true
		case "deviceclass.resource.kubernetes.io":
			return ClassifyDeviceClass(rest)
		}
		kind, ok := resources[name]
		return Class{Kind: kind}, ok
	}
	if kind, ok := resources[name]; ok {
		return Class{Vendor: vendor, Kind: kind, Renamed: kind == SharedDevice}, true
	}
	if domain == "nvidia.com" {
		return classifyNVIDIA(name, rest), true
	}
	for _, rule := range resourceSuffixes {
		if rule.domain == domain && strings.HasPrefix(rest, rule.prefix) && strings.HasSuffix(rest, rule.suffix) {
			return Class{Vendor: vendor, Kind: rule.kind}, true
		}
	}
	return Class{Vendor: vendor}, true
}

// classifyNVIDIA reads the names that the NVIDIA plugins derive from devices.
func classifyNVIDIA(name, rest string) Class {
	class := Class{Vendor: "NVIDIA"}
	if profile, shared, ok := ParseMIGResource(name); ok {
		class.Kind, class.Profile, class.Renamed = Partition, profile, shared
		return class
	}
	if strings.HasSuffix(rest, sharedSuffix) {
		class.Kind, class.Renamed = SharedDevice, true
		return class
	}
	// The plugin for virtual machines names resources after the device in
	// capitals, those for mediated devices after the vGPU type (A100-4C).
	switch c := rest[0]; {
	case c >= 'A' && c <= 'Z' && vgpuType(rest):
		class.Kind = VirtualGPU
	case c >= 'A' && c <= 'Z':
		class.Kind = Passthrough
	}
	return class
}

// vgpuType reports whether a name ends like a vGPU type: a hyphen, the frame
// buffer in gigabytes and the series A, B, C or Q.
func vgpuType(name string) bool {
	i := strings.LastIndexByte(name, '-')
	if i < 0 || len(name)-i < 3 || strings.IndexByte("ABCQ", name[len(name)-1]) < 0 {
		return false
	}
	for _, c := range []byte(name[i+1 : len(name)-1]) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// ClassifyDeviceClass reads the name of a DRA DeviceClass, of the drivers whose
// names are known.
func ClassifyDeviceClass(name string) (Class, bool) {
	class, ok := deviceClasses[name]
	return class, ok
}

package cluster

import (
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/gpu"
)

// DeviceClass is a class of devices of dynamic resource allocation, in any
// version of resource.k8s.io.
type DeviceClass struct {
	*Object
	// ExtendedResource is the extended resource that pods may ask for instead
	// of making a claim; empty when not given.
	ExtendedResource string
	// Sharing is what the configuration of the class says about sharing.
	Sharing []GPUSharing
}

// DeviceClaim is a ResourceClaim or ResourceClaimTemplate, in any version of
// resource.k8s.io that has device classes.
type DeviceClaim struct {
	*Object
	// Template is true for a ResourceClaimTemplate, of which every pod gets a
	// claim of its own.
	Template bool
	Requests []DeviceRequest
	// Sharing is what the configuration of the claim says about sharing.
	Sharing []GPUSharing
	// ReservedFor counts the consumers of a claim that was read from a
	// cluster.
	ReservedFor int
}

// DeviceRequest is one request of a [DeviceClaim]: one class, of several
// alternatives one by one.
type DeviceRequest struct {
	Name, Class string
	// Count is the number of devices; All asks for every one there is.
	Count int64
	All   bool
	// AdminAccess asks for devices that others use, without isolation.
	AdminAccess bool
	// Path is the field of the request.
	Path string
}

// ResourceSlice is a list of devices that a driver offers on a node.
type ResourceSlice struct {
	*Object
	// Driver is the name of the driver, Node the node the devices are local to.
	Driver, Node string
	// Devices counts the devices.
	Devices int
}

type claimKey struct {
	template        bool
	namespace, name string
}

func newDeviceClass(object *Object) *DeviceClass {
	spec := LookupMap(object.Content(), "spec")
	class := &DeviceClass{Object: object, ExtendedResource: LookupString(spec, "extendedResourceName")}
	class.Sharing = opaqueSharing(object, "spec.config", LookupList(spec, "config"), func([]string) []string { return []string{object.Name} })
	return class
}

func newDeviceClaim(object *Object) *DeviceClaim {
	claim := &DeviceClaim{Object: object, Template: object.Kind == "ResourceClaimTemplate"}
	path, devices := "spec.devices", LookupMap(object.Content(), "spec", "devices")
	if claim.Template {
		path, devices = "spec.spec.devices", LookupMap(object.Content(), "spec", "spec", "devices")
	}
	for i, item := range LookupList(devices, "requests") {
		request, _ := item.(map[string]any)
		claim.addRequest(request, Index(Join(path, "requests"), i))
	}
	claim.Sharing = opaqueSharing(object, Join(path, "config"), LookupList(devices, "config"), claim.classes)
	claim.ReservedFor = len(LookupList(object.Content(), "status", "reservedFor"))
	return claim
}

// classes returns the classes of the named requests, of all when there are no
// names, sorted. A name may be that of an alternative: request/alternative.
func (c *DeviceClaim) classes(names []string) []string {
	var classes []string
	for _, request := range c.Requests {
		named := slices.ContainsFunc(names, func(name string) bool {
			name, _, _ = strings.Cut(name, "/")
			return name == request.Name
		})
		if named || len(names) == 0 {
			classes = append(classes, request.Class)
		}
	}
	slices.Sort(classes)
	return slices.Compact(classes)
}

// addRequest notes a request: since v1beta2 what is asked for stands below
// exactly or firstAvailable, before it stood in the request.
func (c *DeviceClaim) addRequest(request map[string]any, path string) {
	name := LookupString(request, "name")
	add := func(fields map[string]any, path string) {
		if LookupString(fields, "deviceClassName") == "" {
			return
		}
		admin, _ := fields["adminAccess"].(bool)
		count, ok := integer(fields["count"])
		if !ok {
			count = 1
		}
		c.Requests = append(c.Requests, DeviceRequest{
			Name: name, Class: LookupString(fields, "deviceClassName"), Count: count,
			All: LookupString(fields, "allocationMode") == "All", AdminAccess: admin, Path: path,
		})
	}
	add(request, path)
	add(LookupMap(request, "exactly"), Join(path, "exactly"))
	for i, item := range LookupList(request, "firstAvailable") {
		alternative, _ := item.(map[string]any)
		add(alternative, Index(Join(path, "firstAvailable"), i))
	}
}

func newResourceSlice(object *Object) *ResourceSlice {
	spec := LookupMap(object.Content(), "spec")
	return &ResourceSlice{
		Object: object, Driver: LookupString(spec, "driver"), Node: LookupString(spec, "nodeName"),
		Devices: len(LookupList(spec, "devices")),
	}
}

// opaqueSharing reads the configurations of a claim or class, each for the
// requests it names or for all.
func opaqueSharing(object *Object, path string, configs []any, classes func(requests []string) []string) []GPUSharing {
	var all []GPUSharing
	for i, item := range configs {
		config, _ := item.(map[string]any)
		sharing, ok := gpu.ClaimSharing(LookupMap(config, "opaque", "parameters"))
		if !ok {
			continue
		}
		sharing.Resources = classes(texts(config["requests"]))
		all = append(all, GPUSharing{
			Sharing: sharing, Object: object, Status: Selectable,
			Path: Join(Join(Index(path, i), "opaque.parameters"), sharing.Field),
		})
	}
	return all
}

// DeviceClasses returns the device classes of the input.
func (s *Snapshot) DeviceClasses() []*DeviceClass { return s.nodes.classes }

// DeviceClass returns the device class of that name, or nil.
func (s *Snapshot) DeviceClass(name string) *DeviceClass { return s.nodes.classOf[name] }

// DeviceClaims returns the ResourceClaims and ResourceClaimTemplates of the
// input.
func (s *Snapshot) DeviceClaims() []*DeviceClaim { return s.nodes.claims }

// DeviceClaim returns the ResourceClaim of that name, or with template the
// ResourceClaimTemplate, or nil.
func (s *Snapshot) DeviceClaim(namespace, name string, template bool) *DeviceClaim {
	return s.nodes.claimsOf[claimKey{template, namespace, name}]
}

// ResourceSlices returns what drivers of dynamic resource allocation offer.
func (s *Snapshot) ResourceSlices() []*ResourceSlice { return s.nodes.slices }

// acceleratorClass reports whether a class or driver is for accelerators
// themselves and not for what connects them.
func acceleratorClass(name string) bool { return !strings.HasPrefix(name, "compute-domain") }

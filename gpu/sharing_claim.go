package gpu

import "strings"

// ClaimSharing reads the opaque device configuration of a DRA claim or device
// class: the parameters that the NVIDIA driver (group resource.nvidia.com) takes
// for its devices. It reports false when they say nothing about sharing.
//
// The strategy holds among the containers and pods that use the same claim; a
// claim is usable only inside its namespace, and one made from a template only
// by its own pod.
func ClaimSharing(parameters map[string]any) (Sharing, bool) {
	version, _ := parameters["apiVersion"].(string)
	group, _, _ := strings.Cut(version, "/")
	kind, _ := parameters["kind"].(string)
	if group != "resource.nvidia.com" || kind != "GpuConfig" && kind != "MigDeviceConfig" {
		return Sharing{}, false
	}
	sharing, _ := parameters["sharing"].(map[string]any)
	strategy, _ := sharing["strategy"].(string)
	result := Sharing{Mode: SharedClaim, Field: "sharing.strategy", Value: strategy}
	switch strategy {
	case "TimeSlicing":
		result.Strategy = TimeSlicing
		if kind == "MigDeviceConfig" {
			result.Strategy = MIGShared
		}
	case "MPS":
		result.Strategy = MPS
	default:
		return Sharing{}, false
	}
	return result, true
}

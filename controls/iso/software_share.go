package iso

import (
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/gpu"
)

// vgpuMode is the annotation by which a pod asks HAMi for hardware partitions
// ("mig") in place of its software limits.
const vgpuMode = "nvidia.com/vgpu-mode"

// softwareShare returns the request by which a pod asks for a share of a GPU
// that software inside its container enforces.
func softwareShare(pod *cluster.Pod, requests []gpu.Request) (gpu.Request, bool) {
	i := slices.IndexFunc(requests, func(request gpu.Request) bool { return request.Class.Software() })
	if i < 0 || pod.Annotations[vgpuMode] == "mig" {
		return gpu.Request{}, false
	}
	return requests[i], true
}

// getsGPU reports whether a request is for a GPU or a share of one, and not for
// what goes with it. What a claim is for stands in another object; claims are
// made for GPUs before all else.
func getsGPU(request gpu.Request) bool {
	return request.Class.Kind != gpu.Fabric && request.Class.Kind != gpu.Hint
}

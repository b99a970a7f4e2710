package gpu

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/gpu"
)

// gpuNodeKeys begin the labels and taints that GPU nodes carry: those of GPU
// feature discovery and of the vendors' and clouds' node pools.
var gpuNodeKeys = []string{"nvidia.com/", "amd.com/gpu", "gpu.intel.com/", "cloud.google.com/gke-accelerator"}

// nearGPU reports whether a pod gets a GPU or is made to run where GPUs are:
// what it can reach on its node then includes GPUs of others.
func nearGPU(pod *cluster.Pod) bool {
	if slices.ContainsFunc(pod.Accelerators(), getsGPU) {
		return true
	}
	spec := pod.Spec()
	if spec.RuntimeClassName != nil && *spec.RuntimeClassName == "nvidia" {
		return true
	}
	for key := range spec.NodeSelector {
		if isGPUNodeKey(key) {
			return true
		}
	}
	return slices.ContainsFunc(spec.Tolerations, func(toleration corev1.Toleration) bool { return isGPUNodeKey(toleration.Key) })
}

// getsGPU reports whether a request is for a GPU or a share of one. What a claim
// is for stands in another object; claims are made for GPUs before all else.
func getsGPU(request gpu.Request) bool {
	return request.Class.Kind != gpu.Fabric && request.Class.Kind != gpu.Hint
}

func isGPUNodeKey(key string) bool {
	return slices.ContainsFunc(gpuNodeKeys, func(prefix string) bool { return strings.HasPrefix(key, prefix) })
}

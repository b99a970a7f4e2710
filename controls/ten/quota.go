package ten

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/gpu"
)

// readQuota reads the quota that an object makes, without the rest of the
// input.
func readQuota(object *cluster.Object) *cluster.ResourceQuota {
	path := quotaSpecs[object.GroupKind()]
	content, _ := object.Lookup(strings.Split(path, ".")...)
	quota := &cluster.ResourceQuota{Object: object, SpecPath: path}
	quota.Malformed = cluster.Decode(content, &quota.Spec)
	return quota
}

// bindsGPUs reports whether a quota has a key that counts GPUs or shares of
// them.
func bindsGPUs(quota *cluster.ResourceQuota) bool {
	for key := range quota.Spec.Hard {
		if strings.HasSuffix(string(key), corev1.ResourceClaimsPerClass) {
			return true
		}
		resource, counted := strings.CutPrefix(string(key), corev1.DefaultResourceRequestsPrefix)
		if counted && isGPU(gpu.Classify(resource)) {
			return true
		}
		if limited, ok := strings.CutPrefix(string(key), "limits."); ok && countedByHAMi(limited) {
			return true
		}
	}
	return false
}

// isGPU reports whether a resource stands for an accelerator or a share of
// one, and not for the fabric beside it.
func isGPU(class gpu.Class, ok bool) bool {
	return ok && class.Kind != gpu.Fabric && class.Kind != gpu.Hint
}

// countedByHAMi reports whether the scheduler of HAMi counts the resource in
// quotas: it reads limits.<name> of its memory and core resources.
func countedByHAMi(resource string) bool {
	class, _ := gpu.Classify(resource)
	return class.Kind == gpu.MemorySlice || class.Kind == gpu.ComputeSlice
}

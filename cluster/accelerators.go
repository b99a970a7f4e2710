package cluster

import "github.com/bulkhead-dev/bulkhead/gpu"

// Accelerators returns what the pod requests of GPUs and other accelerators, by
// resource name, claims included.
func (p *Pod) Accelerators() []gpu.Request { return nil }

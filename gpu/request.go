package gpu

// Request is what a pod asks of one accelerator resource.
type Request struct {
	// Resource is the extended resource name, such as nvidia.com/gpu or
	// nvidia.com/mig-1g.10gb; for a DRA claim, the device class.
	Resource string
	// Quantity is the sum over the containers that count for scheduling.
	Quantity int64
	// Claim is true for a DRA resource claim.
	Claim bool
	// Container is the first container that asks, Path the field.
	Container, Path string
}

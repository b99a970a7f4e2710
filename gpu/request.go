package gpu

// Request is what a pod asks of one accelerator resource, claim or fraction.
type Request struct {
	// Resource is the extended resource name, such as nvidia.com/gpu or
	// nvidia.com/mig-1g.10gb; empty for a DRA claim; the name of the annotation
	// for a fraction.
	Resource string
	// Class is what the name says.
	Class Class
	// Quantity is what counts for scheduling: the largest of what runs at the
	// same time. It is one for claims and fractions.
	Quantity int64
	// Claim is true for a DRA resource claim. ClaimName or ClaimTemplate is the
	// ResourceClaim or ResourceClaimTemplate in the namespace of the pod; its
	// devices stand there.
	Claim                    bool
	ClaimName, ClaimTemplate string
	// Fraction is the value of an annotation that asks for a share of a GPU,
	// such as "0.5".
	Fraction string
	// Container is the first container that asks, Path the field.
	Container, Path string
}

package cluster

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/gpu"
)

// fractionAnnotations ask for a share of a GPU that a scheduler keeps (KAI
// scheduler and run:ai), enforced by no hardware.
var fractionAnnotations = [...]string{"gpu-fraction", "gpu-memory"}

// Accelerators returns what the pod requests of GPUs and other accelerators and
// of the fabrics between them: extended resources by name, then DRA claims in the
// order of the pod, then fractions asked for by annotation.
//
// The quantities are those the scheduler counts (component-helpers/resource of
// Kubernetes 1.36): sidecars and ordinary containers together, or more if an init
// container with the sidecars before it needs more. Claims that no container
// uses are left out. The result must not be changed; it is found once and kept,
// because most judgements about GPUs ask for it.
func (p *Pod) Accelerators() []gpu.Request {
	if known := p.accelerators.Load(); known != nil {
		return *known
	}
	requests := p.findAccelerators()
	p.accelerators.Store(&requests)
	return requests
}

func (p *Pod) findAccelerators() []gpu.Request {
	containers := p.Containers()
	var requests []gpu.Request
	for i := range containers {
		c := &containers[i]
		for name := range c.Resources.Limits {
			requests = c.addAccelerator(requests, name)
		}
		for name := range c.Resources.Requests {
			requests = c.addAccelerator(requests, name)
		}
	}
	if len(requests) > 0 {
		slices.SortFunc(requests, func(a, b gpu.Request) int { return strings.Compare(a.Resource, b.Resource) })
		for i := range requests {
			requests[i].Quantity = effectiveRequest(containers, corev1.ResourceName(requests[i].Resource))
		}
		requests = slices.DeleteFunc(requests, func(request gpu.Request) bool { return request.Quantity == 0 })
	}
	requests = p.addClaims(requests, containers)
	for _, name := range fractionAnnotations {
		if value := p.Annotations[name]; value != "" {
			requests = append(requests, gpu.Request{
				Resource: name, Class: gpu.Class{Vendor: "NVIDIA", Kind: gpu.SoftwareSlice},
				Quantity: 1, Fraction: value, Path: p.AnnotationPath(name),
			})
		}
	}
	return requests
}

func (c *Container) addAccelerator(requests []gpu.Request, name corev1.ResourceName) []gpu.Request {
	class, ok := gpu.Classify(string(name))
	if !ok || slices.ContainsFunc(requests, func(known gpu.Request) bool { return known.Resource == string(name) }) {
		return requests
	}
	if quantity(c, name) == 0 {
		return requests
	}
	field := "resources.limits"
	if _, limited := c.Resources.Limits[name]; !limited {
		field = "resources.requests"
	}
	return append(requests, gpu.Request{
		Resource: string(name), Class: class, Container: c.Name, Path: c.FieldPath(Field(field, string(name))),
	})
}

// quantity is what one container requests: the limit where there is no request,
// as the API server defaults it.
func quantity(c *Container, name corev1.ResourceName) int64 {
	amount, ok := c.Resources.Requests[name]
	if !ok {
		amount = c.Resources.Limits[name]
	}
	return amount.Value()
}

func effectiveRequest(containers []Container, name corev1.ResourceName) int64 {
	var running, sidecars, initial int64
	for i := range containers {
		c := &containers[i]
		amount := quantity(c, name)
		switch c.Type {
		case OrdinaryContainer:
			running += amount
		case SidecarContainer:
			sidecars += amount
			initial = max(initial, sidecars)
		case InitContainer:
			initial = max(initial, sidecars+amount)
		}
	}
	return max(running+sidecars, initial)
}

func (p *Pod) addClaims(requests []gpu.Request, containers []Container) []gpu.Request {
	spec := p.spec
	if spec == nil {
		spec = p.Spec()
	}
	for i := range spec.ResourceClaims {
		claim := &spec.ResourceClaims[i]
		for j := range containers {
			uses := slices.ContainsFunc(containers[j].Resources.Claims, func(used corev1.ResourceClaim) bool { return used.Name == claim.Name })
			if !uses {
				continue
			}
			request := gpu.Request{Claim: true, Quantity: 1, Container: containers[j].Name, Path: p.FieldPath(Index("resourceClaims", i))}
			if claim.ResourceClaimName != nil {
				request.ClaimName = *claim.ResourceClaimName
			}
			if claim.ResourceClaimTemplateName != nil {
				request.ClaimTemplate = *claim.ResourceClaimTemplateName
			}
			requests = append(requests, request)
			break
		}
	}
	return requests
}

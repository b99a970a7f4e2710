package cluster

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/gpu"
)

// Pod is one pod specification found in an object: a Pod, the template of a
// workload, or a pod hidden inside a custom resource. It is the effective pod:
// overrides that the enclosing resource applies to its template are applied.
type Pod struct {
	// Object is the object as it is written, Path the field of the pod
	// template in it (the field that has metadata and spec below it; empty for
	// a Pod itself), and SpecPath the field of the pod specification.
	Object         *Object
	Path, SpecPath string
	// Role tells several pods of one object apart, such as "head" or
	// "worker-group-a"; empty when the object has one pod.
	Role string
	// Structural is true when the kind is not in the locator's table and the
	// pod was recognised by its shape: lower confidence.
	Structural bool
	// Namespace, Labels and Annotations are those the pod will have.
	Namespace           string
	Labels, Annotations map[string]string
	// Malformed are the fields that the API server would refuse.
	Malformed []FieldError

	spec       *corev1.PodSpec
	containers []Container
	encoded    []byte
}

// Spec returns the effective pod specification. It must not be changed. A pod
// that was put away with [Pod.Release] is decoded anew by each call, so a caller
// keeps the result.
func (p *Pod) Spec() *corev1.PodSpec { return p.spec }

// Containers returns every container: init containers and sidecars in order,
// then the ordinary ones, then the ephemeral ones.
func (p *Pod) Containers() []Container { return p.containers }

// Accelerators returns what the pod requests of GPUs and other accelerators, by
// resource name, claims included.
func (p *Pod) Accelerators() []gpu.Request { return nil }

// ServiceAccount is the name of the pod's ServiceAccount: "default" when none
// is given.
func (p *Pod) ServiceAccount() string { return "" }

// Release encodes the specification compactly until it is asked for again.
func (p *Pod) Release() {}

// ContainerType tells the kinds of containers of a pod apart.
type ContainerType uint8

// The container types.
const (
	OrdinaryContainer ContainerType = iota
	InitContainer
	// SidecarContainer is an init container with restartPolicy Always.
	SidecarContainer
	EphemeralContainer
)

// Container is one container of a pod with its effective security context.
// Ephemeral containers are given the fields they share with ordinary ones.
type Container struct {
	*corev1.Container
	Type ContainerType
	// Path is the field of the container in the object.
	Path string
	// Security is the pod and container security context composed as the
	// kubelet composes them.
	Security SecurityContext
}

// SecurityContext is the effective security context of a container. A nil
// pointer means that neither the pod nor the container says anything.
type SecurityContext struct {
	Privileged               bool
	RunAsUser, RunAsGroup    *int64
	RunAsNonRoot             *bool
	AllowPrivilegeEscalation *bool
	ReadOnlyRootFilesystem   *bool
	Capabilities             *corev1.Capabilities
	SeccompProfile           *corev1.SeccompProfile
	AppArmorProfile          *corev1.AppArmorProfile
	SELinuxOptions           *corev1.SELinuxOptions
	ProcMount                *corev1.ProcMountType
}

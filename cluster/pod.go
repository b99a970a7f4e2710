package cluster

import (
	"sync/atomic"

	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/gpu"
)

// Pod is one pod specification found in an object: a Pod, the template of a
// workload, or a pod hidden inside a custom resource. It is the effective pod:
// what the enclosing resource adds to its template, or puts over it, is applied.
//
// A Pod is read-only and safe for concurrent use, except for [Pod.Release] and
// [Pod.Restore].
type Pod struct {
	// Object is the object as it is written, Path the field of the pod
	// template in it (the field that has metadata and spec below it; empty for
	// a Pod itself), and SpecPath the field of the pod specification. Where
	// there is no template around the specification, both are the same.
	Object         *Object
	Path, SpecPath string
	// Role tells several pods of one object apart, such as "head" or
	// "worker-group-a"; empty when the object has one pod.
	Role string
	// Structural is true when the kind is not in the locator's table and the
	// pod was recognised by its shape: lower confidence.
	Structural bool
	// Partial names what else contributes to the pod but cannot be seen in the
	// object, such as "ServingRuntime": a field that is absent here may be set
	// there. Empty means that the pod is whole.
	Partial string
	// Namespace, Labels and Annotations are those the pod will have.
	Namespace           string
	Labels, Annotations map[string]string
	// Malformed are the fields that the API server would refuse, with their
	// paths in Object.
	Malformed []FieldError

	metadataPath   string
	origins        []origin
	serviceAccount string
	spec           *corev1.PodSpec
	containers     []Container
	accelerators   atomic.Pointer[[]gpu.Request]
	encoded        []byte
}

// Spec returns the effective pod specification. It must not be changed. A pod
// that was put away with [Pod.Release] is decoded anew by each call, so a caller
// keeps the result.
func (p *Pod) Spec() *corev1.PodSpec {
	if p.spec != nil {
		return p.spec
	}
	spec := new(corev1.PodSpec)
	if err := spec.Unmarshal(p.encoded); err != nil {
		return new(corev1.PodSpec) // cannot happen: encoded was written by Release
	}
	return spec
}

// Containers returns every container: init containers and sidecars in order,
// then the ordinary ones, then the ephemeral ones. It must not be changed. Like
// [Pod.Spec] it is computed anew for a pod that was put away.
func (p *Pod) Containers() []Container {
	if p.spec != nil {
		return p.containers
	}
	return buildContainers(p, p.Spec())
}

// ServiceAccount is the name of the pod's ServiceAccount: "default" when none
// is given.
func (p *Pod) ServiceAccount() string { return p.serviceAccount }

// FieldPath returns where in Object a field of the pod is written, given its
// path relative to the pod specification ("hostNetwork", "volumes[1].hostPath"), or
// starting with "metadata" for the metadata of the pod. A field that is absent
// has the path at which it would be written.
func (p *Pod) FieldPath(relative string) string {
	if origin := originOf(p.origins, relative); origin != nil {
		return origin.apply(relative)
	}
	if rest, ok := cutPath(relative, "metadata"); ok {
		return Join(p.metadataPath, rest)
	}
	return Join(p.SpecPath, relative)
}

// LabelPath and AnnotationPath return where a label or annotation of the pod is
// written, or would be.
func (p *Pod) LabelPath(name string) string { return p.FieldPath(Field("metadata.labels", name)) }

// AnnotationPath is described at [Pod.LabelPath].
func (p *Pod) AnnotationPath(name string) string {
	return p.FieldPath(Field("metadata.annotations", name))
}

// Release puts the specification away, encoded compactly, until [Pod.Restore].
func (p *Pod) Release() {
	if p.spec == nil {
		return
	}
	if p.encoded == nil {
		encoded, err := p.spec.Marshal()
		if err != nil {
			return // cannot happen; the pod then stays as it is
		}
		p.encoded = encoded
	}
	p.spec, p.containers = nil, nil
}

// Restore decodes a specification that was put away, until the next Release.
func (p *Pod) Restore() {
	if p.spec == nil {
		p.setSpec(p.Spec())
	}
}

func (p *Pod) setSpec(spec *corev1.PodSpec) {
	p.spec = spec
	p.containers = buildContainers(p, spec)
	switch {
	case spec.ServiceAccountName != "":
		p.serviceAccount = spec.ServiceAccountName
	case spec.DeprecatedServiceAccount != "":
		p.serviceAccount = spec.DeprecatedServiceAccount
	default:
		p.serviceAccount = "default"
	}
}

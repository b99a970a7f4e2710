package cluster

import (
	corev1 "k8s.io/api/core/v1"
)

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

var containerTypeNames = [...]string{"container", "init container", "sidecar container", "ephemeral container"}

// String names the type for people.
func (t ContainerType) String() string { return containerTypeNames[t] }

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

	pod *Pod
	// podSecurity is the security context of the pod, which Security rests on.
	podSecurity *corev1.PodSecurityContext
	// relative is the path of the container in the pod specification.
	relative string
	words    []Word
}

// FieldPath returns where in the object a field of the container is written,
// given its path relative to the container ("image", "env[2].value"). A field that
// is absent has the path at which it would be written.
func (c Container) FieldPath(relative string) string {
	if len(c.pod.origins) == 0 {
		return Join(c.Path, relative)
	}
	return c.pod.FieldPath(Join(c.relative, relative))
}

// Env returns the environment variable of that name and the path of its entry,
// or nil. Of several with the same name the last one counts, as it does for
// the kubelet. Variables that come with envFrom are not looked at.
func (c Container) Env(name string) (*corev1.EnvVar, string) {
	for i := len(c.Container.Env) - 1; i >= 0; i-- {
		if c.Container.Env[i].Name == name {
			return &c.Container.Env[i], c.FieldPath(Index("env", i))
		}
	}
	return nil, ""
}

// RunsLong reports whether the container runs for as long as the pod: ordinary
// containers and sidecars do.
func (c Container) RunsLong() bool {
	return c.Type == OrdinaryContainer || c.Type == SidecarContainer
}

// buildContainers lists the containers of spec in the order of
// [Pod.Containers].
func buildContainers(pod *Pod, spec *corev1.PodSpec) []Container {
	count := len(spec.InitContainers) + len(spec.Containers) + len(spec.EphemeralContainers)
	if count == 0 {
		return nil
	}
	containers := make([]Container, 0, count)
	add := func(container *corev1.Container, kind ContainerType, list string, i int) {
		relative := Index(list, i)
		containers = append(containers, Container{
			Container: container, Type: kind, Path: pod.FieldPath(relative),
			Security: composeSecurity(pod, spec.SecurityContext, container),
			pod:      pod, podSecurity: spec.SecurityContext, relative: relative,
			words: commandLine(container),
		})
	}
	for i := range spec.InitContainers {
		container, kind := &spec.InitContainers[i], InitContainer
		if container.RestartPolicy != nil && *container.RestartPolicy == corev1.ContainerRestartPolicyAlways {
			kind = SidecarContainer
		}
		add(container, kind, "initContainers", i)
	}
	for i := range spec.Containers {
		add(&spec.Containers[i], OrdinaryContainer, "containers", i)
	}
	for i := range spec.EphemeralContainers {
		// Kubernetes keeps the two types identical so that they convert.
		common := &spec.EphemeralContainers[i].EphemeralContainerCommon
		add((*corev1.Container)(common), EphemeralContainer, "ephemeralContainers", i)
	}
	return containers
}

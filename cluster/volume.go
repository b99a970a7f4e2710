package cluster

import (
	corev1 "k8s.io/api/core/v1"
)

// Volume returns the volume of that name and its path, or nil.
func (p *Pod) Volume(name string) (*corev1.Volume, string) {
	spec := p.Spec()
	for i := range spec.Volumes {
		if spec.Volumes[i].Name == name {
			return &spec.Volumes[i], p.FieldPath(Index("volumes", i))
		}
	}
	return nil, ""
}

// VolumePath is the path of the volume of that name, or of the list of volumes
// when there is none.
func (p *Pod) VolumePath(name string) string {
	if _, path := p.Volume(name); path != "" {
		return path
	}
	return p.FieldPath("volumes")
}

// HostPaths calls yield for every volume that is a path of the node, with the
// path of its hostPath.path field.
func (p *Pod) HostPaths(yield func(volume *corev1.Volume, path string) bool) {
	spec := p.Spec()
	for i := range spec.Volumes {
		if spec.Volumes[i].HostPath == nil {
			continue
		}
		if !yield(&spec.Volumes[i], p.FieldPath(Index("volumes", i)+".hostPath.path")) {
			return
		}
	}
}

// Mount is a volume mount of a container together with the volume it mounts.
type Mount struct {
	*corev1.VolumeMount
	// Volume is nil when the pod has no volume of that name, which only a
	// partial pod may.
	Volume *corev1.Volume

	container *Container
	index     int
}

// Path is the field of the mount in the object.
func (m Mount) Path() string { return m.container.FieldPath(Index("volumeMounts", m.index)) }

// Mounts calls yield for every volume mount of the container.
func (c Container) Mounts(yield func(Mount) bool) {
	spec := c.pod.Spec()
	for i := range c.VolumeMounts {
		mount := Mount{VolumeMount: &c.VolumeMounts[i], container: &c, index: i}
		for j := range spec.Volumes {
			if spec.Volumes[j].Name == mount.Name {
				mount.Volume = &spec.Volumes[j]
				break
			}
		}
		if !yield(mount) {
			return
		}
	}
}

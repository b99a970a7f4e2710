package cluster

import (
	corev1 "k8s.io/api/core/v1"
)

// setDefaults applies the defaults of the API server that judgements would
// otherwise misread. A volume that names no source is an emptyDir
// (SetDefaults_Volume of Kubernetes 1.36).
func setDefaults(spec *corev1.PodSpec) {
	for i := range spec.Volumes {
		if source := &spec.Volumes[i].VolumeSource; *source == (corev1.VolumeSource{}) {
			source.EmptyDir = &corev1.EmptyDirVolumeSource{}
		}
	}
}

package cluster

import "strings"

// MeshSeen reports whether anything in the input suggests that the cluster has
// an Istio mesh: an object of Istio, or a namespace or pod with a label or
// annotation by which pods join it.
func (s *Snapshot) MeshSeen() bool { return s.mesh.seen }

// meshLabels are the labels of namespaces by which their pods join the mesh.
var meshLabels = []string{istioInjectionLabel, revisionLabel, dataplaneMode}

// asksForMesh reports whether a pod has a label or annotation of its own that
// decides on its part in a mesh.
func asksForMesh(pod *Pod) bool {
	for _, key := range []string{sidecarInject, revisionLabel, dataplaneMode} {
		if _, ok := pod.Labels[key]; ok {
			return true
		}
	}
	_, injected := pod.Annotations[sidecarStatus]
	_, asked := pod.Annotations[sidecarInject]
	return injected || asked
}

// suggestsMesh reports whether an object suggests that there is a mesh.
func suggestsMesh(object *Object) bool {
	if object.Kind == "Namespace" {
		for _, label := range meshLabels {
			if _, ok := object.Labels[label]; ok {
				return true
			}
		}
		return false
	}
	group, _, _ := strings.Cut(object.APIVersion, "/")
	return strings.HasSuffix(group, ".istio.io") || group == "sailoperator.io"
}

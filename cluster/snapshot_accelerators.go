package cluster

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/gpu"
)

// acceleratorPod is what is kept of a pod that requests accelerators.
type acceleratorPod struct {
	requests  []gpu.Request
	placement *corev1.PodSpec
}

// Accelerators returns what a pod of the snapshot requests of accelerators: the
// result of [Pod.Accelerators], kept from when the pod was added. It must not be
// changed.
func (s *Snapshot) Accelerators(pod *Pod) []gpu.Request { return s.accelerators[pod].requests }

// AcceleratorPods returns the pods of a namespace that request anything of
// accelerators or of the fabrics between them.
func (s *Snapshot) AcceleratorPods(namespace string) []*Pod { return s.acceleratorPods[namespace] }

// AllAcceleratorPods is [Snapshot.AcceleratorPods] of every namespace.
func (s *Snapshot) AllAcceleratorPods() []*Pod { return s.allAcceleratorPods }

// MayRunOn is [Pod.MayRunOn] for a pod of [Snapshot.AllAcceleratorPods], without
// decoding it anew.
func (s *Snapshot) MayRunOn(pod *Pod, node *Node) bool {
	kept, ok := s.accelerators[pod]
	return ok && mayRunOn(kept.placement, node.Name, node.Labels, node.Taints)
}

// addAccelerators notes what a pod requests while it is at hand: asking again
// later would decode it anew.
func (s *Snapshot) addAccelerators(pod *Pod) {
	if requests := pod.Accelerators(); len(requests) > 0 {
		s.accelerators[pod] = acceleratorPod{requests, s.placement(pod.Spec())}
		s.acceleratorPods[pod.Namespace] = append(s.acceleratorPods[pod.Namespace], pod)
		s.allAcceleratorPods = append(s.allAcceleratorPods, pod)
	}
}

// placement keeps one of each placement: the pods of a cluster share few, and
// one with its resource lists costs as much as all else that is kept of a pod.
func (s *Snapshot) placement(spec *corev1.PodSpec) *corev1.PodSpec {
	placement := placementOf(spec)
	key, err := placement.Marshal()
	if err != nil {
		return placement
	}
	if known := s.placements[string(key)]; known != nil {
		return known
	}
	s.placements[string(key)] = placement
	return placement
}

package cluster

import "github.com/bulkhead-dev/bulkhead/gpu"

// Accelerators returns what a pod of the snapshot requests of accelerators: the
// result of [Pod.Accelerators], kept from when the pod was added. It must not be
// changed.
func (s *Snapshot) Accelerators(pod *Pod) []gpu.Request { return s.accelerators[pod] }

// AcceleratorPods returns the pods of a namespace that request anything of
// accelerators or of the fabrics between them.
func (s *Snapshot) AcceleratorPods(namespace string) []*Pod { return s.acceleratorPods[namespace] }

// AllAcceleratorPods is [Snapshot.AcceleratorPods] of every namespace.
func (s *Snapshot) AllAcceleratorPods() []*Pod { return s.allAcceleratorPods }

// addAccelerators notes what a pod requests while it is at hand: asking again
// later would decode it anew.
func (s *Snapshot) addAccelerators(pod *Pod) {
	if requests := pod.Accelerators(); len(requests) > 0 {
		s.accelerators[pod] = requests
		s.acceleratorPods[pod.Namespace] = append(s.acceleratorPods[pod.Namespace], pod)
		s.allAcceleratorPods = append(s.allAcceleratorPods, pod)
	}
}

package ray

import (
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/controls/server"
)

// nodeType is the label by which KubeRay tells head and workers apart.
const nodeType = "ray.io/node-type"

// roleOf is what a pod is in a Ray cluster: head, worker, or "" for none.
func roleOf(pod *cluster.Pod) string {
	if label := pod.Labels[nodeType]; listeners[label] != nil {
		return label
	}
	_, role := starter(pod)
	return role
}

// starter returns the container of a pod that starts a node of a Ray cluster by
// its command line, and what node; role is "" when none does.
func starter(pod *cluster.Pod) (container cluster.Container, role string) {
	for _, container := range pod.Containers() {
		product, words := server.Command(container)
		if product != server.Ray {
			continue
		}
		if slices.ContainsFunc(words, func(word cluster.Word) bool { return word.Text == "--head" }) {
			return container, "head"
		}
		return container, "worker"
	}
	return cluster.Container{}, ""
}

// runsRay reports whether a container runs a node of a Ray cluster: the first
// container does in the pods of KubeRay.
func runsRay(pod *cluster.Pod) func(cluster.Container) bool {
	return func(container cluster.Container) bool {
		return server.Of(container) == server.Ray ||
			listeners[pod.Labels[nodeType]] != nil && container.Path == pod.FieldPath("containers[0]")
	}
}

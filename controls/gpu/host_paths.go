package gpu

import (
	"path"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
)

// hostPath returns the folder or file of the node that a volume gives to the
// pod, without trailing slashes and doubled ones.
func hostPath(volume *corev1.Volume) string { return path.Clean(volume.HostPath.Path) }

// at reports whether a path is one of the roots or below one.
func at(path string, roots []string) bool {
	for _, root := range roots {
		if rest, ok := strings.CutPrefix(path, root); ok && (rest == "" || rest[0] == '/') {
			return true
		}
	}
	return false
}

// writable reports whether some container mounts the volume so that it can
// write.
func writable(pod *cluster.Pod, volume string) bool {
	for _, container := range pod.Containers() {
		for _, mount := range container.VolumeMounts {
			if mount.Name == volume && !mount.ReadOnly {
				return true
			}
		}
	}
	return false
}

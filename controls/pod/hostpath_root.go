package pod

import (
	"path"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pod-hostpath-root",
	Title:    "Pod mounts a folder that the node runs from",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `With the root of the node's file system, its configuration, the folders of the kubelet or the socket of the container ` +
		`runtime, a pod needs no exploit: it reads the kubelet's credentials and the secrets of every pod of the node, starts ` +
		`privileged containers, or leaves a job that runs as root. On a GPU node that is every tenant of the node.`,
	Fix: `Remove the volume. Node agents that need one run in a namespace of the platform, with the narrowest path and ` +
		`readOnly: true on the mount. A read-only mount is milder where only writing is dangerous (/usr, /boot, /sys, ` +
		`/var/log); it protects no socket and no credential.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611", "T1552.001"},
		CIS:    []string{"5.2.11"},
		PSS:    []string{"baseline"},
		NIST:   []string{"AC-6", "800-190:4.4"},
		URLs:   []string{"https://kubernetes.io/docs/concepts/storage/volumes/#hostpath"},
	},
	Check: func(pass *control.Pass) {
		for volume, field := range pass.Pod.HostPaths {
			if pass.Settings.IsPlatformNamespace(pass.Pod.Namespace) {
				pass.NotApplicable()
				return
			}
			switch folder := path.Clean(volume.HostPath.Path); {
			case isCriticalToRead(folder) || isCriticalToWrite(folder) && writable(pass.Pod, volume.Name):
				pass.Fail(field, "volume %s gives the pod %s of the node", volume.Name, folder)
			case isCriticalToWrite(folder):
				pass.Fail(field, "volume %s gives the pod %s of the node, though no container can write there", volume.Name, folder).
					At(control.Medium)
			}
		}
	},
})

// writable reports whether some container mounts the volume so that it can
// write.
func writable(pod *cluster.Pod, volume string) bool {
	return slices.ContainsFunc(pod.Containers(), func(container cluster.Container) bool {
		return slices.ContainsFunc(container.VolumeMounts, func(mount corev1.VolumeMount) bool {
			return mount.Name == volume && !mount.ReadOnly
		})
	})
}

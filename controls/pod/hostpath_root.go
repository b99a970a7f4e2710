package pod

import (
	"path"
	"slices"
	"strings"

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
		`readOnly: true on the mount.`,
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
			if folder := path.Clean(volume.HostPath.Path); runsNode(folder) {
				pass.Fail(field, "volume %s gives the pod %s of the node", volume.Name, folder)
			}
		}
	},
})

// runsNode reports whether a folder or file of the node is one it runs from.
func runsNode(folder string) bool {
	return wholeFolders[folder] || isBelow(folder, sensitiveTrees) && !isBelow(folder, kubeletSockets)
}

// isBelow reports whether a path is one of the trees or below one.
func isBelow(folder string, trees []string) bool {
	return slices.ContainsFunc(trees, func(tree string) bool {
		return folder == tree || strings.HasPrefix(folder, tree+"/")
	})
}

// wholeFolders are folders that are dangerous as a whole, while some of what is
// below them is not.
var wholeFolders = map[string]bool{
	"/": true, "/etc": true, "/etc/kubernetes": true, "/proc": true, "/run": true, "/sys": true, "/usr": true, "/var": true,
	"/var/lib": true, "/var/log": true, "/var/run": true,
}

// sensitiveTrees are folders and sockets in which everything is dangerous.
var sensitiveTrees = []string{
	"/bin", "/boot", "/lib/systemd", "/proc/sys", "/root", "/sbin", "/usr/bin", "/usr/sbin", "/var/spool/cron",
	"/etc/cni", "/etc/containerd", "/etc/crio", "/etc/ssh", "/etc/systemd",
	"/etc/kubernetes/admin.conf", "/etc/kubernetes/kubelet.conf", "/etc/kubernetes/manifests", "/etc/kubernetes/pki",
	"/etc/kubernetes/super-admin.conf",
	"/run/containerd", "/run/crio", "/run/docker.sock", "/var/run/containerd", "/var/run/crio", "/var/run/docker.sock",
	"/var/lib/containerd", "/var/lib/docker", "/var/lib/etcd", "/var/lib/kubelet", "/var/lib/rancher",
}

// kubeletSockets are where device plugins and drivers meet the kubelet: of all
// that it keeps, only this is for others.
var kubeletSockets = []string{
	"/var/lib/kubelet/device-plugins", "/var/lib/kubelet/plugins", "/var/lib/kubelet/plugins_registry", "/var/lib/kubelet/pod-resources",
}

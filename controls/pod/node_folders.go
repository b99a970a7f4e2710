package pod

import (
	"slices"
	"strings"
)

// isCriticalToRead reports whether a folder or file of the node holds
// credentials, or a socket: then a read-only mount is as bad as any.
func isCriticalToRead(folder string) bool {
	folder = withoutLink(folder)
	return slices.Contains(readWhole, folder) || isBelow(folder, readTrees) && !isBelow(folder, meetingPoints)
}

// isCriticalToWrite reports whether whoever writes to a folder or file of the
// node has root there, while what is in it is no secret.
func isCriticalToWrite(folder string) bool {
	return slices.Contains(writeWhole, folder) || isBelow(folder, writeTrees)
}

// withoutLink spells /var/run, a link on every current distribution, as what it
// points to.
func withoutLink(folder string) string {
	if isBelow(folder, []string{"/var/run"}) {
		return strings.TrimPrefix(folder, "/var")
	}
	return folder
}

// isBelow reports whether a path is one of the trees or below one.
func isBelow(folder string, trees []string) bool {
	return slices.ContainsFunc(trees, func(tree string) bool {
		return folder == tree || strings.HasPrefix(folder, tree+"/")
	})
}

// readWhole are folders with credentials or sockets somewhere in them, while
// some of what is below them is harmless.
var readWhole = []string{"/", "/etc", "/home", "/run", "/var", "/var/lib"}

// readTrees are credentials and sockets, and folders of nothing else.
var readTrees = []string{
	"/root", "/etc/shadow", "/etc/ssh",
	"/etc/cni", "/etc/containerd", "/etc/crio", "/etc/kubernetes", "/etc/rancher",
	"/run/containerd", "/run/cri-dockerd.sock", "/run/crio", "/run/docker.sock", "/run/dockershim.sock", "/run/k3s", "/run/podman",
	"/run/systemd", // its private socket starts any program as root
	"/var/lib/containerd", "/var/lib/docker", "/var/lib/etcd", "/var/lib/kubelet", "/var/lib/rancher",
}

// meetingPoints are below such a tree and for others: where device plugins and
// drivers meet the kubelet, and where node feature discovery reads labels.
var meetingPoints = []string{
	"/var/lib/kubelet/device-plugins", "/var/lib/kubelet/plugins", "/var/lib/kubelet/plugins_registry", "/var/lib/kubelet/pod-resources",
	"/etc/kubernetes/node-feature-discovery",
}

// writeWhole are folders that the node runs from as a whole.
var writeWhole = []string{"/lib", "/lib64", "/proc", "/sys", "/usr", "/var/log"}

// writeTrees are programs, services and settings of the node, each of which it
// runs or obeys as root.
var writeTrees = []string{
	"/bin", "/boot", "/lib/systemd", "/opt/cni/bin", "/proc/sys", "/sbin", "/usr/bin", "/usr/local/bin", "/usr/sbin",
	"/etc/cron.d", "/etc/cron.daily", "/etc/cron.hourly", "/etc/crontab", "/etc/systemd", "/var/spool/cron",
}

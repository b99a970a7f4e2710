package gpu

import (
	"github.com/bulkhead-dev/bulkhead/control"
)

// driverFiles are where the driver, the container toolkit, the CDI
// specifications and the configuration of the container runtimes live.
var driverFiles = []string{
	"/run/nvidia", "/var/run/nvidia", "/usr/local/nvidia", "/etc/nvidia-container-runtime", "/etc/cdi", "/run/cdi", "/var/run/cdi",
	"/etc/containerd", "/etc/crio", "/usr/local/vgpu",
}

// pluginSockets are where the kubelet and its plugins listen. A socket can be
// connected to through a read-only mount too.
var pluginSockets = []string{
	"/var/lib/kubelet/device-plugins", "/var/lib/kubelet/plugins", "/var/lib/kubelet/plugins_registry",
}

var _ = Family.Add(control.Control{
	ID:       "gpu-hostpath-driver-root",
	Title:    "Host path to the GPU driver, CDI specifications or device plugin sockets",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `These folders decide what every GPU container on the node gets. Whoever writes a driver library or a CDI specification ` +
		`has it loaded into the pods of all tenants and into the runtime that runs as root; whoever reaches the kubelet's ` +
		`plugin sockets registers a device plugin of his own and hands out devices, host paths and variables as he likes. ` +
		`Mounting a plugin socket read-only does not help: a socket is connected to, not written.`,
	Fix: `Remove the hostPath volume; the device plugin, the DRA driver and the container toolkit hand driver libraries in. If a ` +
		`component of the platform needs the folder, run it in a platform namespace and mount it with readOnly: true.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611", "T1525"},
		CIS:    []string{"5.2.11"},
		PSS:    []string{"baseline"},
		NIST:   []string{"AC-6", "CM-5"},
		URLs: []string{
			"https://github.com/cncf-tags/container-device-interface/blob/main/SPEC.md",
			"https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/",
		},
	},
	Check: func(pass *control.Pass) {
		if pass.Settings.IsPlatformNamespace(pass.Pod.Namespace) {
			pass.NotApplicable()
			return
		}
		for volume, path := range pass.Pod.HostPaths {
			switch folder := hostPath(volume); {
			case at(folder, pluginSockets):
				pass.Fail(path, "volume %s reaches the plugin sockets of the node in %s", volume.Name, folder)
			case !at(folder, driverFiles) || at(folder, pipeFolders):
			case writable(pass.Pod, volume.Name):
				pass.Fail(path, "volume %s makes %s of the node writable", volume.Name, folder)
			default:
				pass.Fail(path, "volume %s shows %s of the node", volume.Name, folder).At(control.Medium)
			}
		}
	},
})

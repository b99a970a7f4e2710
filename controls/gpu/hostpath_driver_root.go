package gpu

import (
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/control"
)

// driverFiles are where the driver, the container toolkit and the CDI
// specifications live.
var driverFiles = []string{
	"/run/nvidia", "/var/run/nvidia", "/usr/local/nvidia", "/etc/nvidia-container-runtime", "/etc/cdi", "/run/cdi", "/var/run/cdi",
	"/usr/local/vgpu",
}

// pluginSockets are where the kubelet and its device plugins listen. A socket
// can be connected to through a read-only mount too.
var pluginSockets = []string{"/var/lib/kubelet/device-plugins", "/var/lib/kubelet/plugins_registry"}

// pluginFolders holds a folder for every CSI and DRA driver, named after it.
const pluginFolders = "/var/lib/kubelet/plugins"

// gpuDrivers are parts of the names of the drivers that hand GPUs out.
var gpuDrivers = []string{"gpu", "nvidia", "amd", "intel", "dra"}

// reachesPlugins reports whether a folder has sockets by which GPUs are handed
// out. The folders of storage drivers have none.
func reachesPlugins(folder string) bool {
	driver, below := strings.CutPrefix(folder, pluginFolders+"/")
	return at(folder, pluginSockets) || folder == pluginFolders ||
		below && slices.ContainsFunc(gpuDrivers, func(part string) bool { return strings.Contains(driver, part) })
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
			case reachesPlugins(folder):
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

package gpu

import (
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// deviceNodes begin the paths of the device nodes and driver files of GPUs and
// of the fabric between them.
var deviceNodes = []string{
	"/dev/nvidia", "/dev/dri", "/dev/kfd", "/dev/accel", "/dev/neuron", "/dev/vfio", "/dev/infiniband", "/dev/gdrdrv",
	"/proc/driver/nvidia",
}

var _ = Family.Add(control.Control{
	ID:       "gpu-hostpath-dev",
	Title:    "Host path to GPU device nodes",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `Device nodes taken from the host come without a request: scheduler, quota and accounting do not know of them, and they ` +
		`are not only the GPUs of this pod but all of the node. In a privileged container they work at once, beside whoever ` +
		`holds the GPUs. In an ordinary container the device cgroup still refuses to open them, until somebody makes the pod ` +
		`run by adding privileges; that is why the finding is milder there.`,
	Fix: `Remove the hostPath volume and its mount and request the device: resources.limits["nvidia.com/gpu"] (or amd.com/gpu, ` +
		`rdma/...), or a ResourceClaim. Device plugin or DRA driver then hand in the nodes of that device alone.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		CIS:    []string{"5.2.11"},
		PSS:    []string{"baseline"},
		NIST:   []string{"SC-39", "AC-6"},
		URLs: []string{
			"https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/",
			"https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
		},
	},
	Check: func(pass *control.Pass) {
		if pass.Settings.IsPlatformNamespace(pass.Pod.Namespace) {
			pass.NotApplicable()
			return
		}
		for volume, path := range pass.Pod.HostPaths {
			node := hostPath(volume)
			// All of /dev is common in agents; it is about GPUs where they are.
			if !isDeviceNode(node) && (node != "/dev" || !nearGPU(pass.Pod)) {
				continue
			}
			answer := pass.Fail(path, "volume %s takes %s from the node", volume.Name, node)
			if !slices.ContainsFunc(pass.Pod.Containers(), privileged) {
				answer.At(control.High)
			}
		}
	},
})

func isDeviceNode(path string) bool {
	return slices.ContainsFunc(deviceNodes, func(prefix string) bool { return strings.HasPrefix(path, prefix) })
}

func privileged(container cluster.Container) bool { return container.Security.Privileged }

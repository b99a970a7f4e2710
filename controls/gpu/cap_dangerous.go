package gpu

import (
	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/gpu"
)

// dangerousCapabilities is what a container gains with each capability beyond
// the runtimes' default set. Those of the default set (such as DAC_OVERRIDE and
// MKNOD) are not here: adding them changes nothing. SYS_ADMIN has a control of
// its own.
var dangerousCapabilities = map[string]string{
	"BPF":                "load programs into the kernel that see the whole node",
	"CHECKPOINT_RESTORE": "dump and restore processes",
	"DAC_READ_SEARCH":    "open any file of the node by its handle",
	"MAC_ADMIN":          "change AppArmor and SELinux policy",
	"MAC_OVERRIDE":       "pass by AppArmor and SELinux policy",
	"NET_ADMIN":          "change interfaces, routes and packet filters",
	"PERFMON":            "read performance counters of the whole node",
	"SYSLOG":             "read the kernel log with its addresses",
	"SYS_BOOT":           "restart the node or load another kernel",
	"SYS_MODULE":         "load kernel modules",
	"SYS_PTRACE":         "read the memory of any process it can see",
	"SYS_RAWIO":          "reach I/O ports and physical memory",
	"SYS_TIME":           "set the clock of the node",
}

// fabricCapabilities are what RDMA needs: pinned memory and scheduling of the
// threads that poll. Without a fabric device they are only unneeded.
var fabricCapabilities = map[string]bool{"IPC_LOCK": true, "SYS_NICE": true}

var _ = Family.Add(control.Control{
	ID:       "gpu-cap-dangerous",
	Title:    "Dangerous capability on a GPU pod",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `A capability is a piece of root's power over the node that the container shares with other tenants. With SYS_PTRACE a ` +
		`sidecar, or a debug container, reads model weights and tokens out of the memory of the processes it sees; with ` +
		`NET_ADMIN a container takes over the addresses of its pod and goes round the mesh; others reach the whole kernel. ` +
		`GPU work needs none of them. RDMA needs IPC_LOCK, which is fine next to an RDMA device and only there.`,
	Fix: `Set securityContext.capabilities.drop to [ALL] and add nothing, or IPC_LOCK alone where the container requests an RDMA ` +
		`resource such as rdma/ib. The baseline level refuses IPC_LOCK there too: raise the locked-memory limit of the ` +
		`container runtime instead, or let that namespace enforce the level privileged.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611", "T1055"},
		CIS:    []string{"5.2.9"},
		PSS:    []string{"baseline"},
		NIST:   []string{"AC-6"},
		URLs: []string{
			"https://man7.org/linux/man-pages/man7/capabilities.7.html",
			"https://kubernetes.io/docs/concepts/security/pod-security-standards/",
		},
	},
	Check: func(pass *control.Pass) {
		if pass.Settings.IsPlatformNamespace(pass.Pod.Namespace) || !nearGPU(pass.Pod) {
			pass.NotApplicable()
			return
		}
		for _, container := range pass.Pod.Containers() {
			if container.Security.Capabilities == nil {
				continue
			}
			for i, added := range container.Security.Capabilities.Add {
				name, path := capability(added), cluster.Index(container.SecurityPath("capabilities")+".add", i)
				if gain := dangerousCapabilities[name]; gain != "" {
					pass.Fail(path, "container %s adds the capability %s and can %s", container.Name, added, gain).In(container)
				}
				if fabricCapabilities[name] && !hasFabric(container) {
					pass.Fail(path, "container %s adds the capability %s without an RDMA resource that needs it", container.Name, added).
						In(container).At(control.Low)
				}
			}
		}
	},
})

// hasFabric reports whether a container requests an RDMA device.
func hasFabric(container cluster.Container) bool {
	for resource := range container.Resources.Limits {
		if class, _ := gpu.Classify(string(resource)); class.Kind == gpu.Fabric {
			return true
		}
	}
	return false
}

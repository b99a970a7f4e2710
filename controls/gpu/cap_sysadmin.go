package gpu

import (
	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "gpu-cap-sysadmin",
	Title:    "CAP_SYS_ADMIN on a GPU node",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `The NVIDIA container toolkit takes a container for privileged when its bounding set holds CAP_SYS_ADMIN, and nothing ` +
		`else. A container with that one capability may again name its GPUs in NVIDIA_VISIBLE_DEVICES, also where the toolkit ` +
		`was told to ignore unprivileged containers, so it gets GPUs that the scheduler gave to others. It may also read the ` +
		`GPU's performance counters, a known side channel, and it is most of the way to root on the node.`,
	Fix: `Remove SYS_ADMIN (and ALL) from securityContext.capabilities.add and drop ALL. For profiling, take a node of one tenant ` +
		`and open the counters there with the driver option NVreg_RestrictProfilingToAdminUsers=0.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		CIS:    []string{"5.2.9"},
		PSS:    []string{"baseline"},
		NIST:   []string{"AC-6", "SC-4"},
		URLs: []string{
			"https://github.com/NVIDIA/nvidia-container-toolkit/blob/main/internal/config/image/privileged.go",
			"https://developer.nvidia.com/nvidia-development-tools-solutions-err_nvgpuctrperm-permission-issue-performance-counters",
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
				switch capability(added) {
				case "SYS_ADMIN", "ALL":
					path := cluster.Index(container.SecurityPath("capabilities")+".add", i)
					pass.Fail(path, "container %s adds the capability %s on a GPU node", container.Name, added).In(container)
				}
			}
		}
	},
})

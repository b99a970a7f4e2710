package gpu

import (
	"github.com/bulkhead-dev/bulkhead/control"
)

// noChannels are the values by which a container asks for no channel; the
// toolkit ignores "all" here.
var noChannels = map[string]bool{"": true, "void": true, "none": true, "all": true}

var _ = Family.Add(control.Control{
	ID:       "gpu-imex-channels-env",
	Title:    "Pod selects IMEX channels through NVIDIA_IMEX_CHANNELS",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `On multi-node NVLink systems (GB200 and its like) GPU memory is exported from one node to another over IMEX channels, ` +
		`and who holds a channel may import what others exported on it. The NVIDIA container toolkit hands a container the ` +
		`channels it names in NVIDIA_IMEX_CHANNELS, past the claims by which Kubernetes gives a channel to one job, unless ` +
		`the toolkit was told to ignore such requests.`,
	Fix: `Remove the variable and take the channel from a ComputeDomain (ResourceClaim of the class ` +
		`compute-domain-default-channel.nvidia.com). On the platform, set ` +
		`NVIDIA_CONTAINER_TOOLKIT_OPT_IN_FEATURES=ignore-imex-channel-requests in spec.toolkit.env of the ClusterPolicy.`,
	Refs: control.Refs{
		NIST: []string{"SC-4", "AC-4"},
		URLs: []string{
			"https://github.com/NVIDIA/nvidia-container-toolkit/blob/main/api/config/v1/features.go",
			"https://docs.nvidia.com/multi-node-nvlink-systems/imex-guide/",
		},
	},
	Check: func(pass *control.Pass) {
		if pass.Settings.IsPlatformNamespace(pass.Pod.Namespace) {
			pass.NotApplicable()
			return
		}
		for _, container := range pass.Pod.Containers() {
			variable, path := container.Env("NVIDIA_IMEX_CHANNELS")
			switch {
			case variable == nil:
			case variable.ValueFrom != nil:
				pass.Unknown(path, "container %s takes NVIDIA_IMEX_CHANNELS from elsewhere", container.Name).In(container)
			case !noChannels[variable.Value]:
				pass.Fail(path, "container %s sets NVIDIA_IMEX_CHANNELS=%s", container.Name, variable.Value).In(container)
			}
		}
	},
})

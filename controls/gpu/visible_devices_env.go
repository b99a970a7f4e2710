package gpu

import (
	"github.com/bulkhead-dev/bulkhead/control"
)

// noDevices are the values by which a container asks for no GPU.
var noDevices = map[string]bool{"": true, "void": true, "none": true}

var _ = Family.Add(control.Control{
	ID:       "gpu-visible-devices-env",
	Title:    "Pod selects GPUs through NVIDIA_VISIBLE_DEVICES",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `The NVIDIA container toolkit by default honours NVIDIA_VISIBLE_DEVICES from any container, privileged or not. ` +
		`A pod that sets it and runs with the NVIDIA runtime (the default of the node, or runtimeClassName: nvidia) gets the ` +
		`GPUs it names, or all of them, without asking for nvidia.com/gpu: past the scheduler, past the quota, unseen by any ` +
		`accounting, and onto GPUs that belong to other tenants. In a container that did get a GPU from the device plugin the ` +
		`variable may override what was allocated. Guides that set it to "all" or to device numbers as hardening have it ` +
		`backwards. Where the toolkit is told to refuse unprivileged containers (gpu-toolkit-envvar-unprivileged judges that), ` +
		`the variable gets nothing as long as that setting lasts; a pod cannot rely on it and this control does not.`,
	Fix: `Remove the variable and request the GPU: resources.limits["nvidia.com/gpu"] or a ResourceClaim. A CUDA image that ` +
		`needs no GPU sets it to "void".`,
	Refs: control.Refs{
		ATTACK: []string{"T1611", "T1496.001"},
		ATLAS:  []string{"AML.T0034"},
		NIST:   []string{"SC-4", "AC-6", "800-190:4.4"},
		URLs: []string{
			"https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/docker-specialized.html",
			"https://github.com/NVIDIA/k8s-device-plugin/issues/61",
		},
	},
	Check: func(pass *control.Pass) {
		if pass.Settings.IsPlatformNamespace(pass.Pod.Namespace) {
			pass.NotApplicable()
			return
		}
		for _, container := range pass.Pod.Containers() {
			variable, path := container.Env("NVIDIA_VISIBLE_DEVICES")
			switch {
			case variable == nil:
			case variable.ValueFrom != nil:
				pass.Unknown(path, "container %s takes NVIDIA_VISIBLE_DEVICES from elsewhere", container.Name).In(container)
			case !noDevices[variable.Value]:
				pass.Fail(path, "container %s sets NVIDIA_VISIBLE_DEVICES=%s", container.Name, variable.Value).In(container)
			}
		}
	},
})

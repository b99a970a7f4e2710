package gpu

import (
	"strconv"

	"github.com/bulkhead-dev/bulkhead/control"
)

const acceptVariable = "ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED"

var _ = Family.Add(control.Control{
	ID:       "gpu-toolkit-envvar-unprivileged",
	Title:    "Container toolkit gives GPUs to any container that names them",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   toolkits,
	Why: `By default the NVIDIA container toolkit gives the GPUs named in NVIDIA_VISIBLE_DEVICES to any container, privileged or ` +
		`not. One tenant's pod then gets all GPUs of a node without having asked for one, and so does every pod from a CUDA ` +
		`image, because those images set the variable to "all". With CDI the operator no longer makes the NVIDIA runtime the ` +
		`default, but a pod still chooses it with runtimeClassName: nvidia. Setting the variable to "all" for the whole ` +
		`cluster, as some guides do for hardening, is this very hole.`,
	Fix: `In the ClusterPolicy set spec.toolkit.env to [{name: ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED, value: ` +
		`"false"}]. Without CDI also set ACCEPT_NVIDIA_VISIBLE_DEVICES_AS_VOLUME_MOUNTS to "true" there and ` +
		`DEVICE_LIST_STRATEGY to "volume-mounts" in spec.devicePlugin.env, and deny hostPath volumes to tenants.`,
	Refs: control.Refs{
		ATTACK: []string{"T1496.001"},
		NIST:   []string{"SC-4", "AC-3", "CM-7"},
		URLs: []string{
			"https://github.com/NVIDIA/nvidia-container-toolkit/blob/main/api/config/v1/toml.go",
			"https://github.com/NVIDIA/k8s-device-plugin#setting-other-helm-chart-values",
			"https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/cdi.html",
		},
	},
	Check: func(pass *control.Pass) {
		for _, toolkit := range toolkitsOf(pass) {
			variable, path := toolkit.variable(acceptVariable)
			switch {
			case variable == nil:
				pass.Fail(toolkit.envPath, "%s is not set, and its default is true", acceptVariable)
			case variable.ValueFrom != nil:
				pass.Unknown(path, "%s comes from elsewhere", acceptVariable)
			case accepts(variable.Value):
				pass.Fail(path, "%s is %q", acceptVariable, variable.Value)
			}
		}
	},
})

// accepts reports whether a value turns the switch on. A value that is no
// boolean does not turn it off: the installer refuses it.
func accepts(value string) bool {
	accepted, err := strconv.ParseBool(value)
	return accepted || err != nil
}

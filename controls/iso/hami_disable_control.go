package iso

import (
	"strconv"

	"github.com/bulkhead-dev/bulkhead/control"
)

// offSwitches are the variables by which a container turns the limits of HAMi
// off, with the values that do.
var offSwitches = []struct {
	name string
	off  func(value string) bool
}{
	{"CUDA_DISABLE_CONTROL", isTrue},
	{"GPU_CORE_UTILIZATION_POLICY", func(value string) bool { return value == "disable" || value == "DISABLE" }},
}

var _ = Family.Add(control.Control{
	ID:       "iso-hami-disable-control",
	Title:    "Pod turns the limits of its GPU share off",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `HAMi keeps a container to its share of a GPU with a library that it preloads into the container, and lets the container ` +
		`say otherwise: with CUDA_DISABLE_CONTROL=true its device plugin leaves the library out, with ` +
		`GPU_CORE_UTILIZATION_POLICY=disable the library no longer limits compute. The pod then takes what it wants of a GPU ` +
		`that others were promised a part of.`,
	Fix: `Remove the variable from the pod, and refuse pods that set it at admission. Shares between tenants need MIG ` +
		`(nvidia.com/vgpu-mode: mig).`,
	Refs: control.Refs{
		ATTACK: []string{"T1562"},
		NIST:   []string{"SC-4", "SC-5", "CM-7"},
		URLs:   []string{"https://github.com/Project-HAMi/HAMi/blob/master/docs/config.md"},
	},
	Check: func(pass *control.Pass) {
		for _, container := range pass.Pod.Containers() {
			for _, switched := range offSwitches {
				variable, path := container.Env(switched.name)
				switch {
				case variable == nil:
				case variable.ValueFrom != nil:
					pass.Unknown(path, "container %s takes %s from elsewhere", container.Name, switched.name).In(container)
				case switched.off(variable.Value):
					pass.Fail(path, "container %s sets %s=%s", container.Name, switched.name, variable.Value).In(container)
				}
			}
		}
	},
})

// isTrue reads a switch as HAMi does.
func isTrue(value string) bool {
	on, _ := strconv.ParseBool(value)
	return on
}

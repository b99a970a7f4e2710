package gpu

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// scrubSetting finds the registry key of the driver outside comments: in a
// modprobe configuration or on a kernel command line.
var scrubSetting = regexp.MustCompile(`(?m)^[^#\n]*\bRMDisableScrubOnFree\s*=\s*(\w+)`)

var _ = Family.Add(control.Control{
	ID:       "gpu-scrub-disabled",
	Title:    "GPU driver told not to clear freed memory",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.Kinds("ConfigMap", "MachineConfig.machineconfiguration.openshift.io"),
	Why: `CUDA does not promise that new GPU memory is empty. That a process does not find the weights or prompts of the one ` +
		`before it rests on a default of the driver, which clears memory when it is freed. RMDisableScrubOnFree=1 turns the ` +
		`default off: from then on every pod may read what others left behind on the same GPU, of all tenants, whatever the ` +
		`sharing mode.`,
	Fix: `Remove RMDisableScrubOnFree from NVreg_RegistryDwords (ConfigMap named by spec.driver.kernelModuleConfig.name of the ` +
		`ClusterPolicy, or spec.kernelArguments of the MachineConfig) and load the driver anew.`,
	Refs: control.Refs{
		ATLAS: []string{"AML.T0037"},
		NIST:  []string{"SC-4", "MP-6"},
		URLs: []string{
			"https://github.com/NVIDIA/open-gpu-kernel-modules/blob/main/src/nvidia/interface/nvrm_registry.h",
			"https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/custom-driver-params.html",
		},
	},
	Check: func(pass *control.Pass) {
		configured := false
		for _, option := range moduleOptions(pass.Object) {
			configured = configured || strings.Contains(option.text, "NVreg_")
			for _, setting := range scrubSetting.FindAllStringSubmatch(option.text, -1) {
				if number, _ := strconv.ParseUint(setting[1], 0, 32); number != 0 {
					pass.Fail(option.path, "RMDisableScrubOnFree is %s", setting[1])
				}
			}
		}
		if !configured { // mutate: equivalent, no finding depends on it: it tells what does not apply from what passes
			pass.NotApplicable()
		}
	},
})

// moduleOption is one text of an object that may set options of kernel modules.
type moduleOption struct{ path, text string }

// moduleOptions lists such texts in the order of their paths.
func moduleOptions(object *cluster.Object) []moduleOption {
	var options []moduleOption
	content := object.Content()
	data := cluster.LookupMap(content, "data")
	for _, name := range slices.Sorted(maps.Keys(data)) {
		options = append(options, moduleOption{cluster.Field("data", name), fmt.Sprint(data[name])})
	}
	for i, argument := range cluster.LookupList(content, "spec", "kernelArguments") {
		options = append(options, moduleOption{cluster.Index("spec.kernelArguments", i), fmt.Sprint(argument)})
	}
	return options
}

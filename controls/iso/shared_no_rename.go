package iso

import (
	"strings"

	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "iso-shared-no-rename",
	Title:    "Shared GPUs are offered under the name of whole ones",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   sharingObjects,
	Why: `Unless renameByDefault is true, the device plugin offers shares of a GPU as nvidia.com/gpu, the name of a whole one. ` +
		`A pod cannot tell what it gets, a quota counts shares and GPUs alike, and no admission rule can keep regulated or ` +
		`untrusted work off shared GPUs, because the request looks the same.`,
	Fix: `Set sharing.timeSlicing.renameByDefault (or sharing.mps.renameByDefault) to true in the configuration of the device ` +
		`plugin; pods then ask for nvidia.com/gpu.shared on purpose.`,
	Refs: control.Refs{
		NIST: []string{"CM-6", "SC-4"},
		URLs: []string{"https://github.com/NVIDIA/k8s-device-plugin#with-cuda-time-slicing"},
	},
	Check: func(pass *control.Pass) {
		statements := statementsOf(pass.Object)
		for _, statement := range statements {
			if replicated(statement) && !statement.Renamed {
				pass.Fail(statement.path, "shares of GPUs are offered as %s", strings.Join(statement.Resources, " and "))
			}
		}
		if len(statements) == 0 { // mutate: equivalent, no finding depends on it: it tells what does not apply from what passes
			pass.NotApplicable()
		}
	},
})

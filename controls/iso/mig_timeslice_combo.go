package iso

import (
	"strings"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/gpu"
)

var _ = Family.Add(control.Control{
	ID:       "iso-mig-timeslice-combo",
	Title:    "MIG partitions are time-sliced on top",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   sharingObjects,
	Why: `People choose MIG because each partition has its own memory, caches and error containment. Where the device plugin ` +
		`then hands one partition out to several pods, none of that holds between those pods: inside the partition it is plain ` +
		`time-slicing, without memory limit or fault isolation. A request for a MIG device looks isolated and is not.`,
	Fix: `Remove the nvidia.com/mig-... entries from sharing.timeSlicing.resources; choose smaller MIG profiles where more pods ` +
		`must fit (nvidia.com/mig.config: all-1g.10gb).`,
	Refs: control.Refs{
		NIST: []string{"SC-4"},
		URLs: []string{
			"https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/gpu-sharing.html",
			"https://docs.nvidia.com/datacenter/tesla/mig-user-guide/",
		},
	},
	Check: func(pass *control.Pass) {
		statements := statementsOf(pass.Object)
		for _, statement := range statements {
			if statement.Mode == gpu.MIGShared {
				pass.Fail(statement.path, "each partition behind %s is shared by several pods", strings.Join(statement.Resources, " and "))
			}
		}
		if len(statements) == 0 { // mutate: equivalent, no finding depends on it: it tells what does not apply from what passes
			pass.NotApplicable()
		}
	},
})

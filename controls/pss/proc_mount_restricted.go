package pss

import (
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-proc-mount-restricted",
	Title:    "Container unmasks /proc in a user namespace",
	Severity: control.Medium,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `The restricted level wants the masks over /proc in every container. A user namespace makes an unmasked /proc less ` +
		`dangerous, not harmless: it still shows what the node runs and opens kernel interfaces that a container otherwise ` +
		`never sees. Without a user namespace pss-proc-mount reports it.`,
	Fix: `Remove securityContext.procMount.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		PSS:    []string{"restricted"},
		NIST:   []string{"AC-6", "SC-39", "800-190:4.4"},
		URLs:   []string{standardsPage},
	},
	Check: standard("procMount_restricted", (*blamed).procMounts),
})

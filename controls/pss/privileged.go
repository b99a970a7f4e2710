package pss

import (
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-privileged",
	Title:    "Privileged container",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `A privileged container has every capability and every device of its node and neither a seccomp nor an AppArmor ` +
		`profile: whoever gets into it is a few commands away from being root on the node, with the credentials and volumes of ` +
		`every pod there. This is the general rule, for any node; where GPUs are, gpu-privileged-gpu-pod reports the same field ` +
		`as critical, for the GPUs of other tenants that come with it.`,
	Fix: `Remove securityContext.privileged from the container. Request GPUs as resources or claims, and single capabilities ` +
		`where one is really needed.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		CIS:    []string{"5.2.2"},
		PSS:    []string{"baseline"},
		NIST:   []string{"AC-6", "SC-39", "800-190:4.4"},
		URLs:   []string{standardsPage},
	},
	Check: standard("privileged", func(b *blamed) {
		for _, container := range b.Containers() {
			if valueOf(security(container).Privileged) {
				b.in(container, "securityContext.privileged", "is privileged")
			}
		}
	}),
})

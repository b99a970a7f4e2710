package pss

import (
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-privileged",
	Title:    "Privileged container",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `A privileged container has every capability and every device of its node, all GPUs among them whoever they were ` +
		`allocated to, and is a few commands away from being root on the node. GPU workloads do not need it: the device plugin ` +
		`or the DRA driver hands the allocated devices in. The field exists on containers only; scanners that look for it in ` +
		`the security context of the pod never find it.`,
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

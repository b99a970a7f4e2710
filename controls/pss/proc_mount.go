package pss

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-proc-mount",
	Title:    "Container unmasks /proc",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `Container runtimes hide and write-protect the parts of /proc that show or steer the kernel. With procMount Unmasked a ` +
		`root process in the container reads kernel memory maps and triggers kernel functions for the whole node. In a user ` +
		`namespace (hostUsers: false) the kernel itself refuses most of it, so there the baseline level allows it.`,
	Fix: `Remove securityContext.procMount. What builds containers inside containers sets hostUsers: false as well.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		PSS:    []string{"baseline"},
		NIST:   []string{"AC-6", "SC-39", "800-190:4.4"},
		URLs:   []string{standardsPage},
	},
	Check: standard("procMount", (*blamed).procMounts),
})

// procMounts blames the containers that mount /proc in another way than the
// check wants.
func (b *blamed) procMounts() {
	for _, container := range b.Containers() {
		mount := security(container).ProcMount
		if b.refusesContainer(corev1.SecurityContext{ProcMount: mount}) {
			b.in(container, "securityContext.procMount", "sets procMount "+string(*mount))
		}
	}
}

package pss

import (
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-run-as-user",
	Title:    "Container is told to run as root",
	Severity: control.Medium,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `runAsUser: 0 makes the container run as root whatever its image says. GPU work does not need it: NVIDIA device files are ` +
		`open to every user by default. What usually wants root is a package installed ` +
		`at start or a volume with the wrong owner.`,
	Fix: `Set runAsUser to a number above zero, with fsGroup for volumes, and install packages when the image is built.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		CIS:    []string{"5.2.7"},
		PSS:    []string{"restricted"},
		NIST:   []string{"AC-6", "800-190:4.4"},
		URLs:   []string{standardsPage},
	},
	Check: standard("runAsUser", func(b *blamed) {
		if isRoot(b.podSecurity().RunAsUser) {
			b.pod("securityContext.runAsUser", "pod sets runAsUser: 0")
		}
		for _, container := range b.Containers() {
			if isRoot(security(container).RunAsUser) {
				b.in(container, "securityContext.runAsUser", "sets runAsUser: 0")
			}
		}
	}),
})

func isRoot(user *int64) bool { return user != nil && *user == 0 }

package pss

import (
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-allow-privilege-escalation",
	Title:    "Container may gain privileges",
	Severity: control.Medium,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `Unless it is forbidden, a process that is not root becomes root in the container through sudo or any other set-user-ID ` +
		`program in the image; notebook images ship some on purpose. Running as an ordinary user then means little. The ` +
		`default is true, so the field must be written down.`,
	Fix: `Set securityContext.allowPrivilegeEscalation: false on every container.`,
	Refs: control.Refs{
		ATTACK: []string{"T1548.001"},
		CIS:    []string{"5.2.6"},
		PSS:    []string{"restricted"},
		NIST:   []string{"AC-6", "CM-7"},
		URLs:   []string{standardsPage},
	},
	Check: standard("allowPrivilegeEscalation", func(b *blamed) {
		for _, container := range b.Containers() {
			const path = "securityContext.allowPrivilegeEscalation"
			allow := security(container).AllowPrivilegeEscalation
			if allow == nil || *allow {
				b.required(container, path, allow != nil, "does not set allowPrivilegeEscalation: false")
			}
		}
	}),
})

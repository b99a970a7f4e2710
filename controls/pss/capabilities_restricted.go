package pss

import (
	"slices"

	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-capabilities-restricted",
	Title:    "Container keeps or adds default capabilities",
	Severity: control.Low,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `A container that does not drop ALL keeps the runtime's default set: to change owners and modes of any file, to change ` +
		`users, and on many runtimes to forge network packets (NET_RAW). Training and inference use none of them; they only ` +
		`help whoever breaks in. Capabilities beyond the default set are reported by pss-capabilities-baseline.`,
	Fix: `Set securityContext.capabilities.drop: [ALL] on every container; NET_BIND_SERVICE alone may be added back.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		CIS:    []string{"5.2.8", "5.2.9"},
		PSS:    []string{"restricted"},
		NIST:   []string{"AC-6", "CM-7", "800-190:4.4"},
		URLs:   []string{standardsPage},
	},
	Check: standard("capabilities_restricted", func(b *blamed) {
		for _, container := range b.Containers() {
			const path = "securityContext.capabilities.drop"
			dropped := valueOf(security(container).Capabilities).Drop
			if !slices.Contains(dropped, "ALL") {
				b.required(container, path, dropped != nil, "does not drop ALL capabilities")
			}
		}
		b.addedCapabilities()
	}),
})

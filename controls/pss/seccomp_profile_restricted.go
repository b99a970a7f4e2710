package pss

import (
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-seccomp-profile-restricted",
	Title:    "Container has no seccomp profile",
	Severity: control.Low,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `Without a profile a container may make every system call of the node's kernel, unless the kubelet was set to apply the ` +
		`runtime's default (seccompDefault), which a manifest cannot rely on. The default profile takes away what most escapes ` +
		`begin with and costs training and inference nothing noticeable.`,
	Fix: `Set securityContext.seccompProfile.type: RuntimeDefault on the pod.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		CIS:    []string{"5.6.2"},
		PSS:    []string{"restricted"},
		NIST:   []string{"AC-6", "SC-39", "800-190:4.4"},
		URLs:   []string{standardsPage, "https://kubernetes.io/docs/tutorials/security/seccomp/"},
	},
	Check: standard("seccompProfile_restricted", func(b *blamed) {
		// A profile of the pod, good or bad, is what containers without one take
		// over; a bad one is blamed by the baseline level.
		if b.podSecurity().SeccompProfile != nil {
			return
		}
		for _, container := range b.Containers() {
			if security(container).SeccompProfile == nil {
				b.required(container, "securityContext.seccompProfile.type", false, "has no seccomp profile")
			}
		}
	}),
})

package pss

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-sysctls",
	Title:    "Pod sets an unsafe sysctl",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `Only a handful of kernel parameters are known to stay inside the pod that sets them. Any other, such as the ` +
		`shared-memory and message-queue limits that training jobs raise or network forwarding, may take memory from the whole ` +
		`node, weaken its network or disturb the other tenants on it.`,
	Fix: `Remove the entry from securityContext.sysctls; tune the node for everyone instead (node image, tuning daemon).`,
	Refs: control.Refs{
		ATTACK: []string{"T1499"},
		PSS:    []string{"baseline"},
		NIST:   []string{"AC-6", "SC-39", "CM-7"},
		URLs:   []string{standardsPage, "https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/"},
	},
	Check: standard("sysctls", func(b *blamed) {
		for i, sysctl := range b.podSecurity().Sysctls {
			if b.refusesPod(corev1.PodSecurityContext{Sysctls: []corev1.Sysctl{sysctl}}) {
				b.pod(cluster.Index("securityContext.sysctls", i)+".name", "pod sets the sysctl "+sysctl.Name+"="+sysctl.Value)
			}
		}
	}),
})

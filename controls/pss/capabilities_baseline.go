package pss

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-capabilities-baseline",
	Title:    "Container adds a capability beyond the default set",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `Each added capability is a piece of root on the node: SYS_ADMIN makes the NVIDIA container toolkit treat the container ` +
		`as privileged and is most of the way out of it, SYS_PTRACE reads other processes where the process namespace is ` +
		`shared, NET_ADMIN and NET_RAW rewrite and forge traffic. Training jobs often carry IPC_LOCK or SYS_PTRACE over from a ` +
		`docker run line without needing them.`,
	Fix: `Remove the name from securityContext.capabilities.add. For RDMA, raise the locked-memory limit of the container ` +
		`runtime on the GPU nodes instead of adding IPC_LOCK; where that cannot be, IPC_LOCK beside an RDMA resource stays, in ` +
		`a namespace whose enforced level is privileged. Profile with debuggers on nodes of one tenant.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		CIS:    []string{"5.2.8", "5.2.9"},
		PSS:    []string{"baseline"},
		NIST:   []string{"AC-6", "800-190:4.4"},
		URLs:   []string{standardsPage},
	},
	Check: standard("capabilities_baseline", func(b *blamed) { b.addedCapabilities() }),
})

// all are the capabilities to drop for a container to be restricted.
var all = []corev1.Capability{"ALL"}

// addedCapabilities blames the added capabilities that the check refuses in a
// container that drops all others.
func (b *blamed) addedCapabilities() {
	for _, container := range b.Containers() {
		for i, name := range valueOf(security(container).Capabilities).Add {
			capabilities := corev1.Capabilities{Add: []corev1.Capability{name}, Drop: all}
			if b.refusesContainer(corev1.SecurityContext{Capabilities: &capabilities}) {
				b.in(container, cluster.Index("securityContext.capabilities.add", i), "adds the capability "+string(name))
			}
		}
	}
}

package pss

import (
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-host-namespaces",
	Title:    "Pod shares a namespace of its node",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `With hostPID a pod sees every process of its node, other tenants' training jobs among them, with their command lines ` +
		`and, given the rights, their environment and files. With hostNetwork no NetworkPolicy holds it and it reaches what ` +
		`listens on the node alone: the kubelet, the cloud's metadata service, GPU management daemons. With hostIPC it shares ` +
		`the memory segments through which jobs on the node exchange tensors. Guides for multi-node training that ask for host ` +
		`namespaces to get shared memory or speed trade the isolation of every tenant on the node for it.`,
	Fix: `Remove hostPID, hostIPC and hostNetwork. For shared memory between workers mount an emptyDir with medium: Memory at ` +
		`/dev/shm; for RDMA request the device that the network plugin offers.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611", "T1057"},
		CIS:    []string{"5.2.3", "5.2.4", "5.2.5"},
		PSS:    []string{"baseline"},
		NIST:   []string{"SC-39", "AC-6", "800-190:4.4"},
		URLs: []string{
			standardsPage,
			"https://ucx-py.readthedocs.io/en/latest/deployment.html",
		},
	},
	Check: standard("hostNamespaces", func(b *blamed) {
		for _, shared := range []struct {
			name string
			set  bool
		}{{"hostNetwork", b.spec.HostNetwork}, {"hostPID", b.spec.HostPID}, {"hostIPC", b.spec.HostIPC}} {
			if shared.set {
				b.pod(shared.name, "pod sets "+shared.name)
			}
		}
	}),
})

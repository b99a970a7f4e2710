package gpu

import (
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "gpu-privileged-gpu-pod",
	Title:    "Privileged container on a GPU node",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `A privileged container sees every device of its node: all GPUs, whoever holds them, and the interfaces of the GPU ` +
		`driver that are kept for administrators. It reads and writes the GPU memory of other tenants' jobs, changes clocks and ` +
		`MIG layout for everyone, and has a short way to root on the node. GPU workloads do not need it: the device plugin or ` +
		`the DRA driver hands the devices in. Scripts that look for "privileged" in the security context of the pod never find ` +
		`it, the field exists on containers only. The general rule, for any node, is pss-privileged.`,
	Fix: `Remove securityContext.privileged (or set it to false) and request the GPU: resources.limits["nvidia.com/gpu"]. What ` +
		`profiling and RDMA need are single capabilities on nodes of one tenant.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		ATLAS:  []string{"AML.T0105"},
		CIS:    []string{"5.2.2"},
		PSS:    []string{"baseline"},
		NIST:   []string{"AC-6"},
		URLs: []string{
			"https://kubernetes.io/docs/concepts/security/pod-security-standards/",
			"https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/",
		},
	},
	Check: func(pass *control.Pass) {
		if pass.Settings.IsPlatformNamespace(pass.Pod.Namespace) || !nearGPU(pass.Pod) {
			pass.NotApplicable()
			return
		}
		for _, container := range pass.Pod.Containers() {
			if container.Security.Privileged {
				pass.Fail(container.SecurityPath("privileged"), "container %s is privileged on a GPU node", container.Name).In(container)
			}
		}
	},
})

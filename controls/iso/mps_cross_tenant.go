package iso

import (
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/gpu"
)

var _ = Family.Add(control.Control{
	ID:       "iso-mps-cross-tenant",
	Title:    "GPUs shared by MPS serve more than one tenant",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   sharingObjects,
	Needs:    tenantFacts,
	Why: `The Multi-Process Service runs the kernels of several pods on one GPU at the same time, through one server on the node. ` +
		`Since Volta each client has its own address space and can be given a memory limit, but all share the server: a fatal ` +
		`fault of one client may end the others, and running side by side they share caches and translation buffers, over ` +
		`which one can measure the other. NVIDIA made MPS for cooperating processes of one user.`,
	Fix: `Give each tenant its own nodes (a taint with the matching toleration and nodeSelector), or share with MIG, or remove ` +
		`sharing.mps for the nodes that several tenants use.`,
	Refs: control.Refs{
		NIST: []string{"SC-4", "SC-39", "SC-5"},
		URLs: []string{
			"https://docs.nvidia.com/deploy/mps/index.html",
			"https://github.com/NVIDIA/k8s-device-plugin#with-cuda-mps",
			"https://etd.iisc.ac.in/handle/2005/6181",
		},
	},
	Check: func(pass *control.Pass) { judgeSharing(pass, "is shared by MPS", gpu.MPS) },
})

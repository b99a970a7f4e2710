package iso

import (
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/gpu"
)

var _ = Family.Add(control.Control{
	ID:       "iso-timeslice-cross-tenant",
	Title:    "Time-sliced GPUs serve more than one tenant",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   sharingObjects,
	Needs:    tenantFacts,
	Why: `Time-slicing hands one GPU to several pods in turn. Each process keeps an address space of its own, so a neighbour ` +
		`cannot simply read its memory, and the driver by default clears memory when it is freed; guides that say otherwise are ` +
		`wrong, but so is relying on it: NVIDIA promises neither memory nor fault isolation between the pods on such a GPU. No ` +
		`limit keeps one pod from taking all GPU memory, an error of one may end the others, and caches, memory bus and ` +
		`scheduler are shared and let a neighbour measure what runs beside it. That is for pods that trust each other, not for ` +
		`tenants.`,
	Fix: `Give each tenant its own nodes (a taint with the matching toleration and nodeSelector), or share with MIG ` +
		`(nvidia.com/mig.config, migStrategy: mixed), or remove sharing.timeSlicing for the nodes that several tenants use.`,
	Refs: control.Refs{
		ATLAS: []string{"AML.T0037"},
		NIST:  []string{"SC-4", "SC-39", "AC-4"},
		URLs: []string{
			"https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/gpu-sharing.html",
			"https://github.com/NVIDIA/k8s-device-plugin#shared-access-to-gpus",
		},
	},
	Check: func(pass *control.Pass) { judgeSharing(pass, "is time-sliced", gpu.TimeSlicing, gpu.MIGShared) },
})

package iso

import (
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/gpu"
)

var _ = Family.Add(control.Control{
	ID:       "iso-hami-cross-tenant",
	Title:    "GPU shares enforced inside the container serve more than one tenant",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.Subject{Kinds: []string{"Node"}, Namespaces: true},
	Needs:    tenantFacts,
	Why: `HAMi, Volcano vGPU and fractional schedulers (gpu-fraction) put several pods on one GPU. The limits on memory and ` +
		`compute are kept, if at all, by a library that is preloaded into the tenant's own container, where the tenant can ` +
		`switch it off, link around it, or replace it. Below it the GPU is shared as by time-slicing: no fault isolation, one ` +
		`driver, shared caches. Such limits keep honest teams out of each other's way; they do not keep tenants apart.`,
	Fix: `Keep the pods of one tenant on nodes of their own (taint, toleration and nodeSelector), or ask HAMi for hardware ` +
		`partitions with the annotation nvidia.com/vgpu-mode: mig.`,
	Refs: control.Refs{
		NIST: []string{"SC-4", "SC-39"},
		URLs: []string{"https://github.com/Project-HAMi/HAMi", "https://github.com/Project-HAMi/HAMi/blob/master/docs/config.md"},
	},
	Check: func(pass *control.Pass) {
		if pass.Namespace != nil {
			judgeSoftwareSharesOf(pass)
		} else {
			judgeSoftwareSharesOn(pass)
		}
	},
})

// judgeSoftwareSharesOn judges a node: tenants must not meet there.
func judgeSoftwareSharesOn(pass *control.Pass) {
	sharings := pass.Facts.GPUSharing()
	i := slices.IndexFunc(sharings, func(sharing cluster.GPUSharing) bool { return sharing.Object == pass.Object })
	if i < 0 {
		pass.NotApplicable()
		return
	}
	var tenants tenants
	tenants.gather(pass, func(pod *cluster.Pod) (gpu.Request, bool) {
		request, shares := softwareShare(pod, pass.Facts.Accelerators(pod))
		return request, shares && pass.Facts.MayRunOn(pod, sharings[i].Node)
	})
	if tenants.count() == 0 && sharings[i].Mode != gpu.Software {
		pass.NotApplicable()
		return
	}
	tenants.judge(pass, sharings[i].Path, "GPUs of "+pass.Object.Name+" are shared under limits of software")
}

// judgeSoftwareSharesOf judges a namespace where the input does not have the
// nodes with the GPUs: its pods may meet those of any other tenant.
func judgeSoftwareSharesOf(pass *control.Pass) {
	nodes := slices.ContainsFunc(pass.Facts.GPUSharing(), func(sharing cluster.GPUSharing) bool { return sharing.Node != nil })
	shares := func(pod *cluster.Pod) (gpu.Request, bool) { return softwareShare(pod, pass.Facts.Accelerators(pod)) }
	var tenants tenants
	for _, pod := range pass.Facts.AcceleratorPods(pass.Namespace.Name) {
		if request, ok := shares(pod); ok {
			tenants.add(pass.Facts, pod, request)
			break
		}
	}
	if nodes || tenants.count() == 0 || pass.Settings.IsPlatformNamespace(pass.Namespace.Name) {
		pass.NotApplicable()
		return
	}
	tenants.gather(pass, shares)
	tenants.judge(pass, "", "GPUs are shared under limits of software")
}

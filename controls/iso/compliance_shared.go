package iso

import (
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/gpu"
)

var _ = Family.Add(control.Control{
	ID:    "iso-compliance-shared",
	Title: "Regulated data on a shared GPU",
	// Most inputs that lack the labels or the nodes have nothing regulated: what
	// is only missing is milder than what is known, which is critical.
	Severity: control.Medium,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Needs:    cluster.Namespaces | cluster.Nodes,
	Why: `The namespace is labelled as holding regulated data (by default data-class: pii, phi, pci or restricted). Of shared ` +
		`GPUs only MIG gives each pod memory, caches and error containment of its own in hardware. Time-slicing, MPS and ` +
		`software shares promise none of it, so an auditor finds no control that keeps the data from whoever else is on that ` +
		`GPU, today or after the next change of node labels.`,
	Fix: `Request a MIG device (nvidia.com/mig-1g.10gb and its like, not .shared) or a whole GPU, and pin the pod to nodes that do ` +
		`not share: required node affinity nvidia.com/gpu.sharing-strategy In [none].`,
	Refs: control.Refs{
		NIST: []string{"SC-4", "SC-39"},
		URLs: []string{
			"https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/gpu-sharing.html",
			"https://docs.nvidia.com/datacenter/tesla/mig-user-guide/",
		},
	},
	Check: func(pass *control.Pass) {
		requests := pass.Pod.Accelerators()
		first := slices.IndexFunc(requests, getsGPU)
		if first < 0 {
			pass.NotApplicable()
			return
		}
		if !pass.Require(cluster.Namespaces) {
			return
		}
		namespace := pass.Facts.Namespace(pass.Pod.Namespace).Object
		label := regulatedLabel(pass.Settings, namespace.Labels)
		if label == "" {
			pass.NotApplicable()
			return
		}
		path := cluster.Field("metadata.labels", label)
		if request, shares := shareRequest(pass.Pod, requests); shares {
			pass.Fail(request.Path, "regulated namespace %s asks for a shared GPU: %s", namespace.Name, request.Resource).
				Because(namespace, path, namespace.Labels[label]).
				At(control.Critical)
			return
		}
		statements := pass.Facts.SharingFor(pass.Pod)
		if i := slices.IndexFunc(statements, shares); i >= 0 {
			pass.Fail(requests[first].Path, "regulated namespace %s may get a GPU of %s that is shared: %s",
				namespace.Name, statements[i].Object.Name, statements[i].Mode).
				Because(namespace, path, namespace.Labels[label]).
				Because(statements[i].Object, statements[i].Path, statements[i].Value).
				At(control.Critical)
			return
		}
		if slices.ContainsFunc(statements, undetermined) {
			pass.Unknown(requests[first].Path, "the input does not say how the GPUs are shared that regulated namespace %s may get", namespace.Name).
				At(control.Critical)
			return
		}
		pass.RequireIn(cluster.Nodes, "")
	},
})

// regulatedLabel returns the label of a namespace that marks regulated data,
// the first by name.
func regulatedLabel(settings *control.Settings, labels map[string]string) string {
	first := ""
	for name, values := range settings.RegulatedLabels {
		if !slices.Contains(values, labels[name]) {
			continue
		}
		if first == "" || name < first { // mutate: equivalent, which of several labels stands in the evidence changes no answer
			first = name
		}
	}
	return first
}

// shareRequest returns the request of a pod for a GPU that is shared by its
// name: a share that software enforces, or a replica.
func shareRequest(pod *cluster.Pod, requests []gpu.Request) (gpu.Request, bool) {
	i := slices.IndexFunc(requests, func(request gpu.Request) bool { return request.Class.Renamed })
	if i >= 0 {
		return requests[i], true
	}
	return softwareShare(pod, requests)
}

// shares reports whether a statement says that a pod shares its GPU with
// others. A shared claim does not: only pods of its namespace can use it.
func shares(sharing cluster.GPUSharing) bool {
	return sharing.Mode.Shares() && sharing.Mode != gpu.SharedClaim
}

func undetermined(sharing cluster.GPUSharing) bool { return sharing.Mode == gpu.Undetermined }

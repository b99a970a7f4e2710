package iso

import (
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/gpu"
)

// sharingObjects are what says that a device plugin shares GPUs: nodes that
// show it, and configurations that make it so.
var sharingObjects = control.Subject{Kinds: []string{"Node", "ConfigMap"}, Concerns: mayShare}

// mayShare reports whether an object can be one of them: a configuration of the
// device plugin shares GPUs by saying how many replicas it makes of them.
func mayShare(object *cluster.Object) bool {
	if object.Kind == "Node" { // mutate: equivalent, because a refused object would only not apply
		return true
	}
	for text := range object.Texts {
		if strings.Contains(text.Value, "replicas") { // mutate: equivalent, because a kept object would only not apply
			return true
		}
	}
	return false
}

// tenantFacts are what telling tenants apart needs.
const tenantFacts = cluster.Namespaces | cluster.Workloads

// judgeSharing judges an object that shares GPUs in one of the modes: pods of
// two trust domains must not be able to get them. How says how they are shared.
func judgeSharing(pass *control.Pass, how string, modes ...gpu.Mode) {
	found := sharings(pass, modes)
	if len(found) == 0 { // mutate: equivalent, no finding depends on it: it tells what does not apply from what passes
		pass.NotApplicable()
	}
	for _, sharing := range found {
		var tenants tenants
		tenants.gather(pass, func(pod *cluster.Pod) (gpu.Request, bool) { return requestOf(pass.Facts, pod, sharing) })
		what := strings.Join(sharing.Resources, " and ") + " of " + pass.Object.Name + " " + how
		tenants.judge(pass, sharing.Path, what)
	}
}

// sharings returns the statements of the judged object that GPUs are shared in
// one of the modes. Where the input has nodes with GPUs, these speak for
// themselves, and a configuration adds nothing.
func sharings(pass *control.Pass, modes []gpu.Mode) []cluster.GPUSharing {
	var found []cluster.GPUSharing
	nodes := false
	for _, sharing := range pass.Facts.GPUSharing() {
		nodes = nodes || sharing.Node != nil
		if sharing.Object == pass.Object && sharing.InEffect() && slices.Contains(modes, sharing.Mode) {
			found = append(found, sharing)
		}
	}
	return slices.DeleteFunc(found, func(sharing cluster.GPUSharing) bool { return nodes && sharing.Node == nil })
}

// requestOf returns the request by which a pod may get a GPU that is shared as
// stated.
func requestOf(facts *cluster.Snapshot, pod *cluster.Pod, sharing cluster.GPUSharing) (gpu.Request, bool) {
	requests := facts.Accelerators(pod)
	i := slices.IndexFunc(requests, func(request gpu.Request) bool { return slices.Contains(sharing.Resources, request.Resource) })
	if i < 0 || sharing.Node != nil && !facts.MayRunOn(pod, sharing.Node) {
		return gpu.Request{}, false
	}
	return requests[i], true
}

package ten

import (
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/gpu"
)

var _ = Family.Add(control.Control{
	ID:       "ten-no-quota",
	Title:    "Namespace uses GPUs without a quota on them",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryNamespace,
	Needs:    cluster.Quotas,
	Why: `Without a ResourceQuota on GPUs one namespace may take all of them: by mistake (a job with too many workers), or on ` +
		`purpose (a stolen token that mines). The other teams wait, the bill grows, and nothing in the cluster says no. Kueue ` +
		`and Volcano queues bound the jobs that go through them, not a pod that is created past them.`,
	Fix: `Create a ResourceQuota in the namespace with spec.hard["requests.nvidia.com/gpu"], and a key for every other GPU ` +
		`resource of the cluster (0 for what the team does not get). In Kubeflow, set spec.resourceQuotaSpec of the Profile.`,
	Refs: control.Refs{
		ATTACK: []string{"T1496.001"},
		ATLAS:  []string{"AML.T0034"},
		NIST:   []string{"SC-6", "SC-5"},
		OWASP:  []string{"LLM10"},
		URLs: []string{
			"https://kubernetes.io/docs/concepts/policy/resource-quotas/#resource-quota-for-extended-resources",
		},
	},
	Check: func(pass *control.Pass) {
		pod, request := firstGPURequest(pass)
		if pass.Settings.IsPlatformNamespace(pass.Namespace.Name) || pod == nil {
			pass.NotApplicable()
			return
		}
		if !pass.Require(cluster.Quotas) {
			return
		}
		quotas := slices.DeleteFunc(slices.Clone(pass.Facts.Quotas(pass.Namespace.Name)),
			func(quota *cluster.ResourceQuota) bool { return !bindsGPUs(quota) })
		switch {
		case len(quotas) == 0:
			answer := pass.Fail("", "no quota on GPUs in namespace %s, where %s %s requests %s",
				pass.Namespace.Name, pod.Object.Kind, pod.Object.Name, request.Resource).
				Because(pod.Object, request.Path, request.Quantity)
			if queues := localQueues(pass); len(queues) > 0 {
				answer.At(control.Medium).Because(queues[0], "", nil)
			}
		case !slices.ContainsFunc(quotas, unscoped):
			pass.Unknown("", "the quotas on GPUs in namespace %s count only pods of some scopes; whether others can be created is not known",
				pass.Namespace.Name).Because(quotas[0].Object, quotas[0].SpecPath, nil)
		}
	},
})

func unscoped(quota *cluster.ResourceQuota) bool { return !quota.Scoped() }

// firstGPURequest returns the first pod of the namespace that requests a GPU as
// an extended resource, and the request.
func firstGPURequest(pass *control.Pass) (*cluster.Pod, gpu.Request) {
	for _, pod := range pass.Facts.AcceleratorPods(pass.Namespace.Name) {
		for _, request := range pass.Facts.Accelerators(pod) {
			if isGPU(gpu.Classify(request.Resource)) {
				return pod, request
			}
		}
	}
	return nil, gpu.Request{}
}

// localQueues returns the queues of Kueue in the namespace.
func localQueues(pass *control.Pass) []*cluster.Object {
	return slices.DeleteFunc(slices.Clone(pass.Facts.ObjectsOfKind("LocalQueue.kueue.x-k8s.io")),
		func(queue *cluster.Object) bool { return queue.Namespace != pass.Namespace.Name })
}

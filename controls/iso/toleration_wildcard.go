package iso

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "iso-toleration-wildcard",
	Title:    "GPU pod tolerates every taint",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `Nodes are kept for one team by a taint that only the pods of that team tolerate. A toleration with operator Exists and ` +
		`without a key tolerates every taint there is: the pod may land on the GPUs of any other team, beside its jobs, ` +
		`whatever pools the platform has set up.`,
	Fix: `Name the taint: tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}], and the taint of the own ` +
		`pool with its value. Restrict what a namespace may tolerate (PodTolerationRestriction or an admission policy).`,
	Refs: control.Refs{
		ATTACK: []string{"T1610"},
		NIST:   []string{"AC-4"},
		URLs:   []string{"https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/"},
	},
	Check: func(pass *control.Pass) {
		if pass.Settings.IsPlatformNamespace(pass.Pod.Namespace) || !slices.ContainsFunc(pass.Pod.Accelerators(), getsGPU) {
			pass.NotApplicable()
			return
		}
		for i, toleration := range pass.Pod.Spec().Tolerations {
			if toleration.Key == "" && toleration.Effect != corev1.TaintEffectNoExecute {
				pass.Fail(pass.Pod.FieldPath(cluster.Index("tolerations", i)), "the pod tolerates every taint")
			}
		}
	},
})

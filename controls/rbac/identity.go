package rbac

import (
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// identityElsewhere reports whether what completes the pod may also say whom it
// acts as. An InferenceService says that itself; its runtime only adds
// containers.
func identityElsewhere(pod *cluster.Pod) bool {
	return pod.Partial != "" && pod.Partial != "ServingRuntime"
}

// computing are the kinds whose pods train or serve models, and do not talk to
// the Kubernetes API.
var computing = map[string]bool{
	"ClusterTrainingRuntime.trainer.kubeflow.org": true,
	"InferenceService.serving.kserve.io":          true,
	"JAXJob.kubeflow.org":                         true,
	"MPIJob.kubeflow.org":                         true,
	"PaddleJob.kubeflow.org":                      true,
	"PyTorchJob.kubeflow.org":                     true,
	"RayCluster.ray.io":                           true,
	"RayJob.ray.io":                               true,
	"RayService.ray.io":                           true,
	"TFJob.kubeflow.org":                          true,
	"TrainingRuntime.trainer.kubeflow.org":        true,
	"XGBoostJob.kubeflow.org":                     true,
}

// orchestrating are the groups whose pods report to the Kubernetes API or make
// further pods there, even those with a GPU: workflow steps and Spark drivers.
var orchestrating = map[string]bool{"argoproj.io": true, "sparkoperator.k8s.io": true, "tekton.dev": true}

// computes reports whether the pod does nothing but compute: by its kind, or
// because it asks for accelerators.
func computes(pod *cluster.Pod) bool {
	object := pod.Object
	switch {
	case identityElsewhere(pod), orchestrating[object.Group()]:
		return false
	case pod.Role == "Launcher":
		return false // of an MPIJob; runs commands in the workers, in older versions through the API
	case slices.ContainsFunc(pod.Containers(), isAutoscaler):
		return false // the head of a Ray cluster that asks the API for more workers
	}
	return computing[object.GroupKind()] || len(pod.Accelerators()) > 0
}

// isAutoscaler recognises the container that KubeRay adds to the head of a
// cluster with autoscaling.
func isAutoscaler(container cluster.Container) bool { return container.Name == "autoscaler" }

// mountUnknown answers for a pod of which the input does not say whether it gets
// the token of its ServiceAccount.
func mountUnknown(pass *control.Pass) {
	if pass.Require(cluster.ServiceAccounts) {
		pass.Unknown(pass.Pod.FieldPath("automountServiceAccountToken"),
			"ServiceAccount %s, which may say that no token is mounted, is not in the input or is there twice", pass.Pod.ServiceAccount())
	}
}

// meantFor reports whether a binding names the ServiceAccount itself or all of
// its namespace. What everybody has is not meant for it.
func meantFor(binding *cluster.Binding, account cluster.Subject) bool {
	for i := range binding.Subjects {
		subject := subjectOf(binding, i).String()
		if subject == account.String() || subject == "Group/system:serviceaccounts:"+account.Namespace {
			return true
		}
	}
	return false
}

// hasRights reports whether a binding of the input is meant for the
// ServiceAccount of the pod.
func hasRights(pass *control.Pass) bool {
	account := cluster.SubjectOf(pass.Pod)
	return slices.ContainsFunc(pass.Facts.RBAC().BindingsFor(account, cluster.Anywhere()), func(binding *cluster.Binding) bool {
		return meantFor(binding, account)
	})
}

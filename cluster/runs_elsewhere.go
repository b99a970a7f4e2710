package cluster

// runsElsewhere are the kinds of templates whose pods run only as part of other
// objects, in the namespaces of those.
var runsElsewhere = map[string]bool{
	"ServingRuntime.serving.kserve.io":            true,
	"ClusterServingRuntime.serving.kserve.io":     true,
	"LLMInferenceServiceConfig.serving.kserve.io": true,
	"TrainingRuntime.trainer.kubeflow.org":        true,
	"TrainingRuntime.kubeflow.org":                true,
	"ClusterTrainingRuntime.kubeflow.org":         true,
	"ClusterTrainingRuntime.trainer.kubeflow.org": true,
}

// RunsElsewhere reports whether the pods in the object are templates for other
// objects, so that the policies and labels of the object's own namespace say
// nothing about where they run: serving runtimes of KServe and training runtimes
// of Kubeflow.
func (o *Object) RunsElsewhere() bool { return runsElsewhere[o.GroupKind()] }

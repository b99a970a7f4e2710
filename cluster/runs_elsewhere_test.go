package cluster

import "testing"

func TestRunsElsewhere(t *testing.T) {
	t.Parallel()
	for kind, want := range map[[2]string]bool{
		{"serving.kserve.io/v1alpha1", "ClusterServingRuntime"}:     true,
		{"serving.kserve.io/v1alpha1", "ServingRuntime"}:            true,
		{"serving.kserve.io/v1alpha1", "LLMInferenceServiceConfig"}: true,
		{"trainer.kubeflow.org/v1alpha1", "ClusterTrainingRuntime"}: true,
		{"trainer.kubeflow.org/v1alpha1", "TrainingRuntime"}:        true,
		{"trainer.kubeflow.org/v1alpha1", "TrainJob"}:               false,
		{"serving.kserve.io/v1beta1", "InferenceService"}:           false,
		{"example.com/v1", "ServingRuntime"}:                        false,
	} {
		object := NewObject(map[string]any{"apiVersion": kind[0], "kind": kind[1]}, Origin{})
		if got := object.RunsElsewhere(); got != want {
			t.Errorf("%v: got %v, want %v", kind, got, want)
		}
	}
}

package mod

import (
	"maps"
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
)

// objectsWithModels are the kinds that name models in fields of their own.
var objectsWithModels = []string{
	"InferenceService.serving.kserve.io", "LLMInferenceService.serving.kserve.io", "LLMInferenceServiceConfig.serving.kserve.io",
	"LocalModelCache.serving.kserve.io", "LocalModelNamespaceCache.serving.kserve.io", "TrainJob.trainer.kubeflow.org",
}

// eachURI calls yield with every text in the specification of an object that is
// a URI, and its path, in the order of the fields' names.
func eachURI(object *cluster.Object, yield func(path, uri string)) {
	spec, _ := object.Lookup("spec")
	walkURIs("spec", spec, yield)
}

func walkURIs(path string, value any, yield func(path, uri string)) {
	switch value := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			walkURIs(cluster.Field(path, name), value[name], yield)
		}
	case []any:
		for i, item := range value {
			walkURIs(cluster.Index(path, i), item, yield)
		}
	case string:
		if strings.Contains(value, "://") {
			yield(path, value)
		}
	}
}

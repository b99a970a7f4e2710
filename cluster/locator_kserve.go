package cluster

// kserveFrameworks are the fields of a component of an InferenceService that
// stand for its main container, by framework or by model.
var kserveFrameworks = []string{
	"model", "huggingface", "pytorch", "tensorflow", "triton", "onnx", "sklearn", "xgboost", "lightgbm", "paddle", "pmml", "art",
}

// kserveComponent is a predictor, transformer or explainer: a pod specification
// with the main container in a field of its own, to be merged with the container
// of the name that KServe gives it. Labels and annotations of the
// InferenceService are passed on to the pods.
func kserveComponent(l *locating, at node) {
	mapping := l.mapping(at)
	if mapping == nil {
		return
	}
	d := l.draft(at)
	d.setMetadata(pick(mapping, "labels", "annotations"), at.path)
	object := asMapping(l.object.Content()["metadata"])
	d.metadataUnder(pick(object, "labels", "annotations"), "metadata")
	d.spec = mapping
	framework := false
	for _, field := range kserveFrameworks {
		container := at.field(field)
		if container.value == nil {
			continue
		}
		if value := l.mapping(container); value != nil {
			framework = true
			d.mergeOne("containers", withName(value, "kserve-container"), container.path)
		}
	}
	if !framework && l.place.partial != "" && mapping["containers"] != nil {
		d.partial = "" // a custom predictor needs no runtime
	}
	l.add(d)
}

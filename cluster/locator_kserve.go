package cluster

// kserveFrameworks are the fields of a component of an InferenceService that
// stand for its main container, by framework or by model.
var kserveFrameworks = []string{
	"model", "huggingface", "pytorch", "tensorflow", "triton", "onnx", "sklearn", "xgboost", "lightgbm", "paddle", "pmml", "art",
}

// kserveComponent is a predictor, transformer or explainer: a pod specification
// with the main container in a field of its own. Labels and annotations of the
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
			d.kserveContainer(value, container.path)
		}
	}
	if !framework && l.place.partial != "" && mapping["containers"] != nil {
		d.partial = "" // a custom predictor needs no runtime
	}
	l.add(d)
}

// kserveContainer merges the field of a framework with the container of the
// name that KServe gives it.
func (d *draft) kserveContainer(value map[string]any, path string) {
	const name = "kserve-container"
	value = withName(value, name)
	containers, _ := d.spec["containers"].([]any)
	for i, container := range containers {
		if nameOf(container) != nameOf(value) {
			continue
		}
		merged := append(containers[:i:i], d.merge(Index("containers", i), asMapping(container), value, path, false, false))
		d.put("containers", append(merged, containers[i+1:]...))
		return
	}
	d.appendOne("containers", value, path)
}

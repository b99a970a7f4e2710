package cluster

import (
	"maps"
	"slices"
	"strings"
)

// place says where in a kind a pod stands, and in what shape.
type place struct {
	// path leads to it: field names joined by dots, [*] for every item of a
	// list, * for every field of a mapping.
	path string
	// shape makes pods, or embedded objects, out of what stands there.
	shape shape
	// role names the pod among those of the object; see [locating.fill].
	role string
	// partial is [Pod.Partial] of the pods found there.
	partial string
	// labels are those that the controller adds to the pods; roles and labels
	// may have placeholders.
	labels []label
	steps  []step
}

type label struct{ name, value string }

// shape turns the value found at a place into pods or embedded objects.
type shape func(l *locating, at node)

type step struct {
	// field is the name of the field, empty for a wildcard.
	field string
	// items means every item of the list in the field.
	items bool
	// path is the path up to here when no wildcard precedes it, so that most
	// objects need no path built.
	path string
}

func compileSteps(path string) []step {
	if path == "" {
		return nil
	}
	var steps []step
	fixed := ""
	for _, part := range strings.Split(path, ".") {
		name, items := strings.CutSuffix(part, "[*]")
		compiled := step{field: name, items: items}
		if name == "*" {
			compiled.field = ""
		} else if fixed != "" || len(steps) == 0 {
			fixed = Field(fixed, name)
			compiled.path = fixed
		}
		if items || name == "*" {
			fixed = ""
		}
		steps = append(steps, compiled)
	}
	return steps
}

// match follows the steps from at and applies the shape of the place to every
// value they lead to. A value of the wrong type on the way is recorded.
func (l *locating) match(steps []step, at node) {
	if at.value == nil {
		return
	}
	if len(steps) == 0 {
		l.place.shape(l, at)
		return
	}
	mapping := l.mapping(at)
	step := steps[0]
	if step.field == "" {
		for _, name := range slices.Sorted(maps.Keys(mapping)) {
			next := at.field(name)
			next.above = &passed{name: name, value: next.value, above: at.above}
			l.match(steps[1:], next)
		}
		return
	}
	value := mapping[step.field]
	if value == nil {
		return
	}
	next := node{value: value, path: step.path, above: at.above}
	if step.path == "" {
		next.path = Field(at.path, step.field)
	}
	if !step.items {
		l.match(steps[1:], next)
		return
	}
	for i, item := range l.list(next) {
		l.match(steps[1:], next.item(i, item))
	}
}

// template is a PodTemplateSpec: metadata and spec.
func template(l *locating, at node) {
	if d, ok := l.templateDraft(at); ok {
		l.add(d)
	}
}

// templateDraft starts a pod from a PodTemplateSpec; there is none without a
// specification.
func (l *locating) templateDraft(at node) (draft, bool) {
	if l.mapping(at) == nil {
		return draft{}, false
	}
	d := l.draft(at)
	d.setMetadata(l.mapping(at.field("metadata")), Join(at.path, "metadata"))
	spec := at.field("spec")
	d.specPath = spec.path
	d.spec = l.mapping(spec)
	return d, d.spec != nil
}

// podSpec is a PodSpec without a template around it. Labels and annotations
// beside its fields, as KServe has them, are those of the pod.
func podSpec(l *locating, at node) {
	mapping := l.mapping(at)
	if mapping == nil {
		return
	}
	d := l.draft(at)
	d.setMetadata(pick(mapping, "labels", "annotations"), at.path)
	d.spec = mapping
	l.add(d)
}

// containerShape is a single container.
func containerShape(list, name string) shape {
	return func(l *locating, at node) {
		mapping := l.mapping(at)
		if mapping == nil {
			return
		}
		d := l.draft(at)
		d.appendOne(list, withName(mapping, name), at.path)
		l.add(d)
	}
}

// withName gives a container the name that the controller gives it, unless it
// has one.
func withName(container map[string]any, name string) map[string]any {
	if nameOf(container) != "" {
		return container
	}
	copied := maps.Clone(container)
	if copied == nil {
		copied = map[string]any{}
	}
	copied["name"] = name
	return copied
}

// pick returns the named fields of a mapping.
func pick(mapping map[string]any, names ...string) map[string]any {
	picked := map[string]any{}
	for _, name := range names {
		if value := mapping[name]; value != nil {
			picked[name] = value
		}
	}
	return picked
}

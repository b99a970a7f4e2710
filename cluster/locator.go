package cluster

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// Located is what an object holds of pods and other objects.
type Located struct {
	// Pods are the pods of the object, in the order of the table and, within a
	// list, of the list; pods recognised by their shape alone come last.
	Pods []*Pod
	// Embedded are the whole objects that the object holds and that a
	// controller will apply, such as the components of an AppWrapper. They are
	// to be located in turn; see [Object.Holder].
	Embedded []*Object
	// Known is false for a custom resource of a kind that the locator's table
	// does not have: what pods it leads to is not known.
	Known bool
	// Unread are the fields where a pod or an object is expected and that could
	// not be read, such as a text with template actions or a list where a
	// mapping belongs.
	Unread []FieldError
}

// Locate finds the pods of an object and the objects it holds. Custom resources
// are also searched for pods in places that the table does not have. The cost
// is linear in the size of the object. The object must not be released.
func Locate(object *Object) Located {
	l := locating{object: object, budget: layerBudget}
	row, known := locatorRows[groupKind{object.Group(), object.Kind}]
	content := object.Content()
	for i := range row {
		l.place = &row[i]
		l.match(l.place.steps, node{value: content})
	}
	builtIn := BuiltIn(object.GroupKind())
	if l.budget < 0 {
		l.unread("", "holds more than can be put together: what one level says for pods below it was left out of some")
	}
	l.Known = known || builtIn || withoutPods(object.Group())
	if !builtIn && (!known || len(row) > 0) && !withoutPods(object.Group()) {
		l.search(content)
	}
	if object.Origin.Patch {
		for _, pod := range l.Pods {
			pod.Partial = "patched object"
		}
	}
	return l.Located
}

// locating is the state of one call of [Locate].
type locating struct {
	Located
	object *Object
	place  *place
	// budget is what is left of layerBudget.
	budget int
}

// node is a value on the way to a pod.
type node struct {
	value any
	path  string
	// above leads to the list items and wildcard fields passed on the way.
	above *passed
}

// passed is a list item, or a field matched by a wildcard, on the way to a pod.
type passed struct {
	name  string
	value any
	above *passed
}

// mapping returns the value as a mapping, and records it as unread if it is
// something else.
func (l *locating) mapping(at node) map[string]any {
	mapping, ok := at.value.(map[string]any)
	if !ok && at.value != nil {
		l.unread(at.path, "expected a mapping, found "+kindOf(at.value))
	}
	return mapping
}

// list returns the value as a list, and records it as unread if it is something
// else.
func (l *locating) list(at node) []any {
	list, ok := at.value.([]any)
	if !ok && at.value != nil {
		l.unread(at.path, "expected a list, found "+kindOf(at.value))
	}
	return list
}

func (l *locating) unread(path, problem string) {
	l.Unread = append(l.Unread, FieldError{Path: path, Problem: problem})
}

// field is the node of a named field; its value is nil when it is absent.
func (n node) field(name string) node {
	mapping, _ := n.value.(map[string]any)
	return node{value: mapping[name], path: Field(n.path, name), above: n.above}
}

// item is the node of a list item.
func (n node) item(i int, value any) node {
	path := Index(n.path, i)
	return node{value: value, path: path, above: &passed{name: path[len(n.path):], value: value, above: n.above}}
}

// role fills the placeholders of a role or label: {object} is the name of the
// object, {*} the field that a wildcard matched, and {name} the field of that
// name of the innermost list item that has it, else its place in the list.
func (l *locating) fill(text string, at node) string {
	for {
		before, rest, found := strings.Cut(text, "{")
		placeholder, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			return text
		}
		text = before + l.placeholder(placeholder, at) + after
	}
}

func (l *locating) placeholder(name string, at node) string {
	if name == "object" {
		return LookupString(l.object.Content(), "metadata", "name")
	}
	for step := at.above; step != nil; step = step.above {
		if name == "*" {
			return step.name
		}
		item, _ := step.value.(map[string]any)
		if text, ok := item[name].(string); ok && !strings.ContainsAny(text, "{}") {
			return text
		}
	}
	if at.above != nil {
		return strings.Trim(at.above.name, "[]")
	}
	return ""
}

// add makes a pod out of a draft.
func (l *locating) add(d draft) {
	pod := &Pod{
		Object: l.object, Path: d.path, SpecPath: d.specPath, Role: d.role,
		Structural: d.structural, Partial: d.partial, Namespace: l.object.Namespace,
		metadataPath: d.metadataPath, origins: d.origins.sorted(),
	}
	var problems []FieldError
	metadata := draftMetadata{}
	for _, field := range [...]struct {
		name string
		into *map[string]string
	}{{"labels", &metadata.Labels}, {"annotations", &metadata.Annotations}} {
		if value := d.metadata[field.name]; value != nil {
			for _, problem := range decodeInto(value, field.into) {
				problems = append(problems, FieldError{Path: Join("metadata."+field.name, problem.Path), Problem: problem.Problem})
			}
		}
	}
	pod.Labels, pod.Annotations = metadata.Labels, metadata.Annotations
	if d.metadataPath == "metadata" && d.path == "" && len(problems) == 0 && len(d.origins.known) == 0 {
		// A Pod's own metadata need not be kept twice.
		pod.Labels, pod.Annotations = l.object.Labels, l.object.Annotations
	}
	spec := new(corev1.PodSpec)
	problems = append(append(problems, d.wrong...), decodeInto(d.spec, spec)...)
	for _, problem := range problems {
		pod.Malformed = append(pod.Malformed, FieldError{Path: pod.FieldPath(problem.Path), Problem: problem.Problem})
	}
	setDefaults(spec)
	pod.setSpec(spec)
	l.Pods = append(l.Pods, pod)
}

type draftMetadata struct{ Labels, Annotations map[string]string }

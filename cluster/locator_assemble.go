package cluster

import (
	"maps"
	"strings"
)

// assembly describes a custom resource whose fields are put together to a pod by
// its controller, as data.
type assembly struct {
	// template is a field with a pod template that the rest is put into; empty
	// for none.
	template string
	// podSpec is a field with a pod specification that the rest is put into, and
	// podMetadata one with its labels and annotations; empty for none.
	podSpec, podMetadata string
	// pod are the fields that become fields of the pod specification.
	pod []part
	// containers are the fields that become containers.
	containers []assembled
	// metadata says that the labels and annotations beside the fields are those
	// of the pod.
	metadata bool
}

// assembled is a field that becomes one container or, with each, a list of them.
type assembled struct {
	// field is the field; empty for the custom resource's own level.
	field string
	// list is the list of the pod that it goes to.
	list string
	// name is the name of the container unless the field has one.
	name string
	each bool
	// parts are the fields of the container; nil when the field is a container
	// already.
	parts []part
}

// part is a field of the custom resource that becomes a field of a pod or
// container.
type part struct {
	// from and to are field names joined by dots.
	from, to string
	// convert turns the value into what Kubernetes has there; nil for the same.
	convert func(any) any
}

// same are fields that keep their names.
func same(names ...string) []part {
	parts := make([]part, len(names))
	for i, name := range names {
		parts[i] = part{from: name, to: name}
	}
	return parts
}

// assemble is the shape of a custom resource described by an assembly.
func assemble(a assembly) shape {
	return func(l *locating, at node) {
		mapping := l.mapping(at)
		if mapping == nil {
			return
		}
		d := l.draft(at)
		if template := at.field(a.template); a.template != "" && l.mapping(template) != nil {
			d.path = template.path
			d.setMetadata(l.mapping(template.field("metadata")), Join(template.path, "metadata"))
			d.specPath = Join(template.path, "spec")
			d.replace(l.mapping(template.field("spec")))
		}
		if a.podSpec != "" {
			d.specPath = Field(at.path, a.podSpec)
			d.replace(l.mapping(at.field(a.podSpec)))
		}
		if a.podMetadata != "" {
			d.setMetadata(l.mapping(at.field(a.podMetadata)), Field(at.path, a.podMetadata))
		}
		if a.metadata {
			d.metadataOver(pick(mapping, "labels", "annotations"), at.path)
		}
		for _, part := range a.pod {
			d.assign(part, at)
		}
		for _, container := range a.containers {
			l.assembleContainer(&d, container, at)
		}
		if len(d.spec) > 0 {
			l.add(d)
		}
	}
}

func (l *locating) assembleContainer(d *draft, c assembled, at node) {
	if c.field != "" {
		at = lookup(at, c.field)
	}
	if at.value == nil {
		return
	}
	if !c.each {
		l.assembleOne(d, c, at)
		return
	}
	for i, item := range l.list(at) {
		l.assembleOne(d, c, at.item(i, item))
	}
}

// assembleOne adds a container; one that the template has under the same name is
// merged with it.
func (l *locating) assembleOne(d *draft, c assembled, at node) {
	fields := l.mapping(at)
	if fields == nil {
		return
	}
	list := c.list
	if list == "" {
		list = "containers"
	}
	container := fields
	own := l.part(at.path, nil)
	if c.parts != nil {
		for _, part := range c.parts {
			own.assign(part, at)
		}
		container = own.spec
		if len(container) == 0 {
			return
		}
		if name := nameOf(fields); name != "" {
			container["name"] = name
		}
	}
	relative := d.mergeOne(list, withName(container, c.name), at.path)
	d.adoptAt(&own, relative)
}

// lookup follows field names joined by dots.
func lookup(at node, fields string) node {
	for _, field := range strings.Split(fields, ".") {
		at = at.field(field)
	}
	return at
}

// assign sets one field of the draft from a field below at.
func (d *draft) assign(p part, at node) {
	from := lookup(at, p.from)
	if from.value == nil {
		return
	}
	value := from.value
	if p.convert != nil {
		if value = p.convert(value); value == nil {
			return
		}
	}
	field, rest, nested := strings.Cut(p.to, ".")
	if nested {
		d.put(field, setField(asMapping(d.spec[field]), strings.Split(rest, "."), value))
	} else {
		d.put(field, value)
	}
	d.comesFrom(p.to, from.path, p.convert != nil)
}

// setField returns a copy of mapping with a nested field set.
func setField(mapping map[string]any, fields []string, value any) map[string]any {
	copied := maps.Clone(mapping)
	if copied == nil {
		copied = map[string]any{}
	}
	if len(fields) > 1 {
		value = setField(asMapping(copied[fields[0]]), fields[1:], value)
	}
	copied[fields[0]] = value
	return copied
}

package cluster

import (
	"maps"
	"slices"
)

// draft is a pod under construction: the unstructured pod specification and
// metadata, and the origins of what is not written at its place below specPath
// and metadataPath. The mappings are shared with the object until a layer
// changes them; they are copied then.
type draft struct {
	path, metadataPath, specPath string
	role, partial                string
	structural                   bool
	metadata, spec               map[string]any
	origins                      []origin
}

// draft starts a pod whose specification is a part of the object.
func (l *locating) draft(at node) draft {
	d := draft{path: at.path, metadataPath: Join(at.path, "metadata"), specPath: at.path}
	if l.place != nil {
		d.role = l.fill(l.place.role, at)
		d.partial = l.place.partial
		d.addLabels(l, at)
	}
	return d
}

// addLabels adds the labels that the controller gives to the pods.
func (d *draft) addLabels(l *locating, at node) {
	if len(l.place.labels) == 0 {
		return
	}
	labels := make(map[string]any, len(l.place.labels))
	for _, label := range l.place.labels {
		if value := l.fill(label.value, at); value != "" {
			labels[label.name] = value
		}
	}
	d.metadata = map[string]any{"labels": labels}
}

// setMetadata gives the draft the metadata of a template. The labels that the
// controller adds win over those of the template, as they do in the cluster.
func (d *draft) setMetadata(metadata map[string]any, path string) {
	d.metadataPath = path
	if d.metadata == nil {
		d.metadata = metadata
		return
	}
	d.metadata = d.merge("", d.metadata, metadata, "", true, false)
}

// under fills what the draft lacks from values, which are written at path:
// a default, or the spec level of a custom resource.
func (d *draft) under(values map[string]any, path string) {
	d.spec = d.merge("", d.spec, values, path, true, false)
}

// over puts values, which are written at path, over what the draft has.
func (d *draft) over(values map[string]any, path string) {
	d.spec = d.merge("", d.spec, values, path, false, false)
}

// overOpaque is over for values that come out of a text or a field of another
// shape, so that parts of them have no path of their own.
func (d *draft) overOpaque(values map[string]any, path string) {
	d.spec = d.merge("", d.spec, values, path, false, true)
}

// metadataUnder is under for the metadata.
func (d *draft) metadataUnder(values map[string]any, path string) {
	d.metadata = d.merge("metadata", d.metadata, values, path, true, false)
}

// set puts one value, written at path, at a field of the specification.
func (d *draft) set(field string, value any, path string) {
	if value == nil {
		return
	}
	copied := maps.Clone(d.spec)
	if copied == nil {
		copied = map[string]any{}
	}
	copied[field] = value
	d.spec = copied
	d.comesFrom(field, path, false)
}

// comesFrom records that the part of the specification at relative is written at
// path.
func (d *draft) comesFrom(relative, path string, opaque bool) {
	kept := d.origins[:0:0]
	for _, known := range d.origins {
		if _, below := cutPath(known.relative, relative); !below {
			kept = append(kept, known)
		}
	}
	d.origins = append(kept, origin{relative: relative, path: path, opaque: opaque})
}

// merge returns a copy of target with values merged in. It follows the way
// Kubernetes merges patches: mappings field by field, lists of named items item
// by item, anything else as a whole. With below, what target has wins. An empty path
// records no origins.
func (d *draft) merge(relative string, target, values map[string]any, path string, below, opaque bool) map[string]any {
	if len(values) == 0 {
		return target
	}
	merged := make(map[string]any, len(target)+len(values))
	maps.Copy(merged, target)
	for name, value := range values {
		if value == nil {
			continue
		}
		from := path
		if path != "" && !opaque {
			from = Field(path, name)
		}
		merged[name] = d.mergeValue(Field(relative, name), merged[name], value, from, below, opaque)
	}
	return merged
}

func (d *draft) mergeValue(relative string, target, value any, path string, below, opaque bool) any {
	switch known := target.(type) {
	case nil:
		d.take(relative, path, opaque)
		return value
	case map[string]any:
		if values, ok := value.(map[string]any); ok {
			return d.merge(relative, known, values, path, below, opaque)
		}
	case []any:
		if values, ok := value.([]any); ok && named(known) && named(values) {
			return d.mergeNamed(relative, known, values, path, below, opaque)
		}
	}
	if below {
		return target
	}
	d.take(relative, path, opaque)
	return value
}

func (d *draft) take(relative, path string, opaque bool) {
	if path != "" {
		d.comesFrom(relative, path, opaque)
	}
}

// mergeNamed merges lists of items with names; items that target lacks follow
// those it has.
func (d *draft) mergeNamed(relative string, target, values []any, path string, below, opaque bool) any {
	merged := append(make([]any, 0, len(target)+len(values)), target...)
	places := make(map[string]int, len(target))
	for i := len(target) - 1; i >= 0; i-- {
		places[nameOf(target[i])] = i
	}
	for i, value := range values {
		from := path
		if path != "" && !opaque {
			from = Index(path, i)
		}
		place, ok := places[nameOf(value)]
		if !ok {
			place = len(merged)
			places[nameOf(value)] = place
			merged = append(merged, nil)
		}
		merged[place] = d.mergeValue(Index(relative, place), merged[place], value, from, below, opaque)
	}
	return merged
}

// named reports whether every item of a list has a name to merge it by.
func named(list []any) bool {
	for _, item := range list {
		if nameOf(item) == "" {
			return false
		}
	}
	return true
}

func nameOf(item any) string {
	mapping, _ := item.(map[string]any)
	name, _ := mapping["name"].(string)
	return name
}

// fill gives the draft the fields that it lacks from values, each as a whole.
func (d *draft) fill(values map[string]any, path string) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if d.spec[name] == nil {
			d.set(name, values[name], Field(path, name))
		}
	}
}

// appendTo adds items, written at path, to a list of the specification.
func (d *draft) appendTo(field string, items []any, path string) {
	if len(items) == 0 {
		return
	}
	known, _ := d.spec[field].([]any)
	list := append(make([]any, 0, len(known)+len(items)), known...)
	for i, item := range items {
		d.comesFrom(Index(field, len(list)), Index(path, i), false)
		list = append(list, item)
	}
	d.put(field, list)
}

// appendOne adds one item, written at path, to a list of the specification and
// returns its path in it.
func (d *draft) appendOne(field string, item any, path string) string {
	known, _ := d.spec[field].([]any)
	relative := Index(field, len(known))
	d.comesFrom(relative, path, false)
	d.put(field, append(known[:len(known):len(known)], item))
	return relative
}

// put sets a field of the specification whose parts have their origins already.
func (d *draft) put(field string, value any) {
	copied := make(map[string]any, len(d.spec)+1)
	maps.Copy(copied, d.spec)
	copied[field] = value
	d.spec = copied
}

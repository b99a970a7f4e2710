package cluster

import (
	"maps"
	"slices"
)

// draft is a pod under construction: the unstructured pod specification and
// metadata, and the origins of what is not written at its place below specPath
// and metadataPath. The mappings and lists are shared with the object until the
// draft changes them; it copies them then, once.
type draft struct {
	path, metadataPath, specPath string
	role, partial                string
	structural                   bool
	metadata, spec               map[string]any
	origins                      originSet

	// wrong are fields of the specification that were not what was expected.
	wrong  []FieldError
	budget *int
	// ownSpec and ownLists say what is copied already; names are the places of
	// the items of the lists that items are merged into.
	ownSpec  bool
	ownLists map[string]bool
	names    map[string]map[string]int
}

// layerBudget bounds what an object may put into its pods from other levels,
// counted in values: every pod gets its copy, so that a long list above many
// pods would grow quadratically.
const layerBudget = 1 << 19

// draft starts a pod whose specification is a part of the object.
func (l *locating) draft(at node) draft {
	d := draft{path: at.path, metadataPath: Join(at.path, "metadata"), specPath: at.path, budget: &l.budget}
	if l.place != nil {
		d.role = l.fill(l.place.role, at)
		d.partial = l.place.partial
		d.addLabels(l, at)
	}
	return d
}

// part starts a draft of a part of a pod that is written at path.
func (l *locating) part(path string, fields map[string]any) draft {
	return draft{specPath: path, spec: fields, budget: &l.budget}
}

// spend takes from the budget and reports whether there was enough.
func (d *draft) spend(amount int) bool {
	*d.budget -= amount
	return *d.budget >= 0
}

// spendOn is spend for a value with all that is in it.
func (d *draft) spendOn(value any) bool {
	if *d.budget--; *d.budget < 0 {
		return false
	}
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			if !d.spendOn(item) {
				return false
			}
		}
	case map[string]any:
		for _, field := range value {
			if !d.spendOn(field) {
				return false
			}
		}
	}
	return true
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

// comesFrom records that the part of the specification at relative is written at
// path.
func (d *draft) comesFrom(relative, path string, opaque bool) { d.origins.put(relative, path, opaque) }

// real returns where a part of the draft is written.
func (d *draft) real(relative string) string {
	if origin := d.origins.find(relative); origin != nil {
		return origin.apply(relative)
	}
	return Join(d.specPath, relative)
}

// adopt takes over the origins of another draft of which parts have become parts
// of this one: moves leads from their paths there to those here.
func (d *draft) adopt(other *draft, moves map[string]string) {
	for _, known := range other.origins.ordered() {
		for path := known.relative; path != ""; path = parentPath(path) {
			if to, ok := moves[path]; ok {
				rest, _ := cutPath(known.relative, path)
				d.comesFrom(Join(to, rest), known.path, known.opaque)
				break
			}
		}
	}
}

// adoptAt is adopt for a draft that has become the part at relative.
func (d *draft) adoptAt(other *draft, relative string) {
	for _, known := range other.origins.ordered() {
		d.comesFrom(Join(relative, known.relative), known.path, known.opaque)
	}
}

// put sets a field of the specification whose parts have their origins already.
func (d *draft) put(field string, value any) {
	if !d.ownSpec {
		copied := make(map[string]any, len(d.spec)+4)
		maps.Copy(copied, d.spec)
		d.spec, d.ownSpec = copied, true
	}
	d.spec[field] = value
}

// set puts one value, written at path, at a field of the specification.
func (d *draft) set(field string, value any, path string) {
	if value != nil {
		d.put(field, value)
		d.comesFrom(field, path, false)
	}
}

// fill gives the draft the fields that it lacks from values, each as a whole.
func (d *draft) fill(values map[string]any, path string) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if d.spec[name] == nil && d.spendOn(values[name]) {
			d.set(name, values[name], Field(path, name))
		}
	}
}

// list returns a list of the specification that the draft may change.
func (d *draft) list(field string) []any {
	list, ok := d.spec[field].([]any)
	if !d.ownLists[field] {
		if value := d.spec[field]; !ok && value != nil {
			d.wrong = append(d.wrong, FieldError{Path: field, Problem: "expected a list, found " + kindOf(value)})
		}
		list = slices.Clone(list)
		if d.ownLists == nil {
			d.ownLists = map[string]bool{}
		}
		d.ownLists[field] = true
		d.put(field, list)
	}
	return list
}

// appendTo adds items, written at path, to a list of the specification.
func (d *draft) appendTo(field string, items []any, path string) {
	if !d.spendOn(items) {
		return
	}
	for i, item := range items {
		d.appendOne(field, item, Index(path, i))
	}
}

// appendOne adds one item, written at path, to a list of the specification and
// returns its path in it.
func (d *draft) appendOne(field string, item any, path string) string {
	list := d.list(field)
	if names := d.names[field]; names != nil {
		names[nameOf(item)] = len(list)
	}
	relative := Index(field, len(list))
	d.comesFrom(relative, path, false)
	d.put(field, append(list, item))
	return relative
}

// mergeOne merges a named item, written at path, with the one of the same name
// in a list of the specification, or else adds it. It returns its path.
func (d *draft) mergeOne(field string, item map[string]any, path string) string {
	place, ok := d.placeOf(field, nameOf(item))
	if !ok {
		return d.appendOne(field, item, path)
	}
	list, relative := d.list(field), Index(field, place)
	list[place] = d.merge(relative, asMapping(list[place]), item, path, false, false)
	return relative
}

func (d *draft) placeOf(field, name string) (int, bool) {
	if d.names[field] == nil {
		places := map[string]int{}
		for i, item := range d.list(field) {
			places[nameOf(item)] = i
		}
		if d.names == nil {
			d.names = map[string]map[string]int{}
		}
		d.names[field] = places
	}
	place, ok := d.names[field][name]
	return place, ok && name != ""
}

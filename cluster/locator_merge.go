package cluster

import (
	"maps"
)

// under fills what the draft lacks from values, which are written at path:
// a default, or the spec level of a custom resource.
func (d *draft) under(values map[string]any, path string) {
	d.replace(d.merge("", d.spec, values, path, true, false))
}

// over puts values, which are written at path, over what the draft has.
func (d *draft) over(values map[string]any, path string) {
	d.replace(d.merge("", d.spec, values, path, false, false))
}

// overOpaque is over for values that come out of a text or a field of another
// shape, so that parts of them have no path of their own.
func (d *draft) overOpaque(values map[string]any, path string) {
	d.replace(d.merge("", d.spec, values, path, false, true))
}

// replace takes a specification that may share its parts with others.
func (d *draft) replace(spec map[string]any) {
	d.spec, d.ownSpec, d.ownLists, d.names = spec, false, nil, nil
}

// metadataUnder and metadataOver are under and over for the metadata.
func (d *draft) metadataUnder(values map[string]any, path string) {
	d.metadata = d.merge("metadata", d.metadata, values, path, true, false)
}

func (d *draft) metadataOver(values map[string]any, path string) {
	d.metadata = d.merge("metadata", d.metadata, values, path, false, false)
}

// merge returns a copy of target with values merged in. It follows the way
// Kubernetes merges patches: mappings field by field, lists of named items item
// by item, anything else as a whole. With below, what target has wins. An empty path
// records no origins.
func (d *draft) merge(relative string, target, values map[string]any, path string, below, opaque bool) map[string]any {
	if len(values) == 0 || !d.spend(len(target)+len(values)) {
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
		if !d.spendOn(value) {
			return nil
		}
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
	if !d.spend(len(target) + len(values)) {
		return target
	}
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

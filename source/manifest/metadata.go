package manifest

import (
	"fmt"
	"maps"
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// maxMalformed is how many fields of one object's metadata are named.
const maxMalformed = 10

// metadata reports fields of the metadata that have the wrong type. The object
// is judged all the same.
func (d *decoder) metadata(content map[string]any, h handed) {
	value, ok := content["metadata"]
	if !ok || value == nil {
		return
	}
	meta, ok := value.(map[string]any)
	if !ok {
		d.notice(scan.Malformed, h.at("metadata"), "metadata must be a mapping, found "+describe(value))
		return
	}
	reported := 0
	report := func(path, wanted string, found any) {
		if reported++; reported <= maxMalformed {
			d.notice(scan.Malformed, h.at(path), fmt.Sprintf("%s must be %s, found %s: the API server refuses it", path, wanted, describe(found)))
		}
	}
	for _, field := range [...]string{"name", "generateName", "namespace"} {
		if value, ok := meta[field]; ok && value != nil {
			if _, ok := value.(string); !ok {
				report(cluster.Field("metadata", field), "a string", value)
			}
		}
	}
	for _, field := range [...]string{"labels", "annotations"} {
		path := cluster.Field("metadata", field)
		value, ok := meta[field]
		if !ok || value == nil {
			continue
		}
		fields, ok := value.(map[string]any)
		if !ok {
			report(path, "a mapping", value)
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			if _, ok := fields[name].(string); !ok && fields[name] != nil {
				report(cluster.Field(path, name), "a string", fields[name])
			}
		}
	}
}

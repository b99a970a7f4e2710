package cluster

import (
	"encoding/base64"
	"maps"
	"slices"
)

// Text is one entry of a ConfigMap or Secret.
type Text struct {
	Key string
	// Path is the field of the entry, such as data["config.yaml"].
	Path string
	// Value is the text; that of a Secret is decoded from base64.
	Value string
}

// maxText is the size above which the API server refuses a ConfigMap or a
// Secret as a whole.
const maxText = 1 << 20

// Texts calls yield with the entries of a ConfigMap or Secret, by field and key.
// Entries that are not text, not base64 where they should be, or larger than the
// API server takes are left out, as is the binaryData of a ConfigMap.
func (o *Object) Texts(yield func(Text) bool) {
	content := o.Content()
	for _, field := range []string{"data", "stringData"} {
		entries := LookupMap(content, field)
		for _, key := range slices.Sorted(maps.Keys(entries)) {
			value, ok := entries[key].(string)
			if ok && field == "data" && o.Kind == "Secret" {
				decoded, err := base64.StdEncoding.DecodeString(value)
				value, ok = string(decoded), err == nil
			}
			if ok && len(value) <= maxText && !yield(Text{Key: key, Path: Field(field, key), Value: value}) {
				return
			}
		}
	}
}

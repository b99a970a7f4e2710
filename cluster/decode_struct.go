package cluster

import (
	"reflect"
	"strings"
)

// structDecoder decodes a mapping into a struct by the names of its json tags.
func structDecoder(t reflect.Type) decoder {
	fields := make(map[string]structField, t.NumField())
	collectFields(t, nil, fields)
	return func(d *decoding, value any, into reflect.Value) {
		mapping, ok := value.(map[string]any)
		if !ok {
			if value != nil {
				d.mismatch("a mapping", value)
			}
			return
		}
		if len(d.steps) > maxDecodeDepth {
			d.problem("nested too deeply")
			return
		}
		for name, item := range mapping {
			field, ok := fields[name]
			if !ok || item == nil {
				continue
			}
			d.enter(Step{Name: name, Named: true})
			field.decode(d, item, field.in(into))
			d.leave()
		}
	}
}

// structField is one named field of a struct, possibly inside an embedded one.
type structField struct {
	index  []int
	decode decoder
}

// in returns the field of the struct, making embedded pointers on the way.
func (f structField) in(of reflect.Value) reflect.Value {
	for i, index := range f.index {
		if i > 0 && of.Kind() == reflect.Pointer {
			if of.IsNil() {
				of.Set(reflect.New(of.Type().Elem()))
			}
			of = of.Elem()
		}
		of = of.Field(index)
	}
	return of
}

// collectFields adds the fields of t to fields. As encoding/json does, a
// struct that is embedded without a name contributes its fields, and the
// outer field wins over an embedded one of the same name.
func collectFields(t reflect.Type, above []int, fields map[string]structField) {
	var embedded []reflect.StructField
	for i := range t.NumField() {
		field := t.Field(i)
		tag := field.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		switch {
		case tag == "-" || !field.IsExported() && !field.Anonymous:
			continue
		case name == "" && (field.Anonymous || strings.Contains(options, "inline")):
			embedded = append(embedded, field)
			continue
		case name == "":
			name = field.Name
		}
		if _, taken := fields[name]; !taken && field.IsExported() {
			index := append(append([]int(nil), above...), i)
			fields[name] = structField{index: index, decode: decoderOf(field.Type)}
		}
	}
	for _, field := range embedded {
		inner := field.Type
		if inner.Kind() == reflect.Pointer {
			if !field.IsExported() {
				continue // reflection cannot set it
			}
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct {
			collectFields(inner, append(append([]int(nil), above...), field.Index[0]), fields)
		}
	}
}

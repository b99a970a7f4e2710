package cluster

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
	utiljson "k8s.io/apimachinery/pkg/util/json"
)

// FieldError is a field that does not have the type its schema wants. The API
// server would refuse the object.
type FieldError struct {
	// Path is the field, relative to what was decoded.
	Path string
	// Problem says what was expected and what was found, such as
	// "expected a list, found a string".
	Problem string
}

// Decode fills into (a non-nil pointer) from tree, the unstructured form of a
// Kubernetes object or a part of one. Field names are matched exactly. A value
// of the wrong type leaves its field empty and is returned with its path, in
// the order of the paths; everything else is filled.
//
// A number without a fraction is an integer however it was written, because
// kubectl sends 80.0 as 80. Fields that into does not have are ignored.
func Decode(tree any, into any) []FieldError { return decodeInto(tree, into) }

// maxDecodeDepth bounds the nesting that is decoded. No Kubernetes type comes
// near it; only types that contain themselves could reach it.
const maxDecodeDepth = 512

func decodeInto(tree any, into any) []FieldError {
	target := reflect.ValueOf(into)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return []FieldError{{Problem: fmt.Sprintf("cannot decode into %T: not a pointer to a value", into)}}
	}
	var state decoding
	decoderOf(target.Type().Elem())(&state, tree, target.Elem())
	slices.SortFunc(state.problems, func(a, b FieldError) int { return strings.Compare(a.Path, b.Path) })
	return state.problems
}

// decoding is the state of one call of [Decode].
type decoding struct {
	// steps lead from the root to the value at hand.
	steps    []Step
	problems []FieldError
}

func (d *decoding) enter(step Step) { d.steps = append(d.steps, step) }
func (d *decoding) leave()          { d.steps = d.steps[:len(d.steps)-1] }

// problem records that the value at hand cannot be decoded.
func (d *decoding) problem(text string) {
	path := ""
	for _, step := range d.steps {
		if step.Named {
			path = Field(path, step.Name)
		} else {
			path = Index(path, step.Item)
		}
	}
	d.problems = append(d.problems, FieldError{Path: path, Problem: text})
}

func (d *decoding) mismatch(expected string, found any) {
	d.problem("expected " + expected + ", found " + kindOf(found))
}

// kindOf names the kind of an unstructured value for people.
func kindOf(value any) string {
	switch value.(type) {
	case nil:
		return "nothing"
	case string:
		return "a string"
	case bool:
		return "a boolean"
	case int64, float64:
		return "a number"
	case []any:
		return "a list"
	case map[string]any:
		return "a mapping"
	}
	return fmt.Sprintf("a %T", value)
}

// decoder fills into, a zero value that can be set, from value.
type decoder func(d *decoding, value any, into reflect.Value)

// decoders holds the decoder of every type seen so far (reflect.Type to
// decoder). Types are few and never removed.
var decoders sync.Map

func decoderOf(t reflect.Type) decoder {
	if known, ok := decoders.Load(t); ok {
		return known.(decoder)
	}
	// A type that contains itself finds this forwarder while its own decoder is
	// being built.
	var built decoder
	var ready sync.WaitGroup
	ready.Add(1)
	forward := decoder(func(d *decoding, value any, into reflect.Value) {
		ready.Wait()
		built(d, value, into)
	})
	if known, raced := decoders.LoadOrStore(t, forward); raced {
		return known.(decoder)
	}
	built = buildDecoder(t)
	ready.Done()
	decoders.Store(t, built)
	return built
}

var (
	unmarshalerType = reflect.TypeFor[json.Unmarshaler]()
	quantityType    = reflect.TypeFor[resource.Quantity]()
	intOrStringType = reflect.TypeFor[intstr.IntOrString]()
)

func buildDecoder(t reflect.Type) decoder {
	switch {
	case t == quantityType:
		return decodeQuantity
	case t == intOrStringType:
		return decodeIntOrString
	case t.Kind() != reflect.Pointer && reflect.PointerTo(t).Implements(unmarshalerType):
		return decodeUnmarshaler
	}
	switch t.Kind() {
	case reflect.String:
		return decodeString
	case reflect.Bool:
		return decodeBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return decodeInteger
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return decodeUnsigned
	case reflect.Float32, reflect.Float64:
		return decodeFloat
	case reflect.Pointer:
		return pointerDecoder(t)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return decodeBytes
		}
		return sliceDecoder(t)
	case reflect.Map:
		if t.Key().Kind() == reflect.String {
			return mapDecoder(t)
		}
	case reflect.Struct:
		return structDecoder(t)
	case reflect.Interface:
		if t.NumMethod() == 0 {
			return decodeAny
		}
	}
	return func(d *decoding, value any, _ reflect.Value) {
		if value != nil {
			d.problem("cannot be decoded into " + t.String())
		}
	}
}

func pointerDecoder(t reflect.Type) decoder {
	element := decoderOf(t.Elem())
	return func(d *decoding, value any, into reflect.Value) {
		if value == nil {
			return
		}
		target := reflect.New(t.Elem())
		before := len(d.problems)
		element(d, value, target.Elem())
		if len(d.problems) > before && absent(value, target.Elem()) {
			return
		}
		into.Set(target)
	}
}

// absent reports whether a value with a problem left nothing behind: a scalar of
// the wrong type stays absent rather than becoming zero, while a mapping in which
// a field is wrong is there.
func absent(value any, decoded reflect.Value) bool {
	_, isMapping := value.(map[string]any)
	return !isMapping && decoded.IsZero()
}

func sliceDecoder(t reflect.Type) decoder {
	element := decoderOf(t.Elem())
	return func(d *decoding, value any, into reflect.Value) {
		list, ok := value.([]any)
		if !ok {
			if value != nil {
				d.mismatch("a list", value)
			}
			return
		}
		if len(d.steps) > maxDecodeDepth {
			d.problem("nested too deeply")
			return
		}
		target := reflect.MakeSlice(t, len(list), len(list))
		for i, item := range list {
			d.enter(Step{Item: i})
			element(d, item, target.Index(i))
			d.leave()
		}
		into.Set(target)
	}
}

func mapDecoder(t reflect.Type) decoder {
	element := decoderOf(t.Elem())
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
		target := reflect.MakeMapWithSize(t, len(mapping))
		for name, item := range mapping {
			entry := reflect.New(t.Elem()).Elem()
			d.enter(Step{Name: name, Named: true})
			before := len(d.problems)
			element(d, item, entry)
			d.leave()
			if len(d.problems) > before && absent(item, entry) {
				continue
			}
			target.SetMapIndex(reflect.ValueOf(name).Convert(t.Key()), entry)
		}
		into.Set(target)
	}
}

// unmarshalPreservingIntegers reads JSON into the unstructured form: numbers
// without a fraction become int64.
func unmarshalPreservingIntegers(data []byte, into any) error {
	return utiljson.Unmarshal(data, into)
}

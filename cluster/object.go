package cluster

import (
	"encoding/json"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Object is one Kubernetes object as it would be applied. It is read-only once
// the edge that decoded it has handed it over.
type Object struct {
	ObjectRef
	Labels      map[string]string
	Annotations map[string]string
	// Owners are the owner references, which only objects read from a cluster
	// have.
	Owners []metav1.OwnerReference
	Origin Origin

	// Holder is the object that this one is a part of, such as an AppWrapper,
	// and HolderPath the field of it; nil for an object that stands by itself.
	// HolderText says that the field is a text which holds this object, so that
	// nothing in it has a position of its own.
	Holder     *Object
	HolderPath string
	HolderText bool

	content map[string]any
	encoded []byte
}

// Origin says where an object was read.
type Origin struct {
	// File is the name of the file as a person would write it, "-" for
	// standard input, or empty for an object that does not come from a file.
	File string
	// Document counts the documents of the file from one; Item counts the
	// items of a List from one and is zero outside a List.
	Document, Item int
	// Positions finds lines and columns inside the file; nil when unknown.
	Positions *Positions
	// Comments are the comments in or directly above the document that speak
	// to Bulkhead, in file order.
	Comments []Comment
	// RenderedFrom names the Helm chart or kustomization the text was rendered
	// from; positions then count in the template or resource named by File.
	RenderedFrom string
	// Patch says that the object is a kustomize patch: fields that it does not
	// have may be in the object that it is applied to.
	Patch bool
}

// Comment is one "# bulkhead:..." comment.
type Comment struct {
	// Line is the line the comment stands on; Text what follows the '#'.
	Line int
	Text string
	// Path is the field the comment belongs to: the field on the same line,
	// or else the next field below. Empty means the whole object.
	Path string
}

// NewObject builds an object from its decoded content: the unstructured form
// of Kubernetes (map[string]any, []any, string, bool, int64, float64, nil). The
// object takes ownership of content.
func NewObject(content map[string]any, origin Origin) *Object {
	object := &Object{content: content, Origin: origin}
	object.APIVersion, _ = content["apiVersion"].(string)
	object.Kind, _ = content["kind"].(string)
	meta, _ := content["metadata"].(map[string]any)
	object.Name, _ = meta["name"].(string)
	if object.Name == "" {
		object.Name, _ = meta["generateName"].(string)
	}
	object.Namespace, _ = meta["namespace"].(string)
	object.Labels = stringMap(meta["labels"])
	object.Annotations = stringMap(meta["annotations"])
	if owners, ok := meta["ownerReferences"]; ok {
		decodeInto(owners, &object.Owners)
	}
	return object
}

// Whole returns the object that was read and the path in it of a field of o,
// following the holders of an embedded object. exact is false when the field
// stands inside a text, to which path then leads.
func (o *Object) Whole(path string) (whole *Object, wholePath string, exact bool) {
	exact = true
	for o.Holder != nil {
		if o.HolderText {
			path, exact = "", false
		}
		path, o = Join(o.HolderPath, path), o.Holder
	}
	return o, path, exact
}

// Content returns the decoded object. It must not be changed. An object that
// was put away with [Object.Release] is decoded anew by each call.
func (o *Object) Content() map[string]any {
	if o.content != nil || o.encoded == nil {
		return o.content
	}
	var content map[string]any
	if err := unmarshalPreservingIntegers(o.encoded, &content); err != nil {
		return nil // cannot happen: encoded was written by Release
	}
	return content
}

// Release puts the content away: encoded compactly if it will be wanted
// again, dropped otherwise.
func (o *Object) Release(wanted bool) {
	if wanted && o.content != nil {
		if encoded, err := json.Marshal(o.content); err == nil {
			o.encoded = encoded
		}
	}
	o.content = nil
}

// Restore decodes a content that was put away, until the next Release.
func (o *Object) Restore() { o.content = o.Content() }

// Lookup returns the value at the given chain of field names, and whether it
// is there.
func (o *Object) Lookup(fields ...string) (any, bool) { return Lookup(o.Content(), fields...) }

// Lookup returns the value below content at the given chain of field names,
// and whether it is there.
func Lookup(content map[string]any, fields ...string) (any, bool) {
	var value any = content
	for _, field := range fields {
		parent, ok := value.(map[string]any)
		if !ok {
			return nil, false
		}
		if value, ok = parent[field]; !ok {
			return nil, false
		}
	}
	return value, true
}

// LookupString is [Lookup] for a string; it is empty when the field is absent
// or not a string.
func LookupString(content map[string]any, fields ...string) string {
	value, _ := Lookup(content, fields...)
	text, _ := value.(string)
	return text
}

// LookupMap is [Lookup] for a mapping; it is nil when the field is absent or
// not a mapping.
func LookupMap(content map[string]any, fields ...string) map[string]any {
	value, _ := Lookup(content, fields...)
	mapping, _ := value.(map[string]any)
	return mapping
}

// LookupList is [Lookup] for a list; it is nil when the field is absent or not
// a list.
func LookupList(content map[string]any, fields ...string) []any {
	value, _ := Lookup(content, fields...)
	list, _ := value.([]any)
	return list
}

// Decode fills into, a pointer to a typed Kubernetes object, from the content.
// Field names are matched exactly, as the API server does. A field of the
// wrong type is left empty and returned as an error with its path; the rest is
// filled. Fields that the type does not have are ignored.
func (o *Object) Decode(into any) []FieldError { return decodeInto(o.Content(), into) }

func stringMap(value any) map[string]string {
	mapping, ok := value.(map[string]any)
	if !ok || len(mapping) == 0 {
		return nil
	}
	result := make(map[string]string, len(mapping))
	for key, value := range mapping {
		if text, ok := value.(string); ok {
			result[key] = text
		}
	}
	return result
}

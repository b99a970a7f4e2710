package cluster

import "strings"

// ObjectRef names a Kubernetes object.
type ObjectRef struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Namespace  string `json:"namespace,omitempty"`
	Name       string `json:"name"`
}

// String is Kind/namespace/name, without the namespace where there is none.
func (r ObjectRef) String() string {
	if r.Namespace == "" {
		return r.Kind + "/" + r.Name
	}
	return r.Kind + "/" + r.Namespace + "/" + r.Name
}

// Group is the API group of the object: empty for the core group.
func (r ObjectRef) Group() string {
	group, _, found := strings.Cut(r.APIVersion, "/")
	if !found {
		return ""
	}
	return group
}

// GroupKind is Kind.group, or the bare kind for the core group: the form in
// which kinds are named everywhere in Bulkhead.
func (r ObjectRef) GroupKind() string {
	if group := r.Group(); group != "" {
		return r.Kind + "." + group
	}
	return r.Kind
}

// Location is a place in a file. Lines and columns count from one; columns
// count bytes.
type Location struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	// Rendered says that line and column count in the text that File, a
	// template or a kustomization, was rendered to.
	Rendered bool `json:"rendered,omitempty"`
}

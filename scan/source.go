package scan

import (
	"context"

	"github.com/bulkhead-dev/bulkhead/cluster"
)

// Source is somewhere objects are read from: files, a chart, a cluster.
type Source interface {
	// Read hands everything it finds to sink, in an order that depends on the
	// input alone. Input that cannot be read or understood is handed over as a
	// Notice and reading goes on; an error means that the scan cannot go on at
	// all (the context ended, or sink refused more).
	Read(ctx context.Context, sink Sink) error
}

// Sink takes what a Source reads. It is not safe for concurrent use.
type Sink interface {
	// File counts one file that was opened, with its size in bytes.
	File(name string, size int64)
	// Document counts one document of a file, of whatever content.
	Document()
	// Object takes one decoded object. The sink owns it from then on.
	Object(object *cluster.Object) error
	// Definition takes the name of a CustomResourceDefinition whose body was
	// passed over.
	Definition(definition Definition)
	// Notice takes something that was read but is not a judged object.
	Notice(notice Notice)
}

// Definition is what is kept of a CustomResourceDefinition.
type Definition struct {
	Group    string           `json:"group"`
	Kind     string           `json:"kind"`
	Versions []string         `json:"versions"`
	Location cluster.Location `json:"location"`
}

// Notice is one line of the coverage account: input that was not judged, or
// was judged in another way than its author may think.
type Notice struct {
	Reason Reason `json:"reason"`
	// Location is where; Line is zero when the whole file is meant.
	Location cluster.Location `json:"location"`
	// Detail says what is wrong and what to do about it.
	Detail string `json:"detail"`
}

// Reason classifies a Notice.
type Reason string

// The reasons.
const (
	// Empty: a file or document without content.
	Empty Reason = "empty"
	// NotKubernetes: well-formed YAML or JSON without apiVersion and kind.
	NotKubernetes Reason = "not-kubernetes"
	// Configuration: a file that tools read but no cluster takes, such as
	// Chart.yaml, values.yaml of a rendered chart or kustomization.yaml.
	Configuration Reason = "configuration"
	// Template: text with template actions that was not rendered.
	Template Reason = "template"
	// Broken: not well-formed, or not decodable the way kubectl would.
	Broken Reason = "broken"
	// Malformed: an object with a field of the wrong type, which the API
	// server would refuse.
	Malformed Reason = "malformed"
	// Opaque: a part of an object where a pod or another object is expected and
	// that could not be read, such as a text with template actions.
	Opaque Reason = "opaque"
	// DuplicateKey: a mapping that has a key twice; the last one counts.
	DuplicateKey Reason = "duplicate-key"
	// TooLarge: over a documented limit.
	TooLarge Reason = "too-large"
	// Unreadable: missing, forbidden, or not a file at all.
	Unreadable Reason = "unreadable"
	// LinkLoop: a symbolic link that leads back to a folder above it.
	LinkLoop Reason = "link-loop"
	// Remote: a base or chart that would have to be fetched, or a plugin or
	// function that would have to be executed.
	Remote Reason = "remote"
	// RenderFailed: a chart or kustomization that could not be rendered.
	RenderFailed Reason = "render-failed"
)

// Incomplete reports whether the reason means that something which may hold
// Kubernetes objects was not, or not wholly, understood.
func (r Reason) Incomplete() bool {
	switch r {
	case Empty, NotKubernetes, Configuration, DuplicateKey:
		return false
	}
	return true
}

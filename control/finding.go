package control

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
)

// Finding is one answer that a reader must see: a failure or an Unknown. Passes
// and NotApplicable are counted, not listed.
type Finding struct {
	Control  string   `json:"control"`
	Title    string   `json:"title"`
	Outcome  Outcome  `json:"outcome"`
	Severity Severity `json:"severity"`
	// Object is the object as it was applied: for a pod inside a custom
	// resource, the custom resource.
	Object cluster.ObjectRef `json:"object"`
	// Container is the name of the container concerned, if it is one.
	Container string `json:"container,omitempty"`
	// Path is the field in the object, such as
	// spec.template.spec.containers[0].securityContext.privileged or
	// metadata.labels["app.kubernetes.io/name"].
	Path    string `json:"path,omitempty"`
	Message string `json:"message"`
	// Evidence is what the judgement rests on, in the order in which it was
	// read. Credentials are never among its values.
	Evidence []Evidence `json:"evidence,omitempty"`
	Fix      string     `json:"fix,omitempty"`
	// Location is where the field, or the nearest field above it that
	// exists, stands. It is nil for objects that do not come from a file.
	Location *cluster.Location `json:"location,omitempty"`
	// Fingerprint identifies the finding across runs. It never depends on
	// line numbers, messages or the order of the input.
	Fingerprint string   `json:"fingerprint"`
	Refs        []string `json:"refs,omitempty"`
	// Confidence is "structural" when the pod was recognised by its shape
	// inside a kind that the pod locator does not know, and empty otherwise.
	Confidence string `json:"confidence,omitempty"`
	// Missing names the facts for want of which the answer is unknown. Such a
	// finding stands for every subject of the control in the namespace that is
	// its object.
	Missing string `json:"missing,omitempty"`
	// Waiver is set when an accepted waiver covers the finding. A waived
	// finding is shown and counted apart and never fails a run.
	Waiver *WaiverRef `json:"waiver,omitempty"`
	// Known is true when the finding is listed in the baseline.
	Known bool `json:"known,omitempty"`
}

// Evidence is one fact behind a finding.
type Evidence struct {
	// Object is set when the fact stands in another object than the
	// finding's own.
	Object *cluster.ObjectRef `json:"object,omitempty"`
	Path   string             `json:"path,omitempty"`
	// Value is the value found there; empty when the field is absent.
	Value string `json:"value,omitempty"`
}

// WaiverRef says which waiver covers a finding.
type WaiverRef struct {
	Owner  string `json:"owner"`
	Reason string `json:"reason"`
	Until  string `json:"until"`
	// Source is where the waiver was written: a file, an annotation or a
	// comment.
	Source string `json:"source"`
}

// Fingerprint returns the identity of a finding: the first 16 bytes, in
// hexadecimal, of a SHA-256 over control, object and field path. The API
// version of the object is left out so that an upgrade keeps the identity; the
// group stays, because two groups may share a kind.
func Fingerprint(control string, object cluster.ObjectRef, path string) string {
	var key strings.Builder
	key.Grow(len(control) + len(path) + len(object.APIVersion) + len(object.Kind) + len(object.Namespace) + len(object.Name) + 5)
	for _, part := range [...]string{control, object.Group(), object.Kind, object.Namespace, object.Name} {
		key.WriteString(part)
		key.WriteByte(0)
	}
	key.WriteString(path)
	sum := sha256.Sum256([]byte(key.String()))
	return hex.EncodeToString(sum[:16])
}

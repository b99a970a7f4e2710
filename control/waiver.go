package control

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"time"
)

// Waiver is an accepted risk: what, where, who answers for it, why, and until
// when. A waiver without owner, reason and expiry is refused: see
// [Waiver.Validate].
type Waiver struct {
	// Control is the ID waived, or a pattern of IDs such as "pss-*".
	Control string `json:"control"`
	// Object limits the waiver to objects that match Kind/namespace/name, each
	// part a pattern as of [path.Match]; Kind//name is an object without
	// namespace. Empty means every object the waiver is in sight of.
	Object string `json:"object,omitempty"`
	// Container limits it to the containers whose name matches.
	Container string `json:"container,omitempty"`
	// Path limits it to this field and the fields below it.
	Path string `json:"path,omitempty"`
	// Owner is the person or team who accepts the risk, Reason says why, and
	// Until is the last day on which the waiver holds, as 2006-01-02 in UTC.
	Owner  string `json:"owner"`
	Reason string `json:"reason"`
	Until  string `json:"until"`
}

// WaiverAnnotation is the annotation that waives a control on an object or a
// pod template: one waiver a line, "ID; until=2027-01-31; owner=...;
// reason=...", optionally with container=... and path=....
const WaiverAnnotation = "bulkhead.dev/waive"

// WaiverComment begins a comment that waives a control for the field it
// belongs to: "# bulkhead:waive ID until=2027-01-31 owner=... reason=...", the
// reason being the rest of the line.
const WaiverComment = "bulkhead:waive"

// Validate reports what a waiver lacks.
func (w *Waiver) Validate() error {
	var defects []error
	for _, field := range []struct{ name, value string }{
		{"control", w.Control}, {"owner", w.Owner}, {"reason", w.Reason}, {"until", w.Until},
	} {
		if strings.TrimSpace(field.value) == "" {
			defects = append(defects, fmt.Errorf("%s is missing", field.name))
		}
	}
	if w.Until != "" {
		if _, err := time.Parse(time.DateOnly, w.Until); err != nil {
			defects = append(defects, fmt.Errorf("until=%q is not a date such as 2027-01-31", w.Until))
		}
	}
	for _, pattern := range append(strings.Split(w.Object, "/"), w.Control, w.Container) {
		if _, err := path.Match(pattern, ""); err != nil {
			defects = append(defects, fmt.Errorf("%q is not a valid pattern", pattern))
		}
	}
	if w.Object != "" && strings.Count(w.Object, "/") != 2 {
		defects = append(defects, fmt.Errorf("object=%q is not Kind/namespace/name", w.Object))
	}
	return errors.Join(defects...)
}

// Expired reports whether the waiver no longer holds at the given time.
func (w *Waiver) Expired(now time.Time) bool {
	last, err := time.Parse(time.DateOnly, w.Until)
	return err != nil || !now.UTC().Before(last.AddDate(0, 0, 1))
}

// Covers reports whether the waiver, were it not expired, covers the finding.
func (w *Waiver) Covers(finding *Finding) bool {
	return match(w.Control, finding.Control) &&
		(w.Container == "" || match(w.Container, finding.Container)) &&
		(w.Path == "" || within(finding.Path, w.Path)) &&
		(w.Object == "" || w.coversObject(finding))
}

func (w *Waiver) coversObject(finding *Finding) bool {
	parts := strings.Split(w.Object, "/")
	object := finding.Object
	return len(parts) == 3 && match(parts[0], object.Kind) && match(parts[1], object.Namespace) && match(parts[2], object.Name)
}

func match(pattern, name string) bool {
	matched, err := path.Match(pattern, name)
	return err == nil && matched
}

// within reports whether field is at or below parent.
func within(field, parent string) bool {
	rest, ok := strings.CutPrefix(field, parent)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// ParseWaiverAnnotation reads the value of a [WaiverAnnotation]. It returns
// what it could read, even where a waiver turns out not to be valid.
func ParseWaiverAnnotation(value string) []Waiver {
	var waivers []Waiver
	for line := range strings.Lines(value) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		id, rest, _ := strings.Cut(line, ";")
		waiver := Waiver{Control: strings.TrimSpace(id)}
		for field := range strings.SplitSeq(rest, ";") {
			name, value, _ := strings.Cut(field, "=")
			waiver.set(strings.TrimSpace(name), strings.TrimSpace(value))
		}
		waivers = append(waivers, waiver)
	}
	return waivers
}

// ParseWaiverComment reads the text of a comment, without its '#'. Ok is false
// when the comment does not begin with [WaiverComment].
func ParseWaiverComment(text string) (waiver Waiver, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), WaiverComment)
	if !ok || rest != "" && rest[0] != ' ' && rest[0] != '\t' {
		return Waiver{}, false
	}
	rest = strings.TrimSpace(rest)
	waiver.Control, rest, _ = strings.Cut(rest, " ")
	for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
		if reason, found := strings.CutPrefix(rest, "reason="); found {
			waiver.Reason = strings.TrimSpace(reason)
			break
		}
		var field string
		field, rest, _ = strings.Cut(rest, " ")
		name, value, _ := strings.Cut(field, "=")
		waiver.set(name, value)
	}
	return waiver, true
}

func (w *Waiver) set(name, value string) {
	switch name {
	case "owner":
		w.Owner = value
	case "reason":
		w.Reason = value
	case "until":
		w.Until = value
	case "container":
		w.Container = value
	case "path":
		w.Path = value
	}
}

package cluster

import (
	"strconv"
	"strings"
)

// A field path names a field inside an object the way Kubernetes error
// messages do: names joined by dots, list items by number, and any name that
// is not a plain identifier quoted in brackets:
//
//	spec.template.spec.containers[0].image
//	metadata.labels["app.kubernetes.io/name"]
//
// Paths are plain strings; [Field], [Index] and [SplitPath] build and take
// them apart.

// Field returns the path of the named field below path.
func Field(path, name string) string {
	if !plainName(name) {
		return path + "[" + strconv.Quote(name) + "]"
	}
	if path == "" {
		return name
	}
	return path + "." + name
}

// Index returns the path of list item i below path.
func Index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// Join appends a path relative to path, as written by [Field] and [Index].
func Join(path, relative string) string {
	if path == "" || relative == "" || relative[0] == '[' {
		return path + relative
	}
	return path + "." + relative
}

func plainName(name string) bool {
	if name == "" {
		return false
	}
	for i := range len(name) {
		c := name[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '-' || c == '$'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// Step is one step of a field path: a name, or the number of a list item.
type Step struct {
	// Name is the field name; empty for a list item, unless Named.
	Name string
	// Item is the number of the list item, from zero.
	Item int
	// Named says that the step is a name and not a number.
	Named bool
}

// SplitPath takes a field path apart. A path that is not well formed yields
// the steps up to the first defect.
func SplitPath(path string) []Step {
	steps := make([]Step, 0, 8)
	for path != "" {
		switch {
		case path[0] == '.':
			path = path[1:]
		case strings.HasPrefix(path, `["`):
			quoted, err := strconv.QuotedPrefix(path[1:])
			if err != nil {
				return steps
			}
			name, err := strconv.Unquote(quoted)
			rest := path[1+len(quoted):]
			if err != nil || !strings.HasPrefix(rest, "]") {
				return steps
			}
			steps = append(steps, Step{Name: name, Named: true})
			path = rest[1:]
		case path[0] == '[':
			end := strings.IndexByte(path, ']')
			if end < 0 {
				return steps
			}
			item, err := strconv.Atoi(path[1:end])
			if err != nil || item < 0 {
				return steps
			}
			steps = append(steps, Step{Item: item})
			path = path[end+1:]
		default:
			end := strings.IndexAny(path, ".[")
			if end < 0 {
				end = len(path)
			}
			steps = append(steps, Step{Name: path[:end], Named: true})
			path = path[end:]
		}
	}
	return steps
}

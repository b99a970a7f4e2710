package cluster

import (
	"slices"
	"strings"
)

// maxSearchDepth bounds the nesting in which pods are recognised by their shape.
const maxSearchDepth = 64

// searched is a mapping or list that the structural search has come to.
type searched struct {
	value any
	// name leads to it from the one above, or item, which is -1 for a name.
	name  string
	item  int
	above *searched
	depth int
}

func (s *searched) path() string {
	if s.above == nil {
		return ""
	}
	if s.item >= 0 {
		return Index(s.above.path(), s.item)
	}
	return Field(s.above.path(), s.name)
}

// search looks for what has the shape of a pod specification in places where
// the table expects none: a mapping with a list of containers. Status and
// metadata are left out. Every value is visited once.
func (l *locating) search(content map[string]any) {
	var found []*searched
	stack := []*searched{}
	push := func(value any, name string, item int, above *searched) {
		switch value.(type) {
		case map[string]any, []any:
			stack = append(stack, &searched{value: value, name: name, item: item, above: above, depth: above.depth + 1})
		}
	}
	root := &searched{value: content}
	for name, value := range content {
		if name != "status" && name != "metadata" {
			push(value, name, -1, root)
		}
	}
	tooDeep := false
	for len(stack) > 0 {
		at := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if at.depth > maxSearchDepth {
			tooDeep = true
			continue
		}
		switch value := at.value.(type) {
		case map[string]any:
			if hasContainers(value) {
				found = append(found, at)
				continue
			}
			for name, field := range value {
				push(field, name, -1, at)
			}
		case []any:
			for i, item := range value {
				push(item, "", i, at)
			}
		}
	}
	if tooDeep {
		l.unread("", "nested too deeply to be searched for pods")
	}
	l.addFound(found)
}

// hasContainers reports whether a mapping has the shape of a pod specification.
func hasContainers(mapping map[string]any) bool {
	list, ok := mapping["containers"].([]any)
	if !ok {
		return false
	}
	for _, item := range list {
		container, _ := item.(map[string]any)
		if nameOf(container) == "" {
			continue
		}
		for _, field := range [...]string{"image", "command", "args", "env", "resources", "securityContext", "volumeMounts", "ports"} {
			if container[field] != nil {
				return true
			}
		}
	}
	return false
}

// addFound adds what the search found and the table did not know.
func (l *locating) addFound(found []*searched) {
	if len(found) == 0 {
		return
	}
	known := make(map[string]bool, len(l.Pods))
	for _, pod := range l.Pods {
		known[pod.SpecPath] = true
		for _, origin := range pod.origins {
			addHolders(known, origin.path)
		}
	}
	embedded := make(map[string]bool, len(l.Embedded))
	for _, object := range l.Embedded {
		embedded[object.HolderPath] = true
	}
	l.place = nil
	var drafts []draft
	for _, at := range found {
		path := at.path()
		if known[path] || embedded[path] || within(embedded, at) {
			continue
		}
		d := l.draft(node{path: path})
		d.structural = true
		d.role = path
		d.spec = at.value.(map[string]any)
		if at.name == "spec" && at.above.above != nil {
			above, _ := at.above.value.(map[string]any)
			d.path = at.above.path()
			d.metadataPath = Join(d.path, "metadata")
			d.metadata, _ = above["metadata"].(map[string]any)
		}
		drafts = append(drafts, d)
	}
	slices.SortFunc(drafts, func(a, b draft) int { return strings.Compare(a.specPath, b.specPath) })
	for _, d := range drafts {
		l.add(d)
	}
}

// addHolders adds whatever has a list of containers on the way to path: a pod
// that is put together may have taken only a part of it.
func addHolders(known map[string]bool, path string) {
	const list = ".containers"
	for i := 0; i < len(path); i++ {
		if strings.HasPrefix(path[i:], list) {
			known[path[:i]] = true
		}
	}
}

// within reports whether what was found is a part of something known.
func within(known map[string]bool, at *searched) bool {
	for above := at.above; above != nil && above.above != nil; above = above.above {
		if known[above.path()] {
			return true
		}
	}
	return false
}

package cluster

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// origin says that a part of a pod is not written where its place in the
// pod specification says, but elsewhere in the object: the spec level of a Workflow,
// a field that stands for a container, a default that is merged below.
type origin struct {
	// relative is the path of the part in the pod specification (or starting
	// with "metadata"), path where it is written in the object.
	relative, path string
	// opaque says that path is a text or a field of another shape: parts below
	// relative have no path of their own below it.
	opaque bool
	// order counts the origins of a pod: what was put over a part later hides
	// what was known of its parts.
	order int
}

// originSet gathers the origins of a pod under construction, by their path in
// the pod.
type originSet struct {
	known map[string]origin
	count int
}

func (s *originSet) put(relative, path string, opaque bool) {
	if s.known == nil {
		s.known = map[string]origin{}
	}
	s.count++
	s.known[relative] = origin{relative: relative, path: path, opaque: opaque, order: s.count}
}

// ordered lists the origins in the order in which they were put.
func (s *originSet) ordered() []origin {
	list := s.sorted()
	slices.SortFunc(list, func(a, b origin) int { return cmp.Compare(a.order, b.order) })
	return list
}

// sorted lists the origins by their path in the pod, as [originOf] needs them.
func (s *originSet) sorted() []origin {
	if len(s.known) == 0 {
		return nil
	}
	list := slices.AppendSeq(make([]origin, 0, len(s.known)), maps.Values(s.known))
	slices.SortFunc(list, func(a, b origin) int { return strings.Compare(a.relative, b.relative) })
	return list
}

func (s *originSet) find(relative string) *origin {
	return nearestOrigin(relative, func(path string) (origin, bool) {
		known, ok := s.known[path]
		return known, ok
	})
}

// originOf returns the origin of the part of a pod at relative, or of what
// contains it; nil when it is written at its place.
func originOf(origins []origin, relative string) *origin {
	if len(origins) == 0 {
		return nil
	}
	return nearestOrigin(relative, func(path string) (origin, bool) {
		i, ok := slices.BinarySearchFunc(origins, path, func(known origin, path string) int { return strings.Compare(known.relative, path) })
		if !ok {
			return origin{}, false
		}
		return origins[i], true
	})
}

// nearestOrigin goes up from relative to the origin that counts: the nearest,
// unless something above it was put later.
func nearestOrigin(relative string, lookup func(string) (origin, bool)) *origin {
	var best *origin
	for path := relative; path != ""; path = parentPath(path) {
		if known, ok := lookup(path); ok && (best == nil || known.order > best.order) {
			best = &known
		}
	}
	return best
}

// parentPath cuts the last step off a field path. A border inside a quoted name
// yields something that is no path, which is of no harm where paths are
// compared.
func parentPath(path string) string {
	return path[:max(strings.LastIndexByte(path, '.'), strings.LastIndexByte(path, '['), 0)]
}

func (o *origin) apply(relative string) string {
	rest, ok := cutPath(relative, o.relative)
	if !ok || o.opaque {
		return o.path
	}
	return Join(o.path, rest)
}

// cutPath returns the rest of path below prefix, and whether path is prefix or
// below it.
func cutPath(path, prefix string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(path, prefix)
	switch {
	case !ok:
		return "", false
	case rest == "" || prefix == "" || rest[0] == '[':
		return rest, true
	case rest[0] == '.':
		return rest[1:], true
	}
	return "", false
}

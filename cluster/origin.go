package cluster

import "strings"

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
}

// originOf returns the origin with the longest path that leads to or contains
// relative; nil when there is none. Of equals the last one counts.
func originOf(origins []origin, relative string) *origin {
	var best *origin
	for i := range origins {
		candidate := &origins[i]
		if best != nil && len(candidate.relative) < len(best.relative) {
			continue
		}
		if _, ok := cutPath(relative, candidate.relative); ok {
			best = candidate
		}
	}
	return best
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

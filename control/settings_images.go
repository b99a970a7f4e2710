package control

import (
	"path"
	"strings"
)

// IsApprovedImage reports whether an image may come from where it does. Name is
// the registry and the repository, such as docker.io/library/python.
func (s *Settings) IsApprovedImage(name string) bool {
	for _, pattern := range s.ApprovedRegistries {
		compared := name
		if above, below := strings.CutSuffix(pattern, "/**"); below {
			pattern, compared = above, leading(name, strings.Count(above, "/")+1)
		}
		if matched, err := path.Match(pattern, compared); err == nil && matched {
			return true
		}
	}
	return false
}

// leading returns the first parts of a name; empty when it has no more.
func leading(name string, parts int) string {
	end := 0
	for range parts {
		length := strings.IndexByte(name[end:], '/')
		if length < 0 {
			return ""
		}
		end += length + 1
	}
	return name[:end-1]
}

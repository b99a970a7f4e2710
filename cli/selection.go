package cli

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/control"
)

// selection says which controls judge.
type selection struct {
	only, skip  []string
	minSeverity control.Severity
}

// apply returns the selected part of a catalogue. Patterns are control IDs,
// family names or patterns of IDs such as "pss-*"; one that names nothing is a
// mistake, for it would silently select too much or too little.
func (s selection) apply(catalogue *control.Catalogue) (*control.Catalogue, error) {
	for _, list := range []struct {
		flag     string
		patterns []string
	}{{"--only", s.only}, {"--skip", s.skip}} {
		for _, pattern := range list.patterns {
			if !slices.ContainsFunc(catalogue.Controls(), func(c *control.Control) bool { return selects(catalogue, pattern, c) }) {
				return nil, fmt.Errorf("%s %s names no control%s", list.flag, pattern, suggestion(catalogue, pattern))
			}
		}
	}
	return catalogue.Select(func(c *control.Control) bool {
		named := func(pattern string) bool { return selects(catalogue, pattern, c) }
		return c.Severity >= s.minSeverity &&
			(len(s.only) == 0 || slices.ContainsFunc(s.only, named)) && !slices.ContainsFunc(s.skip, named)
	}), nil
}

func selects(catalogue *control.Catalogue, pattern string, c *control.Control) bool {
	matched, err := path.Match(pattern, c.ID)
	return err == nil && matched || catalogue.Family(c.ID).Name == pattern
}

// suggestion names the controls that a mistyped ID may mean.
func suggestion(catalogue *control.Catalogue, id string) string {
	var near []string
	for _, c := range catalogue.Controls() {
		if distance(id, c.ID) <= 3 || strings.Contains(c.ID, id) {
			near = append(near, c.ID)
		}
	}
	if len(near) == 0 {
		return "; 'bulkhead list' shows them all"
	}
	return "; did you mean " + strings.Join(near[:min(3, len(near))], ", ") + "?"
}

// distance is the Levenshtein distance of two short strings.
func distance(a, b string) int {
	previous := make([]int, len(b)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := range len(a) {
		diagonal := previous[0]
		previous[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = previous[j+1]
			previous[j+1] = min(cost, previous[j+1]+1, previous[j]+1)
		}
	}
	return previous[len(b)]
}

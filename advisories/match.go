package advisories

import (
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
)

// Result is what is known about one version of one product.
type Result struct {
	Product Product
	// Version is the version as it was given.
	Version string
	// Known is false when the version could not be read, or the product is not
	// in the data: then nothing is known, and the lists are empty except
	// Unfixed and Unplaced.
	Known bool
	// Affected are the vulnerabilities of the version, worst first.
	Affected []Match
	// Undecided are those of which the data cannot tell: the version is given
	// too roughly, or its release branch is not mentioned.
	Undecided []Match
	// Unfixed are those that every version has and that configuration must
	// close; Unplaced those of which the sources name no versions. They do not
	// depend on the version and are not counted in the other lists.
	Unfixed, Unplaced []Match

	fix string
}

// Match is one vulnerability of a [Result].
type Match struct {
	Advisory
	// Condition says when the version is vulnerable; empty means always.
	Condition string
	// FixedIn is the version of the same branch that fixes it; empty when none
	// is known.
	FixedIn string
}

// Clean reports whether the version was read and none of the vulnerabilities in
// the data is, or may be, in it. Those in Unfixed and Unplaced are left aside.
func (r Result) Clean() bool { return r.Known && len(r.Affected)+len(r.Undecided) == 0 }

// Worst returns the highest CVSS base score of what affects the version; zero
// when nothing does or no score is known.
func (r Result) Worst() float64 {
	worst := 0.0
	for _, match := range r.Affected {
		worst = max(worst, match.CVSS)
	}
	return worst
}

// IDs returns the names of what affects the version, worst first.
func (r Result) IDs() []string {
	ids := make([]string, len(r.Affected))
	for i, match := range r.Affected {
		ids[i] = match.ID
	}
	return ids
}

// MatchImage returns a result for every product that the image is known to
// hold. A tag that is not a version, such as latest, gives a result that is not
// Known.
func MatchImage(image cluster.Image) []Result {
	var results []Result
	for _, installed := range InImage(image) {
		results = append(results, For(installed.Product.ID, installed.Version))
	}
	return results
}

// look is [For] without what is remembered and without the fix.
func look(product, version string) Result {
	c := load()
	result := Result{Version: version, Product: Product{ID: product}}
	known, ok := c.products[product]
	if !ok {
		return result
	}
	result.Product = *known
	span, ok := known.span(version)
	result.Known = ok
	for _, entry := range c.byProduct[product] {
		match := Match{Advisory: *entry.advisory, Condition: entry.affects.Condition}
		switch {
		case entry.affects.Unfixed:
			result.Unfixed = append(result.Unfixed, match)
		case entry.affects.Unplaced:
			result.Unplaced = append(result.Unplaced, match)
		case ok:
			var verdict verdict
			verdict, match.FixedIn = entry.affects.judge(span)
			switch verdict {
			case affected:
				result.Affected = append(result.Affected, match)
			case undecided:
				result.Undecided = append(result.Undecided, match)
			}
		}
	}
	for _, list := range [][]Match{result.Affected, result.Undecided, result.Unfixed, result.Unplaced} {
		slices.SortStableFunc(list, worstFirst)
	}
	return result
}

func worstFirst(a, b Match) int {
	switch {
	case a.CVSS > b.CVSS:
		return -1
	case a.CVSS < b.CVSS:
		return 1
	}
	return strings.Compare(a.ID, b.ID)
}

// Fix returns the lowest version, not below the given one, that the data knows
// to be free of everything that affects it, with the release branch kept where
// that is possible. It is empty when there is none.
func (r Result) Fix() string { return r.fix }

func (r Result) findFix() string {
	start, ok := r.Product.span(r.Version)
	if !ok {
		return ""
	}
	var candidates []string
	for _, entry := range load().byProduct[r.Product.ID] {
		for _, affected := range entry.affects.Ranges {
			if affected.Fixed != "" {
				candidates = append(candidates, affected.Fixed)
			}
		}
	}
	slices.SortFunc(candidates, func(a, b string) int { return parse(a).Compare(parse(b)) })
	for _, candidate := range slices.Compact(candidates) {
		if parse(candidate).Compare(start.from) >= 0 && look(r.Product.ID, candidate).Clean() {
			return candidate
		}
	}
	return ""
}

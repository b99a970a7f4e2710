package advisories

import (
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
)

// span is the versions that a text stands for: one, or all that start alike.
type span struct {
	from cluster.Version
	// below is the first version after those; from itself for a single one.
	below  cluster.Version
	single bool
}

// span reads a version of the product. A single number is one only for a
// product with release branches: elsewhere it is a date, a build number or a tag
// such as "1" that moves.
func (p *Product) span(text string) (span, bool) {
	version, ok := cluster.ParseVersion(text)
	if !ok || version.Parts < 2 && !p.Branched {
		return span{}, false
	}
	s := span{from: version, below: version, single: true}
	if version.Parts < p.Parts && version.Pre == "" {
		s.single = false
		s.below.Numbers[version.Parts-1]++
	}
	return s, true
}

// parse reads a version of the data.
func parse(text string) cluster.Version {
	version, _ := cluster.ParseVersion(text)
	return version
}

// version returns the text of the version in a tag; empty when the tag does not
// have it.
func (i ProductImage) version(tag string) string {
	rest, ok := strings.CutPrefix(tag, i.Prefix)
	if !ok {
		return ""
	}
	if i.Part > 1 {
		parts := strings.Split(rest, "-")
		if len(parts) < i.Part {
			return ""
		}
		rest = parts[i.Part-1]
	}
	if _, ok := cluster.ParseVersion(rest); !ok {
		return ""
	}
	return rest
}

// verdict is the answer about one version and one advisory.
type verdict uint8

const (
	unaffected verdict = iota
	undecided
	affected
)

// judge decides whether a span of versions is affected, and names the version
// that fixes the range it is in.
func (a *Affects) judge(s span) (answer verdict, fixedIn string) {
	branch := s.from.Numbers[0]
	for _, r := range a.Ranges {
		if len(a.Branches) > 0 && parse(r.Introduced).Numbers[0] != branch {
			continue
		}
		if found := r.judge(s); found > answer {
			answer, fixedIn = found, r.Fixed
		}
	}
	if answer != unaffected {
		return answer, fixedIn
	}
	silent := len(a.Branches) > 0 && !slices.Contains(a.Branches, branch)
	if silent && !a.after(s) || a.FixUnknown && a.after(s) {
		return undecided, ""
	}
	return unaffected, ""
}

// after reports whether a span lies after the end of every range.
func (a *Affects) after(s span) bool {
	for _, r := range a.Ranges {
		if s.from.Compare(parse(r.Fixed+r.LastAffected)) < 0 {
			return false
		}
	}
	return true
}

// judge decides whether a span lies in a range, outside of it, or across one of
// its ends.
func (r Range) judge(s span) verdict {
	if s.single {
		if r.holds(s.from) {
			return affected
		}
		return unaffected
	}
	if r.Introduced != "" && s.below.Compare(parse(r.Introduced)) <= 0 {
		return unaffected
	}
	startsInside := r.Introduced == "" || s.from.Compare(parse(r.Introduced)) >= 0
	if r.Fixed != "" {
		switch end := parse(r.Fixed); {
		case s.from.Compare(end) >= 0:
			return unaffected
		case startsInside && s.below.Compare(end) <= 0:
			return affected
		}
		return undecided
	}
	switch end := parse(r.LastAffected); {
	case s.from.Compare(end) > 0:
		return unaffected
	case startsInside && s.below.Compare(end) <= 0:
		return affected
	}
	return undecided
}

func (r Range) holds(version cluster.Version) bool {
	if r.Introduced != "" && version.Compare(parse(r.Introduced)) < 0 {
		return false
	}
	if r.Fixed != "" {
		return version.Compare(parse(r.Fixed)) < 0
	}
	return version.Compare(parse(r.LastAffected)) <= 0
}

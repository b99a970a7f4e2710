package cluster

import (
	"cmp"
	"strconv"
	"strings"
)

// Version is the version of a product: its leading numbers and what marks a
// version before the release.
type Version struct {
	// Numbers are the parts from the most significant on, such as 0, 9, 1.
	Numbers [4]int
	// Parts is how many of them were written: 25.06 has two.
	Parts int
	// Pre is the mark of a version before the release, such as "rc1"; empty for
	// a release. Other suffixes, such as "-gpu" or "-ubuntu22.04", do not count.
	Pre string
}

// maxVersionNumber bounds the parts of a version; larger numbers are dates,
// build numbers or hashes.
const maxVersionNumber = 99999

// ParseVersion reads the version out of an image tag or release name:
// v0.9.1, 25.06-py3, 2.52.0-py311-gpu, v1.17.4-ubuntu20.04, 1.4.0rc2. It reports
// false for what is not a version, such as latest, main, a hash or a bare
// number of more than five digits.
func ParseVersion(text string) (Version, bool) {
	rest := text
	if len(rest) > 1 && (rest[0] == 'v' || rest[0] == 'V') {
		rest = rest[1:]
	}
	var version Version
	for version.Parts < len(version.Numbers) {
		end := 0
		for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
			end++
		}
		number, err := strconv.Atoi(rest[:end])
		if err != nil || number > maxVersionNumber {
			break
		}
		version.Numbers[version.Parts] = number
		version.Parts++
		if rest = rest[end:]; len(rest) < 2 || rest[0] != '.' || rest[1] < '0' || rest[1] > '9' {
			break
		}
		rest = rest[1:]
	}
	switch {
	case version.Parts == 0:
		return Version{}, false
	case version.Parts == 1 && rest != "" && (isAlphanumeric(rest[0]) || rest[0] == '.' || len(text) >= 7 && isHash(text)):
		return Version{}, false // a hash, or a word that starts with digits
	}
	if rest != "" && rest[0] >= '0' && rest[0] <= '9' {
		return Version{}, false // a part that is too long to be one
	}
	version.Pre = preRelease(rest)
	return version, true
}

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func isHash(text string) bool {
	for i := range len(text) {
		c := text[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// preReleaseMarks are the words with which versions before a release are
// marked.
var preReleaseMarks = [...]string{"rc", "alpha", "beta", "dev", "pre", "a", "b"}

// preRelease returns the mark at the start of what follows the numbers.
func preRelease(rest string) string {
	rest = strings.TrimLeft(rest, "-._")
	for _, mark := range preReleaseMarks {
		after, ok := strings.CutPrefix(rest, mark)
		if !ok {
			continue
		}
		end := 0
		for end < len(after) && (after[end] >= '0' && after[end] <= '9' || after[end] == '.') {
			end++
		}
		if end < len(after) && isAlphanumeric(after[end]) {
			continue // "amd64", "base": a word that starts alike
		}
		if end == 0 && len(mark) == 1 {
			continue
		}
		return rest[:len(mark)+end]
	}
	return ""
}

// Compare returns -1, 0 or +1 as v is before, equal to or after other. Parts that
// were not written are zero; a version before a release is before it.
func (v Version) Compare(other Version) int {
	for i := range v.Numbers {
		if order := cmp.Compare(v.Numbers[i], other.Numbers[i]); order != 0 {
			return order
		}
	}
	switch {
	case v.Pre == other.Pre:
		return 0
	case v.Pre == "":
		return 1
	case other.Pre == "":
		return -1
	}
	return strings.Compare(v.Pre, other.Pre)
}

// Before reports whether v is an earlier version than the one written in text,
// which must be a version.
func (v Version) Before(text string) bool {
	other, _ := ParseVersion(text)
	return v.Compare(other) < 0
}

// String writes the numbers that were written, and the mark.
func (v Version) String() string {
	parts := make([]string, 0, len(v.Numbers))
	for _, number := range v.Numbers[:v.Parts] {
		parts = append(parts, strconv.Itoa(number))
	}
	text := strings.Join(parts, ".")
	if v.Pre != "" {
		text += "-" + v.Pre
	}
	return text
}

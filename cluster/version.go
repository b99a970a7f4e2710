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
	if version.Parts < len(version.Numbers) && rest != "" && rest[0] >= '0' && rest[0] <= '9' {
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

// preReleaseMarks are the words with which versions before a release are marked,
// ranked from the earliest on.
var preReleaseMarks = map[string]int{"dev": 1, "a": 2, "alpha": 2, "b": 3, "beta": 3, "pre": 4, "rc": 4}

// preRelease returns the mark and its number at the start of what follows the
// numbers of a version.
func preRelease(rest string) string {
	rest = strings.TrimLeft(rest, "-._")
	letters := 0
	for letters < len(rest) && isAlphanumeric(rest[letters]) && rest[letters] > '9' {
		letters++
	}
	end := letters
	for end < len(rest) && (rest[end] >= '0' && rest[end] <= '9' || rest[end] == '.') {
		end++
	}
	switch {
	case preReleaseMarks[rest[:letters]] == 0:
		return ""
	case end < len(rest) && isAlphanumeric(rest[end]):
		return "" // a word that starts alike
	case end == letters && letters == 1:
		return "" // a bare "a" or "b" is a variant
	}
	return strings.TrimRight(rest[:end], ".")
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
	mark, number := preOrder(v.Pre)
	otherMark, otherNumber := preOrder(other.Pre)
	return cmp.Or(cmp.Compare(mark, otherMark), cmp.Compare(number, otherNumber), strings.Compare(v.Pre, other.Pre))
}

// preOrder is the rank of a mark and the number after it.
func preOrder(pre string) (rank, number int) {
	digits := strings.IndexAny(pre, "0123456789.")
	if digits < 0 {
		digits = len(pre)
	}
	number, _ = strconv.Atoi(strings.Trim(pre[digits:], "."))
	return preReleaseMarks[pre[:digits]], number
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

package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain returns text as one line that is safe to show: every character that a
// terminal or a renderer would obey, hide or reorder by is written as a visible
// escape (\x1b, \u202e). White space other than the blank counts among these.
func plain(text string) string {
	if printable(text) {
		return text
	}
	var out strings.Builder
	for rest := text; rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&out, `\x%02x`, rest[0])
		case shown(r):
			out.WriteRune(r)
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\t':
			out.WriteString(`\t`)
		case r < 0x80:
			fmt.Fprintf(&out, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			fmt.Fprintf(&out, `\U%08x`, r)
		}
		rest = rest[size:]
	}
	return out.String()
}

// prose returns a paragraph of documentation as one line: white space is
// folded, everything else treated as by plain.
func prose(text string) string { return plain(strings.Join(strings.Fields(text), " ")) }

func printable(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= 0x7f {
			return utf8.ValidString(text) && strings.IndexFunc(text, func(r rune) bool { return !shown(r) }) < 0
		}
	}
	return true
}

// shown reports whether a character has a shape of its own. Letters that are
// drawn as nothing (the fillers of Hangul, the blank of Braille) and marks that
// select variants count as hidden, for names that differ only by them look the
// same.
func shown(r rune) bool {
	switch r {
	case ' ':
		return true
	case 0x115f, 0x1160, 0x3164, 0xffa0, 0x2800, 0x034f, 0x17b4, 0x17b5:
		return false
	}
	return unicode.IsPrint(r) && !unicode.Is(unicode.Variation_Selector, r)
}

// clip shortens text to at most limit characters, the last of which is then an
// ellipsis.
func clip(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	kept := 0
	for i := range text {
		if kept++; kept > limit {
			return text[:lastStart(text, i)] + "…"
		}
	}
	return text
}

// lastStart is where the character before offset starts.
func lastStart(text string, offset int) int {
	_, size := utf8.DecodeLastRuneInString(text[:offset])
	return offset - size
}

// columns is the width of text on a terminal.
func columns(text string) int {
	width := 0
	for _, r := range text {
		width += runeColumns(r)
	}
	return width
}

// runeColumns follows East Asian Width (UAX #11) for the blocks in which every
// character is wide.
func runeColumns(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case r < 0x1100:
		return 1
	case r <= 0x115f, r >= 0x2e80 && r <= 0xa4cf, r >= 0xac00 && r <= 0xd7a3, r >= 0xf900 && r <= 0xfaff,
		r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60, r >= 0xffe0 && r <= 0xffe6,
		r >= 0x1f300 && r <= 0x1faff, r >= 0x20000 && r <= 0x3fffd:
		return 2
	}
	return 1
}

// wrap breaks one line of text at blanks into lines of at most width columns,
// the first of which begins at column start. A word that is longer stands alone.
// A last line of a single short word is avoided by breaking the lines above it
// earlier.
func wrap(text string, width, start int) []string {
	words := strings.Fields(text)
	lines := fill(words, width, start)
	if len(lines) == 1 || !orphan(lines) {
		return lines
	}
	for narrower := width - 1; narrower > width*3/4; narrower-- {
		again := fill(words, narrower, start)
		if len(again) > len(lines) || (again[0] == "") != (lines[0] == "") {
			break
		}
		if !orphan(again) {
			return again
		}
	}
	return lines
}

// orphan reports whether the last line is a single short word.
func orphan(lines []string) bool {
	last := lines[len(lines)-1]
	return len(last) < 12 && !strings.Contains(last, " ")
}

func fill(words []string, width, start int) []string {
	var lines []string
	var line strings.Builder
	used := start
	for _, word := range words {
		size := columns(word)
		blank := min(line.Len(), 1)
		if used > 0 && used+blank+size > width {
			lines = append(lines, line.String())
			line.Reset()
			used, blank = 0, 0
		}
		if blank > 0 {
			line.WriteByte(' ')
			used++
		}
		line.WriteString(word)
		used += size
	}
	return append(lines, line.String())
}

// visible is text without the ANSI styles that printer.styled put in.
func visible(text string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "\x1b[")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		_, text, _ = strings.Cut(rest, "m")
	}
}

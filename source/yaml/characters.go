package yaml

import "unicode/utf8"

// The classes of bytes that matter to the scanner.
const (
	blankByte    = 1 << iota // space and tab
	breakByte                // a byte that a line break may begin with, and the end of the text
	flowByte                 // what ends a plain scalar inside brackets
	colonByte                // what may end a plain scalar anywhere
	nameByte                 // what anchors and tag handles are made of
	controlByte              // not allowed at all
	multipleByte             // part of a character of several bytes
)

var classes = func() (table [256]uint8) {
	for c := range 256 {
		switch {
		case c == ' ' || c == '\t':
			table[c] = blankByte
		case c == '\n' || c == '\r':
			table[c] = breakByte
		case c < ' ' || c == 0x7f:
			table[c] = controlByte
		case c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_' || c == '-':
			table[c] = nameByte
		case c == ':':
			table[c] = colonByte
		case c == ',' || c == '?' || c == '[' || c == ']' || c == '{' || c == '}':
			table[c] = flowByte
		case c >= 0x80:
			table[c] = multipleByte
		}
	}
	table[0] |= breakByte
	table[0xc2] |= breakByte
	table[0xe2] |= breakByte
	return table
}()

// checkCharacters reports the first byte of text that YAML does not allow, or
// -1: anything that is not UTF-8, control characters other than tab and line
// breaks, and the characters U+FFFE and U+FFFF.
func checkCharacters(text []byte) int {
	for i := 0; i < len(text); {
		class := classes[text[i]]
		if class&(controlByte|multipleByte) == 0 {
			i++
			continue
		}
		if class&controlByte != 0 {
			return i
		}
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 || r < 0xa0 && r != 0x85 || r == 0xfffe || r == 0xffff {
			return i
		}
		i += size
	}
	return -1
}

// breakWidth is the length of the line break at i: LF, CR, CR LF, NEL (U+0085),
// LS (U+2028) or PS (U+2029), or zero when there is none.
func (p *Parser) breakWidth(i int) int {
	switch p.at(i) {
	case '\n':
		return 1
	case '\r':
		if p.at(i+1) == '\n' {
			return 2
		}
		return 1
	case 0xc2:
		if p.at(i+1) == 0x85 {
			return 2
		}
	case 0xe2:
		if p.at(i+1) == 0x80 && (p.at(i+2) == 0xa8 || p.at(i+2) == 0xa9) {
			return 3
		}
	}
	return 0
}

// at is the byte at i, or zero after the end: the text itself has no zeros.
func (p *Parser) at(i int) byte {
	if i < len(p.text) {
		return p.text[i]
	}
	return 0
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func isName(c byte) bool { return classes[c]&nameByte != 0 }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isBreakOrEnd and isBlankOrEnd report whether a line break or the end of the
// text, and in the second case a blank, is at i.
func (p *Parser) isBreakOrEnd(i int) bool {
	return classes[p.at(i)]&breakByte != 0 && (i >= len(p.text) || p.breakWidth(i) > 0)
}

func (p *Parser) isBlankOrEnd(i int) bool { return isBlank(p.at(i)) || p.isBreakOrEnd(i) }

// isDocumentIndicator reports whether the line that begins at i marks the
// start or the end of a document.
func (p *Parser) isDocumentIndicator(i int) bool {
	c := p.at(i)
	return (c == '-' || c == '.') && p.at(i+1) == c && p.at(i+2) == c && p.isBlankOrEnd(i+3)
}

// hexDigit is the value of a hexadecimal digit, or -1.
func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

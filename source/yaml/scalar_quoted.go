package yaml

import (
	"bytes"
	"unicode/utf8"
)

// scanQuoted scans a scalar in single or double quotes.
func (p *Parser) scanQuoted(quote byte) bool {
	line, column := p.line, p.column()
	p.position++
	if value, ok := p.quotedLine(quote); ok {
		return p.pushScalar(line, column, value, false)
	}
	var text []byte
	var folds folding
	for {
		if p.position == p.lineStart && p.isDocumentIndicator(p.position) {
			return p.fail(line, column, "the quotes are not closed before the end of the document")
		}
		if p.position >= len(p.text) {
			return p.fail(line, column, "the quotes are not closed")
		}
		var newLines, ok bool
		if text, newLines, ok = p.quotedRun(text, quote); !ok {
			return false
		}
		if p.at(p.position) == quote {
			break
		}
		folds.leading, folds.trailing = folds.leading[:0], folds.trailing[:0]
		blanks := p.position
		if newLines {
			blanks = -1
		}
		text = p.quotedSpace(text, &folds, blanks)
	}
	p.position++
	return p.pushScalar(line, column, text, false)
}

// quotedLine returns what stands before the closing quote when that is on the
// same line and nothing is escaped.
func (p *Parser) quotedLine(quote byte) ([]byte, bool) {
	rest := p.text[p.position:]
	end := bytes.IndexByte(rest, quote)
	if end < 0 || quote == '\'' && end+1 < len(rest) && rest[end+1] == quote {
		return nil, false
	}
	value := rest[:end]
	for i, c := range value {
		if c == '\\' && quote == '"' || classes[c]&breakByte != 0 && p.breakWidth(p.position+i) > 0 {
			return nil, false
		}
	}
	p.position += end + 1
	return value, true
}

// quotedRun appends characters up to a blank, a line break or the closing
// quote. It reports newLine when it ended after an escaped line break.
func (p *Parser) quotedRun(text []byte, quote byte) (run []byte, newLine, ok bool) {
	for !p.isBlankOrEnd(p.position) {
		c := p.text[p.position]
		switch {
		case c == '\'' && quote == '\'' && p.at(p.position+1) == '\'':
			text = append(text, '\'')
			p.position += 2
		case c == quote:
			return text, false, true
		case c == '\\' && quote == '"':
			if width := p.breakWidth(p.position + 1); width > 0 {
				p.position++
				p.newLine(width)
				return text, true, true
			}
			if text, ok = p.escape(text); !ok {
				return text, false, false
			}
		default:
			text = append(text, c)
			p.position++
		}
	}
	return text, false, true
}

// quotedSpace passes over blanks and line breaks and appends what they amount
// to: the blanks from the given place on when there is no line break, and
// otherwise the folded breaks. After an escaped line break the place is
// negative.
func (p *Parser) quotedSpace(text []byte, folds *folding, blanks int) []byte {
	newLines := blanks < 0
	for {
		if isBlank(p.at(p.position)) {
			p.position++
			continue
		}
		width := p.breakWidth(p.position)
		if width == 0 {
			break
		}
		folds.add(p, p.position, width, !newLines)
		newLines = true
		p.newLine(width)
	}
	if newLines {
		return folds.join(text)
	}
	return append(text, p.text[blanks:p.position]...)
}

// The escapes that stand for one character.
var escapes = map[byte]string{
	'0': "\x00", 'a': "\a", 'b': "\b", 't': "\t", '\t': "\t", 'n': "\n", 'v': "\v", 'f': "\f", 'r': "\r", 'e': "\x1b",
	' ': " ", '"': `"`, '\'': "'", '\\': `\`, 'N': "\u0085", '_': "\u00a0", 'L': "\u2028", 'P': "\u2029",
}

// escape appends the character that an escape sequence stands for.
func (p *Parser) escape(text []byte) ([]byte, bool) {
	c := p.at(p.position + 1)
	if character, ok := escapes[c]; ok {
		p.position += 2
		return append(text, character...), true
	}
	digits := 0
	switch c {
	case 'x':
		digits = 2
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	default:
		return text, p.failHere(`unknown escape after \: use single quotes, or \\ for a backslash`)
	}
	value := 0
	for i := range digits {
		digit := hexDigit(p.at(p.position + 2 + i))
		if digit < 0 {
			return text, p.failHere("expected hexadecimal digits in the escape")
		}
		value = value<<4 + digit
	}
	if !utf8.ValidRune(rune(value)) || value > utf8.MaxRune {
		return text, p.failHere("the escape is not a Unicode character")
	}
	p.position += 2 + digits
	return utf8.AppendRune(text, rune(value)), true
}

package yaml

import (
	"bytes"
	"unicode/utf8"
)

// scanTag scans a tag: !<uri>, !suffix, !handle!suffix or !.
func (p *Parser) scanTag() bool {
	line, column := p.line, p.column()
	var handle, suffix []byte
	if p.at(p.position+1) == '<' {
		p.position += 2
		var ok bool
		if suffix, ok = p.tagURI(nil); !ok {
			return false
		}
		if p.at(p.position) != '>' {
			return p.failHere("expected '>' at the end of the tag")
		}
		p.position++
	} else {
		handle, _ = p.tagHandle()
		var ok bool
		if len(handle) > 1 && handle[len(handle)-1] == '!' {
			suffix, ok = p.tagURI(nil)
		} else {
			// What looked like a handle is the beginning of the tag itself.
			suffix, ok = p.tagURI(handle)
			handle = p.text[p.position:p.position]
			if len(suffix) > 0 {
				handle = []byte{'!'}
			} else {
				suffix = []byte{'!'}
			}
		}
		if !ok {
			return false
		}
	}
	if !p.isBlankOrEnd(p.position) {
		return p.failHere("expected a space after the tag")
	}
	p.push(tagToken, line, column)
	last := &p.tokens[len(p.tokens)-1]
	last.value, last.suffix = handle, suffix
	return true
}

// tagHandle scans '!', or '!', a name and another '!'; closed reports whether
// it is one of these.
func (p *Parser) tagHandle() (handle []byte, closed bool) {
	start := p.position
	p.position++
	for isName(p.at(p.position)) {
		p.position++
	}
	if p.at(p.position) == '!' {
		p.position++
		return p.text[start:p.position], true
	}
	return p.text[start:p.position], p.position == start+1
}

// tagURI scans the rest of a tag that begins with head, whose '!' is left out.
func (p *Parser) tagURI(head []byte) ([]byte, bool) {
	var uri []byte
	if len(head) > 1 {
		uri = append(uri, head[1:]...)
	}
	found := len(head) > 0
	for {
		c := p.at(p.position)
		switch {
		case c == '%':
			var ok bool
			if uri, ok = p.uriEscape(uri); !ok {
				return nil, false
			}
		case isName(c) || c != 0 && bytes.IndexByte([]byte(";/?:@&=+$,.!~*'()[]"), c) >= 0:
			uri = append(uri, c)
			p.position++
		default:
			if !found {
				return nil, p.failHere("expected the rest of the tag")
			}
			return uri, true
		}
		found = true
	}
}

// uriEscape appends one character that is written as %XX for each of its bytes.
func (p *Parser) uriEscape(uri []byte) ([]byte, bool) {
	start, want := len(uri), 1
	for n := 0; n < want; n++ {
		high, low := hexDigit(p.at(p.position+1)), hexDigit(p.at(p.position+2))
		if p.at(p.position) != '%' || high < 0 || low < 0 {
			return nil, p.failHere("expected %XX in the tag")
		}
		octet := byte(high<<4 + low)
		if n == 0 {
			if want = sequenceLength(octet); want == 0 {
				return nil, p.failHere("an escape in the tag is not UTF-8")
			}
		} else if octet&0xc0 != 0x80 {
			return nil, p.failHere("an escape in the tag is not UTF-8")
		}
		uri = append(uri, octet)
		p.position += 3
	}
	return uri[:start+want], true
}

// sequenceLength is the length of a UTF-8 sequence by its first byte.
func sequenceLength(first byte) int {
	switch {
	case first < utf8.RuneSelf:
		return 1
	case first&0xe0 == 0xc0:
		return 2
	case first&0xf0 == 0xe0:
		return 3
	case first&0xf8 == 0xf0:
		return 4
	}
	return 0
}

// scanDirective scans a %YAML or %TAG line.
func (p *Parser) scanDirective() bool {
	line, start := p.line, p.position+1
	p.position = start
	for isName(p.at(p.position)) {
		p.position++
	}
	name := p.text[start:p.position]
	if len(name) == 0 || !p.isBlankOrEnd(p.position) {
		return p.failHere("expected the name of a directive after '%'")
	}
	directive := token{line: int32(line)}
	switch string(name) {
	case "YAML":
		directive.kind = versionToken
		p.skipBlanks()
		start := p.position
		if !p.versionNumber() || p.at(p.position) != '.' {
			return p.failHere("expected a version such as 1.1")
		}
		p.position++
		if !p.versionNumber() {
			return p.failHere("expected a version such as 1.1")
		}
		directive.value = p.text[start:p.position]
	case "TAG":
		directive.kind = tagDirectiveToken
		p.skipBlanks()
		if p.at(p.position) != '!' {
			return p.failHere("expected '!' after %TAG")
		}
		var closed, ok bool
		if directive.value, closed = p.tagHandle(); !closed || !isBlank(p.at(p.position)) {
			return p.failHere("expected the handle of a tag, such as !name!")
		}
		p.skipBlanks()
		if directive.suffix, ok = p.tagURI(nil); !ok {
			return false
		}
		if !p.isBlankOrEnd(p.position) {
			return p.failHere("expected the end of the line after the tag")
		}
	default:
		return p.fail(line, 0, "unknown directive: only %YAML and %TAG are known")
	}
	if !p.restOfLine() {
		return p.failHere("expected the end of the line after the directive")
	}
	p.tokens = append(p.tokens, directive)
	return true
}

func (p *Parser) skipBlanks() {
	for isBlank(p.at(p.position)) {
		p.position++
	}
}

// versionNumber passes over one or two digits.
func (p *Parser) versionNumber() bool {
	start := p.position
	for isDigit(p.at(p.position)) {
		p.position++
	}
	return p.position > start && p.position-start <= 2
}

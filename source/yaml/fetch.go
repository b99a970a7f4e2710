package yaml

import "bytes"

// fetch scans the next token.
func (p *Parser) fetch() bool {
	p.skipToToken()
	p.unindentTo(p.column())
	if p.position >= len(p.text) {
		return p.fetchStreamEnd()
	}
	c, next := p.text[p.position], p.position+1
	if p.position == p.lineStart {
		switch {
		case c == '%':
			return p.resetLine() && p.scanDirective()
		case p.isDocumentIndicator(p.position):
			return p.fetchDocumentIndicator(c)
		}
	}
	switch c {
	case '[', '{':
		return p.fetchFlowStart(c)
	case ']', '}':
		return p.fetchFlowEnd(c)
	case ',':
		return p.fetchIndicator(flowEntryToken, true)
	case '-':
		if p.isBlankOrEnd(next) {
			return p.fetchBlockEntry()
		}
		return p.fetchPlain()
	case '?':
		if p.flowLevel > 0 || p.isBlankOrEnd(next) {
			return p.fetchKey()
		}
		return p.fetchPlain()
	case ':':
		if p.flowLevel > 0 || p.isBlankOrEnd(next) {
			return p.fetchValue()
		}
		return p.fetchPlain()
	case '*', '&':
		return p.fetchAnchor(c)
	case '!':
		return p.saveKey() && p.noKeyNext() && p.scanTag()
	case '|', '>':
		if p.flowLevel == 0 {
			return p.fetchBlockScalar(c == '|')
		}
	case '\'', '"':
		return p.saveKey() && p.noKeyNext() && p.scanQuoted(c)
	case '#', '%', '@', '`', '\t':
	default:
		return p.fetchPlain()
	}
	if c == '\t' {
		return p.failHere("a tab cannot be used for indentation: use spaces")
	}
	return p.failHere("the character '" + string(rune(c)) + "' cannot begin a value: put the value in quotes")
}

// noKeyNext notes that what follows is not the beginning of a key.
func (p *Parser) noKeyNext() bool {
	p.keyAllowed = false
	return true
}

// skipToToken passes over blanks, comments and line breaks. Tabs count as
// blanks where they cannot be mistaken for indentation.
func (p *Parser) skipToToken() {
	for {
		for p.at(p.position) == ' ' || p.at(p.position) == '\t' && (p.flowLevel > 0 || !p.keyAllowed) {
			p.position++
		}
		if p.at(p.position) == '#' {
			p.skipComment()
		}
		width := p.breakWidth(p.position)
		if width == 0 {
			return
		}
		p.newLine(width)
		if p.flowLevel == 0 {
			p.keyAllowed = true
		}
	}
}

func (p *Parser) newLine(width int) {
	p.position += width
	p.lineStart = p.position
	p.line++
}

func (p *Parser) skipComment() {
	start, line, column := p.position, p.line, p.column()
	for !p.isBreakOrEnd(p.position) {
		p.position++
	}
	if p.commentMark != nil && bytes.Contains(p.text[start:p.position], p.commentMark) {
		if p.commentCount+len(p.comments) == MaxComments {
			p.moreComments = true
			return
		}
		p.comments = append(p.comments, Comment{line + 1, column + 1, string(p.text[start:p.position])})
	}
}

// resetLine closes all block collections, for what stands between documents.
func (p *Parser) resetLine() bool {
	p.unindentTo(-1)
	p.keyAllowed = false
	return p.dropKey()
}

func (p *Parser) fetchStreamEnd() bool {
	if p.column() != 0 {
		p.line++
		p.lineStart = p.position
	}
	if !p.resetLine() {
		return false
	}
	p.push(streamEndToken, p.line, 0)
	return true
}

func (p *Parser) fetchDocumentIndicator(c byte) bool {
	if !p.resetLine() {
		return false
	}
	kind := documentStartToken
	if c == '.' {
		kind = documentEndToken
	}
	p.push(kind, p.line, 0)
	p.position += 3
	return true
}

func (p *Parser) fetchFlowStart(c byte) bool {
	if !p.saveKey() {
		return false
	}
	p.keys = append(p.keys, simpleKey{token: p.nextToken()})
	p.flowLevel++
	if p.flowLevel > maxNesting {
		return p.failHere("nested too deep")
	}
	p.keyAllowed = true
	kind := flowSequenceStartToken
	if c == '{' {
		kind = flowMappingStartToken
	}
	p.push(kind, p.line, p.column())
	p.position++
	return true
}

func (p *Parser) fetchFlowEnd(c byte) bool {
	if !p.dropKey() {
		return false
	}
	if p.flowLevel > 0 {
		p.flowLevel--
		inside := p.keys[len(p.keys)-1]
		p.keys = p.keys[:len(p.keys)-1]
		if key := &p.keys[len(p.keys)-1]; key.token == inside.token {
			key.overlooked = true
		}
		p.firstKey = min(p.firstKey, len(p.keys)-1)
	}
	kind := flowSequenceEndToken
	if c == '}' {
		kind = flowMappingEndToken
	}
	p.keyAllowed = false
	p.push(kind, p.line, p.column())
	p.position++
	return true
}

// fetchIndicator scans an indicator of one character after which a key is
// allowed or not.
func (p *Parser) fetchIndicator(kind tokenKind, keyAllowed bool) bool {
	if !p.dropKey() {
		return false
	}
	p.keyAllowed = keyAllowed
	p.push(kind, p.line, p.column())
	p.position++
	return true
}

func (p *Parser) fetchBlockEntry() bool {
	if p.flowLevel == 0 {
		if !p.keyAllowed {
			return p.failHere("a list item cannot begin here")
		}
		if !p.indentTo(p.column(), -1, blockSequenceStartToken, p.line) {
			return false
		}
	}
	return p.fetchIndicator(blockEntryToken, true)
}

func (p *Parser) fetchKey() bool {
	if p.flowLevel == 0 {
		if !p.keyAllowed {
			return p.failHere("a field name cannot begin here")
		}
		if !p.indentTo(p.column(), -1, blockMappingStartToken, p.line) {
			return false
		}
	}
	return p.fetchIndicator(keyToken, p.flowLevel == 0)
}

func (p *Parser) fetchValue() bool {
	key := &p.keys[len(p.keys)-1]
	if p.keyStillPossible(key) {
		p.insert(key.token, keyToken, key.line, key.column)
		if !p.indentTo(key.column, key.token, blockMappingStartToken, key.line) {
			return false
		}
		key.possible = false
		p.keyAllowed = false
	} else {
		if p.err != nil {
			return false
		}
		if p.flowLevel == 0 {
			if !p.keyAllowed {
				return p.failHere("a ':' cannot stand here: put the value in quotes")
			}
			if !p.indentTo(p.column(), -1, blockMappingStartToken, p.line) {
				return false
			}
		}
		p.keyAllowed = p.flowLevel == 0
	}
	p.push(valueToken, p.line, p.column())
	p.position++
	return true
}

func (p *Parser) fetchAnchor(c byte) bool {
	if !p.saveKey() {
		return false
	}
	p.keyAllowed = false
	line, column, start := p.line, p.column(), p.position+1
	end := start
	for isName(p.at(end)) {
		end++
	}
	if end == start || !p.isBlankOrEnd(end) && bytes.IndexByte([]byte("?:,]}%@`"), p.at(end)) < 0 {
		return p.failHere("the name of an anchor is made of letters, digits, '-' and '_'")
	}
	kind := anchorToken
	if c == '*' {
		kind = aliasToken
	}
	p.push(kind, line, column)
	p.tokens[len(p.tokens)-1].value = p.text[start:end]
	p.position = end
	return true
}

func (p *Parser) fetchBlockScalar(literal bool) bool {
	if !p.dropKey() {
		return false
	}
	p.keyAllowed = true
	return p.scanBlockScalar(literal)
}

func (p *Parser) fetchPlain() bool {
	if !p.saveKey() {
		return false
	}
	p.keyAllowed = false
	return p.scanPlain()
}

package yaml

import (
	"bytes"
	"unicode/utf8"
)

type tokenKind uint8

const (
	streamEndToken tokenKind = iota
	versionToken
	tagDirectiveToken
	documentStartToken
	documentEndToken
	blockSequenceStartToken
	blockMappingStartToken
	blockEndToken
	flowSequenceStartToken
	flowSequenceEndToken
	flowMappingStartToken
	flowMappingEndToken
	blockEntryToken
	flowEntryToken
	keyToken
	valueToken
	aliasToken
	anchorToken
	tagToken
	scalarToken
)

// token is one piece of syntax. Line and column count from zero.
type token struct {
	kind         tokenKind
	plain        bool // of a scalar
	line, column int32
	// value is the text of a scalar, the name of an anchor or alias, the
	// handle of a tag or tag directive; suffix is the rest of those two.
	value, suffix []byte
}

// simpleKey is a place where a key without '?' may have begun: that is only
// known when the ':' after it is found, on the same line and not more than
// 1024 characters away.
type simpleKey struct {
	possible bool
	// required is true where nothing but a key can stand.
	required bool
	// overlooked is true for an empty pair of brackets: libyaml as v2 has it
	// takes them for a value before it sees the ':' behind them.
	overlooked   bool
	token        int // number of the token that begins the key
	line, column int
	position     int
}

const simpleKeyLength = 1024

// maxNesting is how deep brackets, and how deep indentation, may nest.
const maxNesting = 10_000

func (p *Parser) column() int { return p.position - p.lineStart }

func (p *Parser) fail(line, column int, problem string) bool {
	if p.err == nil {
		p.err = &Error{line + 1, column + 1, problem}
	}
	return false
}

func (p *Parser) failHere(problem string) bool { return p.fail(p.line, p.column(), problem) }

func (p *Parser) push(kind tokenKind, line, column int) {
	p.tokens = append(p.tokens, token{kind: kind, line: int32(line), column: int32(column)})
}

// insert puts a token before the one with the given number, or last when that
// one is taken already.
func (p *Parser) insert(number int, kind tokenKind, line, column int) {
	p.push(kind, line, column)
	i := p.head + number - p.taken
	if i < p.head {
		return
	}
	inserted := p.tokens[len(p.tokens)-1]
	copy(p.tokens[i+1:], p.tokens[i:len(p.tokens)-1])
	p.tokens[i] = inserted
}

// peek returns the next token, or nil after an error.
func (p *Parser) peek() *token {
	for p.head == len(p.tokens) || p.headMayBeKey() {
		if p.err != nil {
			return nil
		}
		if p.head == len(p.tokens) {
			p.tokens, p.head = p.tokens[:0], 0
		}
		if !p.fetch() {
			return nil
		}
	}
	if p.err != nil {
		return nil
	}
	return &p.tokens[p.head]
}

func (p *Parser) take() { p.head++; p.taken++ }

// headMayBeKey reports whether the next token is the start of a possible
// simple key, so that a key token may still have to go before it.
func (p *Parser) headMayBeKey() bool {
	for p.firstKey < len(p.keys)-1 && (!p.keys[p.firstKey].possible || p.keys[p.firstKey].overlooked) {
		p.firstKey++
	}
	key := &p.keys[p.firstKey]
	return key.possible && !key.overlooked && key.token == p.taken && p.keyStillPossible(key)
}

func (p *Parser) keyStillPossible(key *simpleKey) bool {
	if !key.possible {
		return false
	}
	if key.line == p.line && (p.position-key.position <= simpleKeyLength ||
		utf8.RuneCount(p.text[key.position:p.position]) <= simpleKeyLength) {
		return true
	}
	if key.required {
		return p.fail(key.line, key.column, "expected a ':' after the field name")
	}
	key.possible = false
	return false
}

// nextToken is the number of the token that is scanned next.
func (p *Parser) nextToken() int { return p.taken + len(p.tokens) - p.head }

// saveKey notes that a key may begin here.
func (p *Parser) saveKey() bool {
	if !p.keyAllowed {
		return true
	}
	if !p.dropKey() {
		return false
	}
	p.keys[len(p.keys)-1] = simpleKey{
		possible: true, required: p.flowLevel == 0 && p.indent == p.column(),
		token: p.nextToken(), line: p.line, column: p.column(), position: p.position,
	}
	return true
}

// dropKey gives up the possible key of the current level.
func (p *Parser) dropKey() bool {
	key := &p.keys[len(p.keys)-1]
	if key.possible && key.required {
		return p.fail(key.line, key.column, "expected a ':' after the field name")
	}
	key.possible = false
	return true
}

// indentTo opens a block collection when the column is right of the current
// indentation. Its token goes before the one with the given number.
func (p *Parser) indentTo(column, number int, kind tokenKind, line int) bool {
	if p.flowLevel > 0 || p.indent >= column {
		return true
	}
	p.indents = append(p.indents, p.indent)
	p.indent = column
	if len(p.indents) > maxNesting {
		return p.fail(line, column, "nested too deep")
	}
	p.insert(number, kind, line, column)
	return true
}

// unindentTo closes the block collections that are right of the column.
func (p *Parser) unindentTo(column int) {
	if p.flowLevel > 0 {
		return
	}
	for p.indent > column {
		p.push(blockEndToken, p.line, p.column())
		p.indent = p.indents[len(p.indents)-1]
		p.indents = p.indents[:len(p.indents)-1]
	}
}

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

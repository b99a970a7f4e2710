package yaml

import "unicode/utf8"

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

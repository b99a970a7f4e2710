package yaml

// state is what the grammar expects next.
type state uint8

const (
	atStreamStart state = iota
	atDocumentStart
	atDocumentContent
	atDocumentEnd
	atBlockNode
	atBlockSequenceFirst
	atBlockSequenceEntry
	atIndentlessEntry
	atBlockMappingFirst
	atBlockMappingKey
	atBlockMappingValue
	atFlowSequenceFirst
	atFlowSequenceEntry
	atFlowPairKey
	atFlowPairValue
	atFlowPairEnd
	atFlowMappingFirst
	atFlowMappingKey
	atFlowMappingValue
	atFlowMappingEmptyValue
	atStreamEnd
)

// Parser parses the documents of one text. The zero value is not ready; call
// Reset.
type Parser struct {
	text        []byte
	position    int
	line        int // from zero
	lineStart   int
	err         *Error
	commentMark []byte
	comments    []Comment
	// commentCount is the number of comments that were taken.
	commentCount int
	moreComments bool

	tokens   []token
	head     int // of the tokens that are not taken
	taken    int // number of tokens taken before head
	keys     []simpleKey
	firstKey int // no key below is possible

	keyAllowed bool
	flowLevel  int
	indent     int
	indents    []int

	state  state
	states []state
	tags   map[string]string // handles that %TAG directives define
}

// Reset makes the parser ready for a text of UTF-8, whose byte order mark must
// have been taken off. When mark is not nil, the comments that contain it are
// kept.
func (p *Parser) Reset(text, mark []byte) {
	*p = Parser{
		text: text, commentMark: mark, indent: -1, keyAllowed: true,
		tokens: p.tokens[:0], keys: append(p.keys[:0], simpleKey{}), indents: p.indents[:0], states: p.states[:0],
	}
	if i := checkCharacters(text); i >= 0 {
		for p.position < i {
			if width := p.breakWidth(p.position); width > 0 {
				p.newLine(width)
			} else {
				p.position++
			}
		}
		p.failHere("a character that YAML does not allow: the file is not UTF-8 text or has control characters")
	}
}

// MaxComments is the number of comments of one text that are kept.
const MaxComments = 10_000

// TakeComments returns the comments found since it was called last, in the
// order of the text, and whether there were more than are kept. The parser
// looks one token ahead of its events.
func (p *Parser) TakeComments() (comments []Comment, more bool) {
	comments, p.comments = p.comments, nil
	p.commentCount += len(comments)
	return comments, p.commentCount == MaxComments && p.moreComments
}

// Next returns the next event. After an error it returns the same error.
func (p *Parser) Next() (Event, error) {
	event, ok := p.next()
	if !ok || p.err != nil {
		if p.err == nil {
			p.failHere("unexpected end")
		}
		return Event{}, p.err
	}
	return event, nil
}

func (p *Parser) next() (Event, bool) {
	switch p.state {
	case atStreamStart, atDocumentStart:
		return p.documentStart()
	case atDocumentContent:
		return p.documentContent()
	case atDocumentEnd:
		return p.documentEnd()
	case atBlockNode:
		return p.node(true, false)
	case atBlockSequenceFirst, atBlockSequenceEntry:
		return p.blockSequence()
	case atIndentlessEntry:
		return p.indentlessSequence()
	case atBlockMappingFirst, atBlockMappingKey:
		return p.blockMappingKey()
	case atBlockMappingValue:
		return p.blockMappingValue()
	case atFlowSequenceFirst, atFlowSequenceEntry:
		return p.flowSequence()
	case atFlowPairKey:
		return p.flowPairKey()
	case atFlowPairValue:
		return p.flowPairValue()
	case atFlowPairEnd:
		p.state = atFlowSequenceEntry
		return p.structure(MappingEnd, p.peek())
	case atFlowMappingFirst, atFlowMappingKey:
		return p.flowMappingKey()
	case atFlowMappingValue:
		return p.flowMappingValue()
	case atFlowMappingEmptyValue:
		p.state = atFlowMappingKey
		return p.emptyAt(p.peek())
	}
	return Event{Kind: StreamEnd, Line: p.line + 1, Column: 1}, true
}

func (p *Parser) pop() {
	p.state = p.states[len(p.states)-1]
	p.states = p.states[:len(p.states)-1]
}

// structure is an event without content that stands where the token does.
func (p *Parser) structure(kind EventKind, at *token) (Event, bool) {
	if at == nil {
		return Event{}, false
	}
	return Event{Kind: kind, Line: int(at.line) + 1, Column: int(at.column) + 1}, true
}

// end takes the token that closes a collection.
func (p *Parser) end(kind EventKind, at *token) (Event, bool) {
	event, ok := p.structure(kind, at)
	p.take()
	p.pop()
	return event, ok
}

// empty is the scalar that stands for a value that is not there.
func (p *Parser) empty(line, column int32) (Event, bool) {
	return Event{Kind: Scalar, Plain: true, Line: int(line) + 1, Column: int(column) + 1}, true
}

func (p *Parser) emptyAt(at *token) (Event, bool) {
	if at == nil {
		return Event{}, false
	}
	return p.empty(at.line, at.column)
}

func (p *Parser) unexpected(at *token, problem string) (Event, bool) {
	return Event{}, p.fail(int(at.line), int(at.column), problem)
}

// nodeOr parses a node, to go on with the given state after it.
func (p *Parser) nodeOr(after state, block, indentless bool) (Event, bool) {
	p.states = append(p.states, after)
	return p.node(block, indentless)
}

func (p *Parser) documentStart() (Event, bool) {
	next := p.peek()
	for next != nil && p.state == atDocumentStart && next.kind == documentEndToken {
		p.take()
		next = p.peek()
	}
	if next == nil {
		return Event{}, false
	}
	start := *next
	switch {
	case next.kind == streamEndToken:
		p.state = atStreamEnd
		return p.structure(StreamEnd, next)
	case p.state == atStreamStart && next.kind != versionToken && next.kind != tagDirectiveToken && next.kind != documentStartToken:
		p.states = append(p.states, atDocumentEnd)
		p.state = atBlockNode
		return p.structure(DocumentStart, next)
	}
	if next = p.directives(); next == nil {
		return Event{}, false
	}
	if next.kind != documentStartToken {
		return p.unexpected(next, "expected the end of the document: check the indentation of this line")
	}
	p.take()
	p.states = append(p.states, atDocumentEnd)
	p.state = atDocumentContent
	return p.structure(DocumentStart, &start)
}

// directives takes directives and returns what follows them.
func (p *Parser) directives() *token {
	version := false
	next := p.peek()
	for ; next != nil; next = p.peek() {
		switch next.kind {
		case versionToken:
			if version {
				p.unexpected(next, "a second %YAML directive")
				return nil
			}
			if text := string(next.value); text != "1.1" && text != "01.1" && text != "1.01" && text != "01.01" {
				p.unexpected(next, "only YAML 1.1 is read: remove the %YAML directive")
				return nil
			}
			version = true
		case tagDirectiveToken:
			if _, twice := p.tags[string(next.value)]; twice {
				p.unexpected(next, "a second %TAG directive for the same handle")
				return nil
			}
			if p.tags == nil {
				p.tags = map[string]string{}
			}
			p.tags[string(next.value)] = string(next.suffix)
		default:
			return next
		}
		p.take()
	}
	return nil
}

func (p *Parser) documentContent() (Event, bool) {
	next := p.peek()
	if next == nil {
		return Event{}, false
	}
	switch next.kind {
	case versionToken, tagDirectiveToken, documentStartToken, documentEndToken, streamEndToken:
		p.pop()
		return p.emptyAt(next)
	}
	return p.node(true, false)
}

func (p *Parser) documentEnd() (Event, bool) {
	next := p.peek()
	if next == nil {
		return Event{}, false
	}
	event, ok := p.structure(DocumentEnd, next)
	if next.kind == documentEndToken {
		p.take()
	}
	p.tags = nil
	p.state = atDocumentStart
	return event, ok
}

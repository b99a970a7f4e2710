package yaml

func (p *Parser) blockSequence() (Event, bool) {
	next := p.peek()
	if next != nil && p.state == atBlockSequenceFirst {
		p.take()
		p.state = atBlockSequenceEntry
		next = p.peek()
	}
	switch {
	case next == nil:
		return Event{}, false
	case next.kind == blockEntryToken:
		line, column := next.line, next.column+1
		p.take()
		if next = p.peek(); next == nil {
			return Event{}, false
		}
		if next.kind == blockEntryToken || next.kind == blockEndToken {
			return p.empty(line, column)
		}
		return p.nodeOr(atBlockSequenceEntry, true, false)
	case next.kind == blockEndToken:
		return p.end(SequenceEnd, next)
	}
	return p.unexpected(next, "expected '-' and a list item, or less indentation")
}

// indentlessSequence is a list whose items stand at the column of the field
// that holds it.
func (p *Parser) indentlessSequence() (Event, bool) {
	next := p.peek()
	switch {
	case next == nil:
		return Event{}, false
	case next.kind != blockEntryToken:
		p.pop()
		return p.structure(SequenceEnd, next)
	}
	line, column := next.line, next.column+1
	p.take()
	if next = p.peek(); next == nil {
		return Event{}, false
	}
	switch next.kind {
	case blockEntryToken, keyToken, valueToken, blockEndToken:
		return p.empty(line, column)
	}
	return p.nodeOr(atIndentlessEntry, true, false)
}

func (p *Parser) blockMappingKey() (Event, bool) {
	next := p.peek()
	if next != nil && p.state == atBlockMappingFirst {
		p.take()
		p.state = atBlockMappingKey
		next = p.peek()
	}
	switch {
	case next == nil:
		return Event{}, false
	case next.kind == keyToken:
		return p.keyOrValue(atBlockMappingValue)
	case next.kind == blockEndToken:
		return p.end(MappingEnd, next)
	}
	return p.unexpected(next, "expected a field name: check the indentation of this line")
}

func (p *Parser) blockMappingValue() (Event, bool) {
	next := p.peek()
	switch {
	case next == nil:
		return Event{}, false
	case next.kind == valueToken:
		return p.keyOrValue(atBlockMappingKey)
	}
	p.state = atBlockMappingKey
	return p.emptyAt(next)
}

// keyOrValue takes the token before a key or value of a block mapping and
// parses the key or value, which may be empty.
func (p *Parser) keyOrValue(after state) (Event, bool) {
	line, column := p.peek().line, p.peek().column
	if p.peek().kind == valueToken {
		column++
	}
	p.take()
	next := p.peek()
	if next == nil {
		return Event{}, false
	}
	switch next.kind {
	case keyToken, valueToken, blockEndToken:
		p.state = after
		return p.empty(line, column)
	}
	return p.nodeOr(after, true, true)
}

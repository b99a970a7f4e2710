package yaml

// flowNext returns the next token of a flow collection, having taken the
// token that opens it or the comma before an entry.
func (p *Parser) flowNext(first, rest state, closing tokenKind, problem string) (*token, bool) {
	next := p.peek()
	if next == nil {
		return nil, false
	}
	if p.state == first {
		p.take()
		p.state = rest
		next = p.peek()
		return next, next != nil
	}
	if next.kind == closing {
		return next, true
	}
	if next.kind != flowEntryToken {
		p.unexpected(next, problem)
		return nil, false
	}
	p.take()
	next = p.peek()
	return next, next != nil
}

func (p *Parser) flowSequence() (Event, bool) {
	next, ok := p.flowNext(atFlowSequenceFirst, atFlowSequenceEntry, flowSequenceEndToken, "expected ',' or ']'")
	switch {
	case !ok:
		return Event{}, false
	case next.kind == flowSequenceEndToken:
		return p.end(SequenceEnd, next)
	case next.kind == keyToken:
		// A pair inside a list is a mapping of its own.
		event, ok := p.structure(MappingStart, next)
		p.take()
		p.state = atFlowPairKey
		return event, ok
	}
	return p.nodeOr(atFlowSequenceEntry, false, false)
}

func (p *Parser) flowPairKey() (Event, bool) {
	next := p.peek()
	if next == nil {
		return Event{}, false
	}
	switch next.kind {
	case valueToken, flowEntryToken, flowSequenceEndToken:
		// What follows '?' is taken here, as libyaml has it: the text then
		// lacks it further on.
		event, ok := p.emptyAt(next)
		p.take()
		p.state = atFlowPairValue
		return event, ok
	}
	return p.nodeOr(atFlowPairValue, false, false)
}

func (p *Parser) flowPairValue() (Event, bool) {
	next := p.peek()
	if next != nil && next.kind == valueToken {
		p.take()
		if next = p.peek(); next != nil && next.kind != flowEntryToken && next.kind != flowSequenceEndToken {
			return p.nodeOr(atFlowPairEnd, false, false)
		}
	}
	p.state = atFlowPairEnd
	return p.emptyAt(next)
}

func (p *Parser) flowMappingKey() (Event, bool) {
	next, ok := p.flowNext(atFlowMappingFirst, atFlowMappingKey, flowMappingEndToken, "expected ',' or '}'")
	switch {
	case !ok:
		return Event{}, false
	case next.kind == flowMappingEndToken:
		return p.end(MappingEnd, next)
	case next.kind != keyToken:
		return p.nodeOr(atFlowMappingEmptyValue, false, false)
	}
	p.take()
	if next = p.peek(); next == nil {
		return Event{}, false
	}
	switch next.kind {
	case valueToken, flowEntryToken, flowMappingEndToken:
		p.state = atFlowMappingValue
		return p.emptyAt(next)
	}
	return p.nodeOr(atFlowMappingValue, false, false)
}

func (p *Parser) flowMappingValue() (Event, bool) {
	next := p.peek()
	if next != nil && next.kind == valueToken {
		p.take()
		if next = p.peek(); next != nil && next.kind != flowEntryToken && next.kind != flowMappingEndToken {
			return p.nodeOr(atFlowMappingKey, false, false)
		}
	}
	p.state = atFlowMappingKey
	return p.emptyAt(next)
}

package yaml

// node parses the properties and the beginning of a node.
func (p *Parser) node(block, indentless bool) (Event, bool) {
	next := p.peek()
	if next == nil {
		return Event{}, false
	}
	if next.kind == aliasToken {
		event, _ := p.structure(Alias, next)
		event.Value = next.value
		p.take()
		p.pop()
		return event, true
	}
	event := Event{Line: int(next.line) + 1, Column: int(next.column) + 1}
	if next.kind == anchorToken || next.kind == tagToken {
		if next = p.properties(&event, next); next == nil {
			return Event{}, false
		}
	}
	switch {
	case next.kind == scalarToken:
		event.Kind = Scalar
		event.Plain = event.Tag == "" && next.plain || event.Tag == "!"
		event.Value = next.value
		p.take()
		p.pop()
		return event, true
	case indentless && next.kind == blockEntryToken:
		event.Kind, p.state = SequenceStart, atIndentlessEntry
	case next.kind == flowSequenceStartToken:
		event.Kind, p.state = SequenceStart, atFlowSequenceFirst
	case next.kind == flowMappingStartToken:
		event.Kind, p.state = MappingStart, atFlowMappingFirst
	case block && next.kind == blockSequenceStartToken:
		event.Kind, p.state = SequenceStart, atBlockSequenceFirst
	case block && next.kind == blockMappingStartToken:
		event.Kind, p.state = MappingStart, atBlockMappingFirst
	case event.Anchor != "" || event.Tag != "":
		event.Kind, event.Plain = Scalar, event.Tag == ""
		p.pop()
	default:
		return p.unexpected(next, "expected a value")
	}
	return event, true
}

// properties takes an anchor and a tag in either order and returns what
// follows them.
func (p *Parser) properties(event *Event, next *token) *token {
	anchored, tagged := false, false
	for next != nil {
		switch {
		case next.kind == anchorToken && !anchored:
			event.Anchor, anchored = string(next.value), true
		case next.kind == tagToken && !tagged:
			tag, ok := p.fullTag(next)
			if !ok {
				return nil
			}
			event.Tag, tagged = tag, true
		default:
			return next
		}
		p.take()
		next = p.peek()
	}
	return nil
}

// fullTag writes out the tag of a token.
func (p *Parser) fullTag(at *token) (string, bool) {
	handle, suffix := string(at.value), string(at.suffix)
	prefix, defined := p.tags[handle]
	switch {
	case handle == "":
	case defined:
	case handle == "!":
		prefix = "!"
	case handle == "!!":
		prefix = "tag:yaml.org,2002:"
	default:
		p.unexpected(at, "the handle of the tag is not defined")
		return "", false
	}
	return prefix + suffix, true
}

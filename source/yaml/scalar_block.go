package yaml

// scanBlockScalar scans a literal ('|') or folded ('>') scalar.
func (p *Parser) scanBlockScalar(literal bool) bool {
	line, column := p.line, p.column()
	p.position++
	chomping, increment, ok := p.blockHeader(line, column)
	if !ok {
		return false
	}
	indent := 0
	if increment > 0 {
		indent = max(p.indent, 0) + increment
	}
	var text, leading, trailing []byte
	if trailing, ok = p.blockSpace(trailing, &indent); !ok {
		return false
	}
	leadingBlank := false
	for p.column() == indent && p.position < len(p.text) {
		blank := isBlank(p.at(p.position))
		if !literal && !leadingBlank && !blank && len(leading) > 0 && leading[0] == '\n' {
			if len(trailing) == 0 {
				text = append(text, ' ')
			}
		} else {
			text = append(text, leading...)
		}
		text = append(text, trailing...)
		leading, trailing = leading[:0], trailing[:0]
		leadingBlank = blank

		start := p.position
		for !p.isBreakOrEnd(p.position) {
			p.position++
		}
		text = append(text, p.text[start:p.position]...)
		if width := p.breakWidth(p.position); width > 0 {
			leading = appendBreak(leading, p.text[p.position:p.position+width])
			p.newLine(width)
		}
		if trailing, ok = p.blockSpace(trailing, &indent); !ok {
			return false
		}
	}
	if chomping != '-' {
		text = append(text, leading...)
	}
	if chomping == '+' {
		text = append(text, trailing...)
	}
	return p.pushScalar(line, column, text, false)
}

// blockHeader scans what follows the indicator on its line: how line breaks
// at the end are treated ('+', '-' or zero) and the explicit indentation.
func (p *Parser) blockHeader(line, column int) (chomping byte, increment int, ok bool) {
	takeChomping := func() {
		if c := p.at(p.position); c == '+' || c == '-' {
			chomping = c
			p.position++
		}
	}
	takeChomping()
	if c := p.at(p.position); isDigit(c) {
		if c == '0' {
			return 0, 0, p.fail(line, column, "the indentation of a block scalar cannot be 0")
		}
		increment = int(c - '0')
		p.position++
		if chomping == 0 {
			takeChomping()
		}
	}
	if !p.restOfLine() {
		return 0, 0, p.fail(line, column, "nothing but a comment can follow a block scalar indicator on its line")
	}
	return chomping, increment, true
}

// restOfLine passes over blanks, a comment and the line break, and reports
// whether there was nothing else.
func (p *Parser) restOfLine() bool {
	for isBlank(p.at(p.position)) {
		p.position++
	}
	if p.at(p.position) == '#' {
		p.skipComment()
	}
	if !p.isBreakOrEnd(p.position) {
		return false
	}
	if width := p.breakWidth(p.position); width > 0 {
		p.newLine(width)
	}
	return true
}

// blockSpace passes over indentation and empty lines, appends the line breaks,
// and finds out the indentation of the scalar when it is not known yet.
func (p *Parser) blockSpace(breaks []byte, indent *int) ([]byte, bool) {
	widest := 0
	for {
		for (*indent == 0 || p.column() < *indent) && p.at(p.position) == ' ' {
			p.position++
		}
		widest = max(widest, p.column())
		if (*indent == 0 || p.column() < *indent) && p.at(p.position) == '\t' {
			return nil, p.fail(p.line, p.column(), "a tab cannot be used for indentation: use spaces")
		}
		width := p.breakWidth(p.position)
		if width == 0 {
			break
		}
		breaks = appendBreak(breaks, p.text[p.position:p.position+width])
		p.newLine(width)
	}
	if *indent == 0 {
		*indent = max(widest, p.indent+1, 1)
	}
	return breaks, true
}

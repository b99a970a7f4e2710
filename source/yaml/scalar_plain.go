package yaml

// A scalar that stands on one line is handed over as a piece of the text. One
// that has to be put together, because lines are folded or escapes are
// resolved, is built in memory of its own.

// folding joins the lines of a scalar: a single line break becomes a space,
// more become one less, and the breaks LS and PS stay as they are.
type folding struct {
	leading, trailing []byte
}

// add notes the line break of the given width at i.
func (f *folding) add(p *Parser, i, width int, first bool) {
	if first {
		f.leading = appendBreak(f.leading[:0], p.text[i:i+width])
		f.trailing = f.trailing[:0]
	} else {
		f.trailing = appendBreak(f.trailing, p.text[i:i+width])
	}
}

// join appends what the noted line breaks amount to.
func (f *folding) join(text []byte) []byte {
	if len(f.leading) > 0 && f.leading[0] == '\n' {
		if len(f.trailing) == 0 {
			return append(text, ' ')
		}
		return append(text, f.trailing...)
	}
	return append(append(text, f.leading...), f.trailing...)
}

// appendBreak appends a line break: LS and PS as they are, all others as LF.
func appendBreak(text, lineBreak []byte) []byte {
	if lineBreak[0] == 0xe2 {
		return append(text, lineBreak...)
	}
	return append(text, '\n')
}

func (p *Parser) pushScalar(line, column int, value []byte, plain bool) bool {
	p.tokens = append(p.tokens, token{
		kind: scalarToken, plain: plain, line: int32(line), column: int32(column), value: value,
	})
	return true
}

// scanPlain scans a scalar without quotes, which may go on over lines that are
// indented deeper than its surroundings.
func (p *Parser) scanPlain() bool {
	line, column := p.line, p.column()
	start, end := p.position, p.position // of the current line of the scalar
	var joined []byte                    // the lines before
	var folds folding
	newLines := false
	for {
		if p.position == p.lineStart && p.isDocumentIndicator(p.position) || p.at(p.position) == '#' {
			break
		}
		if from := p.position; p.plainEnd() > from {
			if newLines {
				joined = folds.join(append(joined, p.text[start:end]...))
				start, newLines = from, false
			}
			end = p.position
		}
		if !isBlank(p.at(p.position)) && p.breakWidth(p.position) == 0 {
			break
		}
		if !p.plainSpace(&folds, &newLines) {
			return p.fail(line, column, "a tab cannot be used for indentation: use spaces")
		}
		if p.flowLevel == 0 && p.column() <= p.indent {
			break
		}
	}
	if newLines {
		p.keyAllowed = true
	}
	value := p.text[start:end]
	if joined != nil {
		value = append(joined, value...)
	}
	return p.pushScalar(line, column, value, true)
}

// plainEnd moves to the end of a run of characters of a plain scalar and
// returns it.
func (p *Parser) plainEnd() int {
	stop := uint8(blankByte | breakByte | colonByte)
	if p.flowLevel > 0 {
		stop |= flowByte
	}
	i := p.position
	for {
		for i < len(p.text) && classes[p.text[i]]&stop == 0 {
			i++
		}
		if i == len(p.text) {
			break
		}
		class := classes[p.text[i]] & stop
		if class == colonByte && !p.isBlankOrEnd(i+1) || class == breakByte && !p.isBreakOrEnd(i) {
			i++
			continue
		}
		break
	}
	p.position = i
	return i
}

// plainSpace passes over blanks and line breaks inside a plain scalar. It
// reports false when a tab stands where only spaces may.
func (p *Parser) plainSpace(folds *folding, newLines *bool) bool {
	for {
		c := p.at(p.position)
		if isBlank(c) {
			if *newLines && c == '\t' && p.column() <= p.indent {
				return false
			}
			p.position++
			continue
		}
		width := p.breakWidth(p.position)
		if width == 0 {
			return true
		}
		folds.add(p, p.position, width, !*newLines)
		*newLines = true
		p.newLine(width)
	}
}

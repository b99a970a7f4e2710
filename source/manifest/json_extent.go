package manifest

// takeJSON takes the next value from the stream, without a check of its inside
// beyond brackets and quotes. When it is longer than limit it is passed over
// and data is nil. Data is valid until the next fill.
func takeJSON(in *input, limit int) (data []byte, size int, err error) {
	var e jsonExtent
	over := false
	for {
		n, complete := e.scan(in.data())
		if complete || in.ended && len(in.data()) == n {
			data := in.data()[:n]
			size += n
			in.take(n)
			if over || n > limit {
				return nil, size, nil
			}
			return data, size, nil
		}
		if over = over || len(in.data()) > limit; over {
			size += n
			in.take(n)
			e.scanned = 0
		}
		if err := in.fill(); err != nil {
			return nil, 0, err
		}
	}
}

// jsonExtent finds the end of a value in a text that arrives in pieces.
type jsonExtent struct {
	scanned int // bytes of the given text that were looked at
	depth   int
	quoted  bool
	escaped bool
}

// scan looks at the part of data that it has not seen and returns how far it
// came and whether the value ends there.
func (e *jsonExtent) scan(data []byte) (n int, complete bool) {
	for i := e.scanned; i < len(data); i++ {
		c := data[i]
		switch {
		case e.escaped:
			e.escaped = false
		case e.quoted:
			if c == '\\' {
				e.escaped = true
			} else if c == '"' {
				if e.quoted = false; e.depth == 0 {
					return i + 1, true
				}
			}
		case c == '"':
			e.quoted = true
		case c == '{' || c == '[':
			e.depth++
		case c == '}' || c == ']':
			if e.depth == 0 {
				return i, true
			}
			if e.depth--; e.depth == 0 {
				return i + 1, true
			}
		case e.depth == 0 && (c == ',' || c == ' ' || c == '\n' || c == '\r' || c == '\t'):
			return i, true
		}
	}
	e.scanned = len(data)
	return len(data), false
}

package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// encoder writes JSON values into a buffer that it reuses.
type encoder struct {
	buffer, indented bytes.Buffer
	encoder          *json.Encoder
}

func newEncoder() *encoder {
	e := &encoder{}
	e.encoder = json.NewEncoder(&e.buffer)
	e.encoder.SetEscapeHTML(false)
	return e
}

// encode returns value as one line of JSON, without the newline, valid until
// the next call. Characters without a shape of their own are written as \u
// escapes, so that a result can be looked at in a terminal.
func (e *encoder) encode(value any) ([]byte, error) {
	e.buffer.Reset()
	if err := e.encoder.Encode(value); err != nil {
		return nil, err
	}
	encoded := bytes.TrimSuffix(e.buffer.Bytes(), []byte("\n"))
	for _, c := range encoded {
		if c >= 0x7f {
			return escapeHidden(encoded), nil
		}
	}
	if bytes.Contains(encoded, replacement) {
		return escapeHidden(encoded), nil
	}
	return encoded, nil
}

// encodeIndented is encode over several lines, for a value that stands prefix
// deep in a document.
func (e *encoder) encodeIndented(value any, prefix string) ([]byte, error) {
	encoded, err := e.encode(value)
	if err != nil {
		return nil, err
	}
	e.indented.Reset()
	if err := json.Indent(&e.indented, encoded, prefix, "  "); err != nil {
		return nil, err
	}
	return e.indented.Bytes(), nil
}

// replacement is what encoding/json writes for a byte that is not UTF-8. It is
// written as the character itself, as it will be when the result is read and
// written again.
var replacement = []byte(`\ufffd`)

// escapeHidden rewrites the strings of a JSON text. Outside strings JSON is
// ASCII, so every other character stands in one.
func escapeHidden(encoded []byte) []byte {
	out := make([]byte, 0, len(encoded)+len(encoded)/8)
	for i := 0; i < len(encoded); {
		c := encoded[i]
		switch {
		case c == '\\' && bytes.HasPrefix(encoded[i:], replacement):
			out = append(out, "\ufffd"...)
			i += len(replacement)
		case c == '\\':
			out = append(out, encoded[i:i+2]...)
			i += 2
		case c < 0x7f:
			out = append(out, c)
			i++
		default:
			r, size := utf8.DecodeRune(encoded[i:])
			out = appendRune(out, r)
			i += size
		}
	}
	return out
}

func appendRune(out []byte, r rune) []byte {
	switch {
	case shown(r):
		return utf8.AppendRune(out, r)
	case r < 0x10000:
		return fmt.Appendf(out, `\u%04x`, r)
	}
	r -= 0x10000
	return fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
}

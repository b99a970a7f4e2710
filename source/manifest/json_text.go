package manifest

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// text decodes a string, as such and as a value.
func (d *jsonDecoder) text() (string, any, error) {
	start := d.position + 1
	escaped, ascii := false, true
	for i := start; i < len(d.data); i++ {
		switch c := d.data[i]; {
		case c == '"':
			d.position = i + 1
			if err := d.spend(scalarCost + i - start); err != nil {
				return "", nil, err
			}
			if raw := d.data[start:i]; escaped || !ascii && !utf8.Valid(raw) {
				text := unescape(raw)
				return text, text, nil
			}
			text, value := d.names.text(d.data[start:i])
			return text, value, nil
		case c == '\\':
			escaped = true
			size, ok := escapeSize(d.data[i+1:])
			if !ok {
				d.position = min(i+size, len(d.data))
				return "", nil, d.syntax("not a valid escape in a string")
			}
			i += size
		case c < ' ':
			d.position = i
			return "", nil, d.syntax("a control character in a string")
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	d.position = len(d.data)
	return "", nil, d.syntax("the string is not closed")
}

// escapeSize is the length of the escape that rest begins, without its
// backslash. When it is none, size is the offset of what is wrong.
func escapeSize(rest []byte) (size int, ok bool) {
	switch {
	case len(rest) == 0:
		return 1, false
	case bytes.IndexByte([]byte(`"\/bfnrt`), rest[0]) >= 0:
		return 1, true
	case rest[0] != 'u':
		return 1, false
	}
	for i := 1; i <= 4; i++ {
		if i >= len(rest) {
			return i + 1, false
		}
		if c := rest[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return i, false
		}
	}
	return 5, true
}

// unescape resolves the escapes of a string whose escapes are well-formed.
func unescape(raw []byte) string {
	text := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c == '\\' && raw[i+1] == 'u':
			r := rune(hexNumber(raw[i+2 : i+6]))
			i += 6
			if utf16.IsSurrogate(r) {
				low := rune(-1)
				if i+6 <= len(raw) && raw[i] == '\\' && raw[i+1] == 'u' {
					low = rune(hexNumber(raw[i+2 : i+6]))
				}
				if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
					i += 6
				}
			}
			text = utf8.AppendRune(text, r)
		case c == '\\':
			text = append(text, unescaped(raw[i+1]))
			i += 2
		case c < utf8.RuneSelf:
			text = append(text, c)
			i++
		default:
			r, size := utf8.DecodeRune(raw[i:])
			text = utf8.AppendRune(text, r)
			i += size
		}
	}
	return string(text)
}

func unescaped(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}

func hexNumber(digits []byte) uint16 {
	number, _ := strconv.ParseUint(string(digits), 16, 16)
	return uint16(number)
}

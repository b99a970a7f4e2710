package manifest

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/bulkhead-dev/bulkhead/cluster"
)

// jsonDecoder decodes one JSON value as the API machinery does: of equal
// names the last counts, numbers without a point that fit are int64, all
// others float64, and bytes that are not UTF-8 become U+FFFD.
type jsonDecoder struct {
	data     []byte
	position int
	// line is that of position; column one is at lineStart, which is negative
	// when data begins inside a line.
	line, lineStart int
	names           *interner
	builder         *cluster.PositionsBuilder
	depth, memory   int
	duplicates      []problem
}

// jsonSyntax is an error that makes a text not JSON at all. Truncated is true
// when more text could still make it JSON.
type jsonSyntax struct {
	problem
	truncated bool
}

func (d *jsonDecoder) at() place { return place{d.line, d.position - d.lineStart + 1} }

func (d *jsonDecoder) syntax(detail string) error {
	return &jsonSyntax{problem{place: d.at(), detail: detail}, d.position >= len(d.data)}
}

func (d *jsonDecoder) limit(format string, arguments ...any) error {
	return &problem{place: d.at(), detail: fmt.Sprintf(format, arguments...), limit: true}
}

// peek passes over white space and returns the next byte, or zero at the end.
func (d *jsonDecoder) peek() byte {
	for ; d.position < len(d.data); d.position++ {
		switch d.data[d.position] {
		case ' ', '\t', '\r':
		case '\n':
			d.line++
			d.lineStart = d.position + 1
		default:
			return d.data[d.position]
		}
	}
	return 0
}

// value decodes the next value: that of the field called name, or an item. At
// is the position that it is found by.
func (d *jsonDecoder) value(name string, at place) (any, error) {
	switch c := d.peek(); {
	case c == '{':
		return d.object(name, at)
	case c == '[':
		return d.list(name, at)
	case c == '"':
		d.builder.Scalar(name, at.line, at.column)
		_, value, err := d.text()
		return value, err
	case c == '-' || c >= '0' && c <= '9':
		d.builder.Scalar(name, at.line, at.column)
		return d.number()
	}
	d.builder.Scalar(name, at.line, at.column)
	for _, literal := range jsonLiterals {
		if rest := d.data[d.position:]; bytes.HasPrefix(rest, literal.text) {
			d.position += len(literal.text)
			return literal.value, nil
		} else if bytes.HasPrefix(literal.text, rest) {
			d.position = len(d.data)
		}
	}
	return nil, d.syntax("expected a value")
}

var jsonLiterals = [...]struct {
	text  []byte
	value any
}{{[]byte("null"), nil}, {[]byte("true"), true}, {[]byte("false"), false}}

func (d *jsonDecoder) enter() error {
	d.position++
	if d.depth++; d.depth > maxDepth {
		return d.limit("nested deeper than %d", maxDepth)
	}
	return d.spend(mappingCost)
}

func (d *jsonDecoder) spend(bytes int) error {
	if d.memory += bytes; d.memory > maxDecoded {
		return d.limit("decoding this would take more than %d MiB", maxDecoded>>20)
	}
	return nil
}

func (d *jsonDecoder) leave() {
	d.position++
	d.depth--
	d.builder.Close()
}

func (d *jsonDecoder) object(name string, at place) (any, error) {
	d.builder.OpenMapping(name, at.line, at.column)
	if err := d.enter(); err != nil {
		return nil, err
	}
	fields := map[string]any{}
	if d.peek() == '}' {
		d.leave()
		return fields, nil
	}
	for {
		if err := d.field(fields); err != nil {
			return nil, err
		}
		switch d.peek() {
		case ',':
			d.position++
		case '}':
			d.leave()
			return fields, nil
		default:
			return nil, d.syntax("expected ',' or '}'")
		}
	}
}

// field decodes a name and its value into fields.
func (d *jsonDecoder) field(fields map[string]any) error {
	name, at, err := d.name(fields)
	if err != nil {
		return err
	}
	fields[name], err = d.value(name, at)
	return err
}

// name decodes a name and the colon behind it.
func (d *jsonDecoder) name(fields map[string]any) (name string, at place, err error) {
	if d.peek() != '"' {
		return "", place{}, d.syntax("expected a field name in double quotes")
	}
	at = d.at()
	if name, _, err = d.text(); err != nil {
		return "", place{}, err
	}
	if d.peek() != ':' {
		return "", place{}, d.syntax("expected ':' after the field name")
	}
	d.position++
	if _, twice := fields[name]; twice && len(d.duplicates) < maxDuplicates {
		d.duplicates = append(d.duplicates, problem{place: at, detail: fmt.Sprintf("field %.80q is set twice: the last one counts", name)})
	}
	return name, at, d.spend(fieldCost)
}

func (d *jsonDecoder) list(name string, at place) (any, error) {
	d.builder.OpenList(name, at.line, at.column)
	if err := d.enter(); err != nil {
		return nil, err
	}
	items := []any{}
	if d.peek() == ']' {
		d.leave()
		return items, nil
	}
	for {
		d.peek()
		item, err := d.value("", d.at())
		if err != nil {
			return nil, err
		}
		items = append(items, item)
		switch d.peek() {
		case ',':
			d.position++
		case ']':
			d.leave()
			return items, nil
		default:
			return nil, d.syntax("expected ',' or ']'")
		}
	}
}

// number decodes a number.
func (d *jsonDecoder) number() (any, error) {
	start, point := d.position, false
	digits := func() bool {
		from := d.position
		for d.position < len(d.data) && d.data[d.position] >= '0' && d.data[d.position] <= '9' {
			d.position++
		}
		return d.position > from
	}
	next := func(any string) bool {
		if d.position < len(d.data) && bytes.IndexByte([]byte(any), d.data[d.position]) >= 0 {
			d.position++
			return true
		}
		return false
	}
	next("-")
	if !next("0") && !digits() {
		return nil, d.syntax("expected a digit")
	}
	if next(".") {
		if point = true; !digits() {
			return nil, d.syntax("expected a digit after the point")
		}
	}
	if next("eE") {
		next("+-")
		if !digits() {
			return nil, d.syntax("expected a digit in the exponent")
		}
	}
	if err := d.spend(scalarCost); err != nil {
		return nil, err
	}
	text := string(d.data[start:d.position])
	if !point {
		if integer, err := strconv.ParseInt(text, 10, 64); err == nil {
			return integer, nil
		}
	}
	float, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, &problem{place: d.at(), detail: fmt.Sprintf("the number %.40s is too large", text)}
	}
	return float, nil
}

package manifest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"unicode"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// wholeJSON is the size up to which a JSON document is decoded at once. In a
// larger one the items of a list are handed over while it is being read.
const wholeJSON = 1 << 20

// isJSON reports whether a stream is JSON in the eyes of kubectl: its first
// character that is not white space is a brace.
func isJSON(in *input) (bool, error) {
	for {
		if rest := bytes.TrimLeftFunc(in.data(), unicode.IsSpace); len(rest) > 0 {
			return rest[0] == '{', nil
		}
		if in.ended || len(in.data()) > 4096 {
			return false, nil
		}
		if err := in.fill(); err != nil {
			return false, err
		}
	}
}

// readJSON reads JSON documents until the end of the stream. As kubectl does,
// it gives up at what is not JSON and leaves the rest to be read as YAML.
func (d *decoder) readJSON(ctx context.Context, in *input) (yaml bool, err error) {
	for count := 0; ; count++ {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		if done, err := skipSpace(in); done || err != nil {
			return false, err
		}
		switch wrong, err := d.jsonDocument(ctx, in); {
		case err != nil:
			return false, err
		case wrong == nil:
		case count > 1:
			d.notice(scan.Broken, wrong.place, "kubectl reads no YAML behind several JSON documents: "+wrong.detail)
			return true, nil
		default:
			return true, nil
		}
	}
}

// skipSpace takes white space and reports whether that was all.
func skipSpace(in *input) (done bool, err error) {
	for {
		in.take(len(in.data()) - len(bytes.TrimLeftFunc(in.data(), unicode.IsSpace)))
		if len(in.data()) > 0 {
			return false, nil
		}
		if in.ended {
			return true, nil
		}
		if err := in.fill(); err != nil {
			return false, err
		}
	}
}

// jsonDocument reads one document. Wrong says that it is not JSON; nothing was
// taken then.
func (d *decoder) jsonDocument(ctx context.Context, in *input) (wrong *jsonSyntax, err error) {
	for size := 0; ; {
		decoded, taken, err := d.decodeJSON(in.data(), place{in.line, in.column})
		var syntax *jsonSyntax
		switch {
		case err == nil:
			d.begin()
			in.take(taken)
			return nil, d.hand(decoded, nil)
		case !errors.As(err, &syntax):
			d.begin()
			return nil, d.refuseJSON(in, err)
		case !syntax.truncated || in.ended && len(in.data()) <= wholeJSON:
			return syntax, nil
		case len(in.data()) > wholeJSON && in.data()[0] != '{':
			d.begin()
			return nil, d.refuseJSON(in, &problem{place: place{in.line, in.column}, detail: "not an object but a large JSON value", limit: true})
		case len(in.data()) > wholeJSON:
			d.begin()
			return nil, d.largeJSON(ctx, in)
		}
		for size = 2 * len(in.data()); len(in.data()) < size && !in.ended; {
			if err := in.fill(); err != nil {
				return nil, err
			}
		}
	}
}

// decodeJSON decodes the value at the beginning of data.
func (d *decoder) decodeJSON(data []byte, at place) (decoded tree, taken int, err error) {
	d.composer.builder.Reset()
	j := jsonDecoder{data: data, line: at.line, lineStart: 1 - at.column, names: &d.names, builder: &d.composer.builder}
	j.peek()
	value, err := j.value("", j.at())
	if err != nil {
		return tree{}, 0, err
	}
	return tree{value: value, positions: j.builder.Finish(), duplicates: j.duplicates}, j.position, nil
}

// refuseJSON passes over a document that is JSON and yet cannot be decoded.
func (d *decoder) refuseJSON(in *input, err error) error {
	if err := d.refuse(nil, err); err != nil {
		return err
	}
	_, _, err = takeJSON(in, 0)
	return err
}

// largeJSON reads a document that is too large to be decoded at once: a list,
// whose items are handed over one by one, or an object.
func (d *decoder) largeJSON(ctx context.Context, in *input) error {
	l := jsonList{listStream: listStream{decoder: d, fields: map[string]any{}}, in: in}
	var root cluster.PositionsBuilder
	root.OpenMapping("", in.line, in.column)
	root.Close()
	err := l.read(ctx)
	if err == nil {
		return l.end(handed{value: l.fields, positions: root.Finish()})
	}
	var wrong *problem
	var syntax *jsonSyntax
	if errors.As(err, &syntax) {
		wrong = &syntax.problem
	} else if !errors.As(err, &wrong) {
		return err
	}
	// What kubectl would not read at all has been judged as far as it went.
	if err := d.refuse(nil, wrong); err != nil {
		return err
	}
	for !in.ended || len(in.data()) > 0 {
		in.take(len(in.data()))
		if err := in.fill(); err != nil {
			return err
		}
	}
	return nil
}

// jsonList is a large document while it is being read.
type jsonList struct {
	listStream
	in     *input
	memory int
}

// read reads the fields of the document.
func (l *jsonList) read(ctx context.Context) error {
	l.in.take(1) // the brace
	first := true
	for {
		c, err := l.peek()
		if err != nil {
			return err
		}
		if c == '}' {
			l.in.take(1)
			return nil
		}
		if !first {
			if c != ',' {
				return l.syntax("expected ',' or '}'")
			}
			l.in.take(1)
			if c, err = l.peek(); err != nil {
				return err
			}
		}
		if first = false; c != '"' {
			return l.syntax("expected a field name in double quotes")
		}
		if err := l.field(ctx); err != nil {
			return err
		}
	}
}

func (l *jsonList) syntax(detail string) error {
	return &problem{place: place{l.in.line, l.in.column}, detail: detail}
}

// peek passes over white space and returns the next byte.
func (l *jsonList) peek() (byte, error) {
	done, err := skipSpace(l.in)
	if err != nil {
		return 0, err
	}
	if done {
		return 0, l.syntax("the document ends in the middle")
	}
	return l.in.data()[0], nil
}

// value reads and decodes one value.
func (l *jsonList) value() (tree, int, error) {
	at := place{l.in.line, l.in.column}
	data, size, err := takeJSON(l.in, MaxDocument)
	if err != nil {
		return tree{}, 0, err
	}
	if data == nil {
		return tree{}, 0, &problem{place: at, detail: fmt.Sprintf("a value of more than %d MiB", MaxDocument>>20), limit: true}
	}
	decoded, taken, err := l.decodeJSON(data, at)
	if err == nil && taken != size {
		err = &problem{place: at, detail: "not a JSON value"}
	}
	return decoded, size, err
}

// field reads a field; the items of a list are handed over.
func (l *jsonList) field(ctx context.Context) error {
	at := place{l.in.line, l.in.column}
	key, _, err := l.value()
	if err != nil {
		return err
	}
	name, _ := key.value.(string)
	c, err := l.peek()
	if err != nil {
		return err
	}
	if c != ':' {
		return l.syntax("expected ':' after the field name")
	}
	l.in.take(1)
	if c, err = l.peek(); err != nil {
		return err
	}
	if _, twice := l.fields[name]; twice || name == "items" && l.streamed {
		l.notice(scan.DuplicateKey, at, fmt.Sprintf("field %.80q is set twice: the last one counts, but the items of both were judged", name))
	}
	if name == "items" && c == '[' {
		l.streamed = true
		return l.list(ctx)
	}
	decoded, size, err := l.value()
	if err != nil {
		return err
	}
	if l.memory += size; l.memory > MaxDocument {
		return &problem{place: at, detail: fmt.Sprintf("an object of more than %d MiB", MaxDocument>>20), limit: true}
	}
	l.twice(decoded)
	l.fields[name] = decoded.value
	return nil
}

// list reads the items.
func (l *jsonList) list(ctx context.Context) error {
	l.in.take(1)
	for first := true; ; first = false {
		if err := ctx.Err(); err != nil {
			return err
		}
		c, err := l.peek()
		if err != nil {
			return err
		}
		if c == ']' {
			l.in.take(1)
			return nil
		}
		if !first {
			if c != ',' {
				return l.syntax("expected ',' or ']'")
			}
			l.in.take(1)
			if _, err := l.peek(); err != nil {
				return err
			}
		}
		decoded, size, err := l.value()
		var wrong *problem
		if errors.As(err, &wrong) && wrong.limit {
			l.number++
			if err := l.refuse(nil, wrong); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		if err := l.item(decoded, size); err != nil {
			return err
		}
	}
}

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
	bare    bool // inside a number or literal
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

package manifest

import (
	"context"
	"errors"
	"fmt"

	"github.com/bulkhead-dev/bulkhead/scan"
)

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

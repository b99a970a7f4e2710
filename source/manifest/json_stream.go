package manifest

import (
	"bytes"
	"context"
	"errors"
	"unicode"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/scan"
)

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
			d.notJSON = &wrong.problem
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
		case !syntax.truncated || in.ended && len(in.data()) <= d.whole || in.data()[0] != '{' && len(in.data()) > d.whole:
			return syntax, nil
		case len(in.data()) > d.whole:
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

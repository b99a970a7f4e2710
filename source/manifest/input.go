package manifest

import (
	"bytes"
	"errors"
	"io"
)

// input is a window on a stream: what was read and not yet taken. It grows as
// far as its users fill it, and so they bound its memory.
type input struct {
	r      io.Reader
	buffer []byte
	start  int // of what is not taken
	ended  bool
	// line and column, from one, are those of the first byte not taken.
	line, column int
}

// reset begins a new stream, in the memory of the last.
func (in *input) reset(r io.Reader) {
	*in = input{r: r, buffer: in.buffer[:0], line: 1, column: 1}
}

// data is what was read and not taken. It is valid until the next fill.
func (in *input) data() []byte { return in.buffer[in.start:] }

// take moves the window past the next n bytes.
func (in *input) take(n int) {
	taken := in.data()[:n]
	if last := bytes.LastIndexByte(taken, '\n'); last >= 0 {
		in.line += bytes.Count(taken, newline)
		in.column = n - last
	} else {
		in.column += n
	}
	in.start += n
}

// fill reads more, or sets ended.
func (in *input) fill() error {
	if in.ended {
		return nil
	}
	if in.start > 0 && (in.start == len(in.buffer) || cap(in.buffer)-len(in.buffer) < 32<<10) {
		n := copy(in.buffer, in.buffer[in.start:])
		in.buffer, in.start = in.buffer[:n], 0
	}
	if cap(in.buffer)-len(in.buffer) < 32<<10 {
		grown := make([]byte, len(in.buffer), cap(in.buffer)+max(64<<10, min(cap(in.buffer), 16<<20)))
		copy(grown, in.buffer)
		in.buffer = grown
	}
	for range 100 {
		n, err := in.r.Read(in.buffer[len(in.buffer):cap(in.buffer)])
		in.buffer = in.buffer[:len(in.buffer)+n]
		if errors.Is(err, io.EOF) {
			in.ended = true
			return nil
		}
		if err != nil {
			return err
		}
		if n > 0 {
			return nil
		}
	}
	return io.ErrNoProgress
}

var newline = []byte("\n")

package manifest

import (
	"bytes"
	"errors"
	"io"
)

// chunk is one piece of a YAML stream as kubectl cuts it: the lines between
// two separator lines, without them.
type chunk struct {
	text []byte
	line int // of the first byte, from one
	// separator is the text that follows the three hyphens on the separator
	// line before the chunk when kubectl would refuse it.
	separator string
	// separated is true when a separator line stands before the chunk.
	separated bool
	// tooLarge is true when the chunk is over the limit; text is then only
	// its beginning.
	tooLarge bool
}

// splitter cuts a YAML stream into chunks. Its memory is bounded by limit and
// the size of the largest chunk.
type splitter struct {
	r      io.Reader
	limit  int
	buffer []byte
	start  int // of the unread part of buffer
	line   int // of start, from one
	ended  bool

	pendingSeparator bool
	pendingText      string
}

func newSplitter(r io.Reader, limit int) *splitter {
	return &splitter{r: r, limit: limit, line: 1}
}

var (
	separator     = []byte("---")
	separatorLine = []byte("\n---")
)

// next returns the next chunk, whose text is valid until the following call.
// The error is io.EOF after the last chunk.
func (s *splitter) next() (chunk, error) {
	searched := 0
	for {
		c, found, err := s.cut(&searched)
		if err != nil || found {
			return c, err
		}
		if len(s.buffer)-s.start > s.limit {
			return s.passOver()
		}
		if err := s.fill(); err != nil {
			return chunk{}, err
		}
	}
}

// cut looks for the end of the chunk in what is buffered. The part before
// *searched is known not to hold it.
func (s *splitter) cut(searched *int) (c chunk, found bool, err error) {
	data := s.buffer[s.start:]
	if len(data) < len(separator) && !s.ended {
		return chunk{}, false, nil
	}
	end := 0
	if *searched > 0 || !bytes.HasPrefix(data, separator) {
		from := max(0, *searched-len(separatorLine))
		i := bytes.Index(data[from:], separatorLine)
		if i < 0 {
			*searched = len(data)
			if !s.ended {
				return chunk{}, false, nil
			}
			if len(data) == 0 && !s.pendingSeparator {
				return chunk{}, false, io.EOF
			}
			return s.take(len(data), len(data)), true, nil
		}
		end = from + i + 1
	}
	newline := bytes.IndexByte(data[end:], '\n')
	if newline < 0 && !s.ended {
		*searched = end
		return chunk{}, false, nil
	}
	next := len(data)
	if newline >= 0 {
		next = end + newline + 1
	}
	rest := bytes.TrimSpace(data[end+len(separator) : next])
	c = s.take(end, next)
	s.pendingSeparator = true
	if len(rest) > 0 && rest[0] != '#' {
		s.pendingText = string(rest[:min(len(rest), 80)])
	}
	return c, true, nil
}

// take returns the first end bytes as a chunk and goes on at next.
func (s *splitter) take(end, next int) chunk {
	data := s.buffer[s.start:]
	c := chunk{text: data[:end:end], line: s.line, separated: s.pendingSeparator, separator: s.pendingText}
	s.line += bytes.Count(data[:next], newline)
	s.start += next
	s.pendingSeparator, s.pendingText = false, ""
	return c
}

var newline = []byte("\n")

// passOver discards the rest of a chunk that is over the limit.
func (s *splitter) passOver() (chunk, error) {
	c := s.take(0, 0)
	c.tooLarge = true
	for {
		data := s.buffer[s.start:]
		discard := max(0, len(data)-len(separatorLine)+1)
		i := bytes.Index(data, separatorLine)
		if i >= 0 {
			discard = i + 1
		} else if s.ended {
			discard = len(data)
		}
		s.line += bytes.Count(data[:discard], newline)
		s.start += discard
		if i >= 0 || s.ended {
			return c, nil
		}
		if err := s.fill(); err != nil {
			return chunk{}, err
		}
	}
}

func (s *splitter) fill() error {
	if s.start > 0 {
		n := copy(s.buffer, s.buffer[s.start:])
		s.buffer, s.start = s.buffer[:n], 0
	}
	if cap(s.buffer)-len(s.buffer) < 32<<10 {
		grown := make([]byte, len(s.buffer), max(64<<10, 2*cap(s.buffer)))
		copy(grown, s.buffer)
		s.buffer = grown
	}
	for range 100 {
		n, err := s.r.Read(s.buffer[len(s.buffer):cap(s.buffer)])
		s.buffer = s.buffer[:len(s.buffer)+n]
		if errors.Is(err, io.EOF) {
			s.ended = true
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

package manifest

import (
	"bytes"
	"io"
)

// chunk is one piece of a YAML stream as kubectl cuts it: the lines between
// two lines that begin with three hyphens, without them.
type chunk struct {
	text []byte
	line int // of the first byte, from one
	// separated is true when a separator line stands before the chunk.
	separated bool
	// refused is true when the chunk begins with a separator line that goes on
	// with something other than a comment: YAML allows that, kubectl does not.
	refused bool
	// tooLarge is true when the chunk is over the limit; text is then empty.
	tooLarge bool
}

// splitter cuts a YAML stream into chunks. Its memory is bounded by limit and
// the size of the largest chunk.
type splitter struct {
	*input
	limit int
	// The state of the chunk that comes next.
	separated, refused bool
}

func newSplitter(in *input, limit int) *splitter { return &splitter{input: in, limit: limit} }

var (
	separator     = []byte("---")
	separatorLine = []byte("\n---")
)

// next returns the next chunk, whose text is valid until the following call.
// The error is io.EOF after the last chunk.
func (s *splitter) next() (chunk, error) {
	searched := 0 // bytes known not to hold the end of the chunk
	for {
		c, found, err := s.cut(&searched)
		if err != nil || found {
			return c, err
		}
		if len(s.data()) > s.limit {
			return s.passOver()
		}
		if err := s.fill(); err != nil {
			return chunk{}, err
		}
	}
}

// cut looks for the end of the chunk in what is buffered.
func (s *splitter) cut(searched *int) (c chunk, found bool, err error) {
	data := s.data()
	if len(data) < len(separator) && !s.ended {
		return chunk{}, false, nil
	}
	end := 0
	if *searched > 0 || s.refused || !bytes.HasPrefix(data, separator) {
		from := max(0, *searched-len(separatorLine))
		i := bytes.Index(data[from:], separatorLine)
		if i < 0 {
			*searched = len(data)
			if !s.ended {
				return chunk{}, false, nil
			}
			if len(data) == 0 && !s.separated {
				return chunk{}, false, io.EOF
			}
			s.endLine()
			data = s.data()
			c = s.chunk(len(data))
			s.separated = false
			return c, true, nil
		}
		end = from + i + 1
	}
	lineEnd := bytes.IndexByte(data[end:], '\n')
	if lineEnd < 0 && !s.ended {
		*searched = end
		return chunk{}, false, nil
	}
	next := len(data)
	if lineEnd >= 0 {
		next = end + lineEnd + 1
	}
	c = s.chunk(end)
	s.separated = true
	rest := bytes.TrimSpace(data[end+len(separator) : next])
	if s.refused = len(rest) > 0 && rest[0] != '#'; !s.refused {
		s.take(next - end)
	}
	return c, true, nil
}

// endLine completes the last line of the stream, as kubectl does: a block
// scalar there ends with a line break.
func (s *splitter) endLine() {
	if data := s.data(); len(data) > 0 && data[len(data)-1] != '\n' {
		s.buffer = append(s.buffer, '\n')
	}
}

// chunk takes the next n bytes as a chunk.
func (s *splitter) chunk(n int) chunk {
	c := chunk{text: s.data()[:n:n], line: s.line, separated: s.separated, refused: s.refused}
	s.take(n)
	s.separated, s.refused = false, false
	return c
}

// passOver discards the rest of a chunk that is over the limit.
func (s *splitter) passOver() (chunk, error) {
	c := s.chunk(0)
	c.tooLarge = true
	for {
		data := s.data()
		i := bytes.Index(data, separatorLine)
		switch {
		case i >= 0:
			s.take(i + 1)
			return c, nil
		case s.ended:
			s.take(len(data))
			return c, nil
		}
		s.take(max(0, len(data)-len(separatorLine)+1))
		if err := s.fill(); err != nil {
			return chunk{}, err
		}
	}
}

package cluster

import "strings"

// splitScript takes a shell script apart into words, in one pass and in linear
// time. Quotes and backslashes are resolved as a POSIX shell does; operators,
// line breaks and the borders of subshells and substitutions become words of
// their own; comments are left out. Nothing is evaluated: $NAME stays as it is.
// Whatever does not make sense as a script still yields words.
func splitScript(script string, item int) []Word {
	s := scriptSplitter{script: script, item: item}
	for s.at < len(script) {
		s.step()
	}
	s.endWord()
	return s.words
}

type scriptSplitter struct {
	script string
	at     int
	item   int
	words  []Word
	// text is the word at hand when inWord; a word can be empty ("").
	text   strings.Builder
	inWord bool
}

func (s *scriptSplitter) endWord() {
	if s.inWord {
		s.words = append(s.words, Word{Text: s.text.String(), item: s.item})
		s.text.Reset()
		s.inWord = false
	}
}

func (s *scriptSplitter) add(text string) {
	s.inWord = true
	s.text.WriteString(text)
}

func (s *scriptSplitter) operator(text string) {
	s.endWord()
	s.words = append(s.words, Word{Text: text, Operator: true, item: s.item})
}

func (s *scriptSplitter) step() {
	rest := s.script[s.at:]
	switch c := rest[0]; c {
	case ' ', '\t', '\r':
		s.endWord()
		s.at++
	case '\n':
		s.operator(";")
		s.at++
	case '\\':
		s.backslash(rest)
	case '\'':
		end := strings.IndexByte(rest[1:], '\'')
		if end < 0 {
			end = len(rest) - 1
			s.add(rest[1:])
			s.at += 1 + end
			return
		}
		s.add(rest[1 : 1+end])
		s.at += end + 2
	case '"':
		s.at++
		s.doubleQuoted()
	case '#':
		if s.inWord {
			s.add("#")
			s.at++
			return
		}
		if end := strings.IndexByte(rest, '\n'); end >= 0 {
			s.at += end
		} else {
			s.at = len(s.script)
		}
	case '|', '&', ';':
		length := 1
		if len(rest) > 1 && rest[1] == c {
			length = 2
		}
		s.operator(rest[:length])
		s.at += length
	case '(', ')', '`':
		s.operator(rest[:1])
		s.at++
	case '<', '>':
		s.redirection(rest)
	case '$':
		if strings.HasPrefix(rest, "$(") {
			s.operator("$(")
			s.at += 2
			return
		}
		s.add("$")
		s.at++
	default:
		end := strings.IndexAny(rest, " \t\r\n\\'\"#|&;()`<>$")
		if end < 0 {
			end = len(rest)
		}
		s.add(rest[:end])
		s.at += end
	}
}

func (s *scriptSplitter) backslash(rest string) {
	switch {
	case len(rest) == 1:
		s.add(`\`)
		s.at++
	case rest[1] == '\n': // the line goes on
		s.at += 2
	case strings.HasPrefix(rest[1:], "\r\n"):
		s.at += 3
	default:
		s.add(rest[1:2])
		s.at += 2
	}
}

// redirection keeps > and >> as words, with the number of a descriptor in front
// and without what follows.
func (s *scriptSplitter) redirection(rest string) {
	length := 1
	for length < len(rest) && length < 3 && (rest[length] == rest[0] || rest[length] == '&') {
		length++
	}
	s.operator(rest[:length])
	s.at += length
}

// doubleQuoted reads up to the closing quote.
func (s *scriptSplitter) doubleQuoted() {
	s.add("")
	for s.at < len(s.script) {
		rest := s.script[s.at:]
		end := strings.IndexAny(rest, "\"\\")
		if end < 0 {
			s.add(rest)
			s.at = len(s.script)
			return
		}
		s.add(rest[:end])
		s.at += end + 1
		if rest[end] == '"' {
			return
		}
		if s.at == len(s.script) {
			s.add(`\`)
			return
		}
		switch next := s.script[s.at]; next {
		case '\n':
		case '"', '\\', '$', '`':
			s.add(string(next))
		default:
			s.add(`\` + s.script[s.at:s.at+1])
		}
		s.at++
	}
}

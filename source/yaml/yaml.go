// Package yaml parses YAML into events, accepting and understanding exactly
// what go.yaml.in/yaml/v2 does: the parser behind sigs.k8s.io/yaml, and so the
// one that kubectl reads manifests with. That is YAML 1.1 with the limits and
// habits of libyaml.
//
// It exists beside the parsers of the module because it gives positions and
// comments, which v2 does not; because it cannot part from v2 as v3 does; and
// because it builds no tree: a document costs the memory of its text, where a
// tree of nodes costs up to a hundred times that.
package yaml

import "fmt"

// EventKind tells events apart.
type EventKind uint8

// The events. A document is DocumentStart, one node, DocumentEnd; a node is a
// Scalar, an Alias, or a start, nodes and an end; the nodes of a mapping are a
// key and a value in turn.
const (
	StreamEnd EventKind = iota
	DocumentStart
	DocumentEnd
	Scalar
	Alias
	SequenceStart
	SequenceEnd
	MappingStart
	MappingEnd
)

// Event is one piece of a document.
type Event struct {
	Kind EventKind
	// Plain is true for a scalar whose type is to be found out from its
	// text: it has neither quotes nor a block indicator nor a tag other
	// than "!".
	Plain bool
	// Line and Column count from one, in bytes.
	Line, Column int
	// Value is the text of a scalar, or the name of the anchor that an alias
	// refers to. It is valid as long as the text is, and must not be changed.
	Value []byte
	// Anchor and Tag are the properties of a node, empty when absent. The tag
	// is written out in full.
	Anchor, Tag string
}

// Error says what is wrong with a document and where; line and column count
// from one, in bytes.
type Error struct {
	Line, Column int
	Problem      string
}

func (e *Error) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Problem) }

// Comment is one comment, from its '#' to the end of the line.
type Comment struct {
	Line, Column int
	Text         string
}

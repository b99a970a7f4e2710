package manifest

import (
	"errors"
	"fmt"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/source/yaml"
)

// place is a line and column in the file, both from one.
type place struct{ line, column int }

// problem is something wrong with a document, and where.
type problem struct {
	place
	detail string
	// limit is true when the document is over a limit of ours, and may be
	// fine otherwise.
	limit bool
}

func (p *problem) Error() string { return p.detail }

// tree is a decoded document.
type tree struct {
	value     any
	positions *cluster.Positions
	// duplicates are the fields that stand twice in their mapping, up to
	// maxDuplicates of them.
	duplicates []problem
	// end is true when there was no document left.
	end bool
}

const (
	// maxDepth is the deepest nesting that is decoded. Kubernetes stops at
	// 10,000; no real manifest comes near the limit here, and whatever walks
	// an object later may recurse.
	maxDepth = 1000
	// maxDecoded bounds the memory that one decoded document takes, by an
	// estimate. A manifest of MaxDocument stays below it; a document of the
	// same size that is nothing but brackets does not.
	maxDecoded = 256 << 20
	// maxDuplicates is how many duplicate fields of a document are named.
	maxDuplicates = 20
)

// The estimated memory of the parts of a decoded document, in bytes.
const (
	mappingCost = 320
	fieldCost   = 72
	scalarCost  = 40
	eventCost   = 112

	fieldPlaceCost = 64
)

// composer turns the events of one document into a value, with the semantics
// of sigs.k8s.io/yaml.
type composer struct {
	tree
	parser  *yaml.Parser
	builder cluster.PositionsBuilder
	stream  *listStream
	// itemBuilder writes the positions of items that are handed to stream.
	itemBuilder cluster.PositionsBuilder
	names       *interner
	line        int // added to the lines of events

	budget    budget
	following place // of the outermost alias that is being followed
	depth     int
	memory    int

	// anchors are the places in log where the nodes begin that names stand
	// for. The events of anchored nodes are kept, because an alias decodes
	// its node anew.
	anchors map[string]int
	log     []loggedEvent
	// open are the places in log of the nodes that are being logged; negative
	// for one whose own beginning is not.
	open []int
	// fieldPlaces are the fields in the order of the text, when tracking is
	// set; inside is the place among them that holds what is being decoded.
	tracking    bool
	fieldPlaces []fieldPlace
	inside      int
	// replay is the place in log that events are read from; negative means
	// that they come from the parser.
	replay int
}

// loggedEvent is an event that may be read again.
type loggedEvent struct {
	yaml.Event
	// target is the place in the log that an alias stands for.
	target int
	// ended is true when the node that begins here is complete: an alias to it
	// does not stand inside it.
	ended bool
}

// compose decodes the next document of the parser's text, whose first line is
// the given one of the file.
// When stream is not nil, the items of a list are handed to it and left out.
func (c *composer) compose(line int, stream *listStream) (tree, error) {
	c.tree, c.line, c.stream = tree{}, line-1, stream
	c.budget, c.depth, c.memory = budget{}, 0, 0
	clear(c.anchors)
	c.log, c.open, c.replay = c.log[:0], c.open[:0], -1
	c.fieldPlaces, c.inside = c.fieldPlaces[:0], -1
	c.builder.Reset()
	event, err := c.next()
	if err != nil {
		return tree{}, err
	}
	if event.Kind == yaml.StreamEnd {
		return tree{end: true}, nil
	}
	c.budget.spend()
	if event, err = c.next(); err != nil {
		return tree{}, err
	}
	at := c.at(event)
	if c.tree.value, err = c.value(event, "", at); err != nil {
		return tree{}, err
	}
	if _, err = c.next(); err != nil { // the end of the document
		return tree{}, err
	}
	c.tree.positions = c.builder.Finish()
	return c.tree, nil
}

// release forgets the last document and large buffers.
func (c *composer) release() {
	c.tree, c.stream = tree{}, nil
	c.builder.Reset()
	c.itemBuilder.Reset()
	clear(c.anchors)
	if cap(c.log) > 1<<12 {
		c.log = nil
	}
	clear(c.log[:cap(c.log)])
	clear(c.fieldPlaces[:cap(c.fieldPlaces)])
}

func (c *composer) at(event loggedEvent) place { return place{c.line + event.Line, event.Column} }

func (c *composer) fail(event loggedEvent, format string, arguments ...any) error {
	return &problem{place: c.at(event), detail: fmt.Sprintf(format, arguments...)}
}

func (c *composer) limit(event loggedEvent, format string, arguments ...any) error {
	return &problem{place: c.at(event), detail: fmt.Sprintf(format, arguments...), limit: true}
}

// next returns the next event, from the parser or from the log.
func (c *composer) next() (loggedEvent, error) {
	if c.replay >= 0 {
		c.replay++
		return c.log[c.replay-1], nil
	}
	raw, err := c.parser.Next()
	if err != nil {
		var wrong *yaml.Error
		if errors.As(err, &wrong) {
			return loggedEvent{}, &problem{place: place{c.line + wrong.Line, wrong.Column}, detail: wrong.Problem}
		}
		return loggedEvent{}, err
	}
	event := loggedEvent{Event: raw}
	if raw.Kind == yaml.Alias {
		target, ok := c.anchors[string(raw.Value)]
		if !ok {
			return loggedEvent{}, c.fail(event, "the anchor %q is not defined above", raw.Value)
		}
		event.target = target
	}
	if len(c.open) == 0 && raw.Anchor == "" {
		return event, nil
	}
	return event, c.record(event)
}

// record appends an event to the log.
func (c *composer) record(event loggedEvent) error {
	if event.Anchor != "" {
		if c.anchors == nil {
			c.anchors = map[string]int{}
		}
		c.anchors[event.Anchor] = len(c.log)
	}
	switch event.Kind {
	case yaml.MappingStart, yaml.SequenceStart:
		c.open = append(c.open, len(c.log))
	case yaml.MappingEnd, yaml.SequenceEnd:
		if start := c.open[len(c.open)-1]; start >= 0 {
			c.log[start].ended = true
		}
		c.open = c.open[:len(c.open)-1]
	default:
		event.ended = true
	}
	c.log = append(c.log, event)
	return c.spend(event, eventCost)
}

// spend counts memory.
func (c *composer) spend(event loggedEvent, bytes int) error {
	if c.memory += bytes; c.memory > maxDecoded {
		return c.limit(event, "decoding this document would take more than %d MiB: split it", maxDecoded>>20)
	}
	return nil
}

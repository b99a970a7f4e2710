package manifest

import (
	"fmt"

	"github.com/bulkhead-dev/bulkhead/scan"
	"github.com/bulkhead-dev/bulkhead/source/yaml"
)

// wholeDocument is the size up to which a document is decoded as a whole.
const wholeDocument = 1 << 20

// A list of objects in a larger document is not kept: its items are handed over
// while the document is being read. What stands behind them can still prove
// the document broken, so that kubectl would apply none of them; they have been
// judged then, and a notice says that the document is broken.

// listStream is a large document whose items are handed over one by one.
type listStream struct {
	*decoder
	fields   map[string]any // those read so far, without the items
	streamed bool           // there were items
	number   int            // of the last item, from one
	judged   bool           // an item was handed over
	// waiting are the items that will take kind and apiVersion from the list,
	// which has not said them yet.
	waiting     []waitingItem
	waitingSize int
}

type waitingItem struct {
	tree
	number int
}

// item hands over the next item, or keeps it until the list has said its kind.
// Size is an estimate of its memory.
func (l *listStream) item(decoded tree, size int) error {
	l.number++
	l.twice(decoded)
	content, _ := decoded.value.(map[string]any)
	if content == nil || content["kind"] != nil || content["apiVersion"] != nil || l.fields["kind"] != nil {
		return l.handItem(decoded, l.number)
	}
	if l.waitingSize += size; l.waitingSize > MaxDocument {
		line, column, _ := decoded.positions.Find("")
		return &problem{place: place{line, column}, limit: true,
			detail: fmt.Sprintf("more than %d MiB of items without kind stand before the kind of their list", MaxDocument>>20)}
	}
	l.waiting = append(l.waiting, waitingItem{decoded, l.number})
	return nil
}

func (l *listStream) handItem(decoded tree, number int) error {
	list := listOf(l.fields)
	if !list.isList && !isObject(decoded.value) {
		return nil // a part of something that is no list
	}
	l.judged = true
	list.adopt(decoded.value)
	return l.object(handed{value: decoded.value, positions: decoded.positions, item: number}, 1)
}

// end hands over what waited for the end of the document, and the document
// itself when it is not one of a list.
func (l *listStream) end(document handed) error {
	for _, item := range l.waiting {
		if err := l.handItem(item.tree, item.number); err != nil {
			return err
		}
	}
	switch {
	case !l.streamed:
		return l.object(document, 0)
	case !listOf(l.fields).isList:
		if l.judged {
			l.notice(scan.Malformed, document.at("items"), itemsInDisguise)
		}
		return l.object(document, 0)
	case l.number == 0:
		l.notice(scan.Empty, document.at("items"), emptyList)
	case l.fields["items"] != nil: // merged into the list
		return l.object(document, 0)
	}
	return nil
}

const (
	itemsInDisguise = "a field items makes kubectl read this as a list of objects: they were judged, and so was this"
	emptyList       = "a list without items"
)

// streamItems hands over the items of the list that the document's field items
// holds.
func (c *composer) streamItems(start loggedEvent) error {
	c.stream.streamed = true
	c.builder.OpenList("items", c.line+start.Line, start.Column)
	c.builder.Close()
	root := c.builder
	defer func() { c.builder = root }()
	c.builder = c.itemBuilder
	for {
		event, err := c.next()
		if err != nil || event.Kind == yaml.SequenceEnd {
			return err
		}
		memory, logged, duplicates := c.memory, len(c.log), c.duplicates
		c.duplicates = nil
		c.builder.Reset()
		value, err := c.value(event, "", c.at(event))
		if err != nil {
			return err
		}
		item := tree{value: value, positions: c.builder.Finish(), duplicates: c.duplicates}
		size := c.memory - memory
		c.memory, c.duplicates = memory+(len(c.log)-logged)*eventCost, duplicates
		if err := c.stream.item(item, size); err != nil {
			return err
		}
		c.itemBuilder = c.builder
	}
}

// isStreamed reports whether the value that begins with event is the list of
// items of the document, and is to be handed over item by item.
func (c *composer) isStreamed(name string, event loggedEvent) bool {
	return c.stream != nil && c.depth == 1 && name == "items" && event.Kind == yaml.SequenceStart &&
		event.Anchor == "" && c.replay < 0 && len(c.open) == 0
}

// isSecondList reports whether a field of the document is called items, like
// the list that was handed over before.
func (c *composer) isSecondList(name string) bool {
	return c.stream != nil && c.stream.streamed && c.depth == 1 && name == "items"
}

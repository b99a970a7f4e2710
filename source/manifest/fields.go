package manifest

import (
	"fmt"

	"github.com/bulkhead-dev/bulkhead/source/yaml"
)

// merges remembers which fields of a mapping came from a merge ("<<: *defaults")
// and so may be set again without a word. It is nil for a mapping that merges
// nothing.
type merges map[string]bool

// fields decodes the fields of a mapping, up to its end. From is nil for the
// mapping's own fields, and the state of the receiving mapping when they are
// merged into that.
func (c *composer) fields(fields map[string]any, from merges) error {
	merged := from
	for {
		event, err := c.next()
		if err != nil || event.Kind == yaml.MappingEnd {
			return err
		}
		if isMerge(event) {
			if merged == nil {
				merged = merges{}
			}
			if err := c.merge(fields, merged); err != nil {
				return err
			}
			continue
		}
		name, err := c.name(event)
		if err != nil {
			return err
		}
		if err := c.spend(event, fieldCost); err != nil {
			return err
		}
		if _, twice := fields[name]; (twice || c.isSecondList(name)) && !merged[name] {
			c.duplicate(event, name, from != nil)
		}
		if from != nil {
			merged[name] = true
		} else {
			delete(merged, name)
		}
		c.track(event, name, -1)
		child, err := c.next()
		if err != nil {
			return err
		}
		if from == nil && c.isStreamed(name, child) {
			if err := c.streamItems(event); err != nil {
				return err
			}
			continue
		}
		if fields[name], err = c.value(child, name, c.at(event)); err != nil {
			return err
		}
	}
}

func (c *composer) duplicate(event loggedEvent, name string, merged bool) {
	detail := fmt.Sprintf("field %.80q is set twice: the last one counts", name)
	if merged {
		detail = fmt.Sprintf("field %.80q is set by the mapping and again by a merge (<<) below it: kubectl takes the merged one", name)
	}
	switch {
	case len(c.duplicates) < maxDuplicates:
	case len(c.duplicates) == maxDuplicates:
		detail = "more fields are set twice from here on: the last one counts"
	default:
		return
	}
	c.duplicates = append(c.duplicates, problem{place: c.at(event), detail: detail})
}

// name decodes the key of a mapping.
func (c *composer) name(event loggedEvent) (string, error) {
	if !c.budget.spend() {
		return "", c.excessive(event)
	}
	scalar := event
	if event.Kind == yaml.Alias {
		scalar = c.log[event.target]
		if c.budget.depth == 0 {
			c.following = c.at(event)
		}
		c.budget.depth++
		defer func() { c.budget.depth-- }()
		if !c.budget.spend() {
			return "", c.excessive(event)
		}
	}
	if scalar.Kind != yaml.Scalar {
		return "", c.fail(event, "a field name must be a plain value, not a mapping or list")
	}
	resolved, err := c.scalar(scalar)
	if err != nil {
		return "", err
	}
	name, err := keyText(resolved)
	if err != nil {
		return "", c.fail(event, "%v", err)
	}
	return name, nil
}

func isMerge(event loggedEvent) bool {
	return event.Kind == yaml.Scalar && string(event.Value) == "<<" && (event.Plain || event.Tag == mergeTag)
}

// merge decodes the value of a merge key into fields. The fields of the source
// replace those that are there, and of several sources the first wins.
func (c *composer) merge(fields map[string]any, merged merges) error {
	event, err := c.next()
	if err != nil {
		return err
	}
	if event.Kind != yaml.SequenceStart {
		return c.mergeOne(event, fields, merged)
	}
	sources, err := c.sources()
	if err != nil {
		return err
	}
	back := c.replay
	for i := len(sources) - 1; i >= 0; i-- {
		c.replay = sources[i] + 1
		if err := c.mergeOne(c.log[sources[i]], fields, merged); err != nil {
			return err
		}
	}
	c.replay = back
	return nil
}

// sources reads a list up to its end and returns the places of its items in
// the log.
func (c *composer) sources() ([]int, error) {
	if c.replay < 0 && len(c.open) == 0 {
		c.open = append(c.open, -1) // the items are to be logged
	}
	var sources []int
	for depth := 0; ; {
		event, err := c.next()
		if err != nil {
			return nil, err
		}
		place := c.replay - 1
		if c.replay < 0 {
			place = len(c.log) - 1
		}
		if depth == 0 && event.Kind != yaml.SequenceEnd {
			sources = append(sources, place)
		}
		switch event.Kind {
		case yaml.MappingStart, yaml.SequenceStart:
			depth++
		case yaml.MappingEnd, yaml.SequenceEnd:
			if depth--; depth < 0 {
				return sources, nil
			}
		}
	}
}

func (c *composer) mergeOne(event loggedEvent, fields map[string]any, merged merges) error {
	if !c.budget.spend() {
		return c.excessive(event)
	}
	switch {
	case event.Kind == yaml.MappingStart:
		return c.nested(event, func() error { return c.fields(fields, merged) })
	case event.Kind == yaml.Alias && c.log[event.target].Kind == yaml.MappingStart:
		_, err := c.alias(event, func(target loggedEvent) (any, error) {
			if !c.budget.spend() {
				return nil, c.excessive(event)
			}
			return nil, c.nested(target, func() error { return c.fields(fields, merged) })
		})
		return err
	}
	return c.fail(event, "a merge (<<) needs a mapping or a list of mappings")
}

// excessive says that the aliases of the document stand for too much, at the
// outermost of those being followed.
func (c *composer) excessive(event loggedEvent) error {
	at := c.at(event)
	if c.budget.depth > 0 {
		at = c.following
	}
	return &problem{place: at, detail: "aliases blow this document up"}
}

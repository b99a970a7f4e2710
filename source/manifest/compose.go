package manifest

import "github.com/bulkhead-dev/bulkhead/source/yaml"

// value decodes the node that begins with event: the value of the field called
// name, or an item. At is the position that it is found by.
func (c *composer) value(event loggedEvent, name string, at place) (any, error) {
	if !c.budget.spend() {
		return nil, c.excessive(event)
	}
	switch event.Kind {
	case yaml.Alias:
		return c.alias(event, func(target loggedEvent) (any, error) { return c.value(target, name, at) })
	case yaml.MappingStart, yaml.SequenceStart:
		above := c.inside
		c.inside = len(c.fieldPlaces) - 1
		value, err := c.collection(event, name, at)
		c.inside = above
		return value, err
	}
	c.builder.Scalar(name, at.line, at.column)
	value, err := c.scalar(event)
	if err != nil {
		return nil, err
	}
	if value, err = jsonNumber(value); err != nil {
		return nil, c.fail(event, "%v", err)
	}
	return value, nil
}

// collection decodes a mapping or list.
func (c *composer) collection(event loggedEvent, name string, at place) (any, error) {
	if event.Kind == yaml.MappingStart {
		c.builder.OpenMapping(name, at.line, at.column)
		fields := map[string]any{}
		if c.stream != nil && c.stream.fields == nil {
			c.stream.fields = fields // of the document itself
		}
		err := c.nested(event, func() error { return c.fields(fields, nil) })
		if err != nil {
			return nil, err
		}
		c.builder.Close()
		return fields, nil
	}
	c.builder.OpenList(name, at.line, at.column)
	items := []any{}
	err := c.nested(event, func() (err error) {
		items, err = c.items()
		return err
	})
	if err != nil {
		return nil, err
	}
	c.builder.Close()
	return items, nil
}

// nested decodes what stands inside a mapping or list.
func (c *composer) nested(event loggedEvent, decode func() error) error {
	if c.depth++; c.depth > maxDepth {
		return c.limit(event, "nested deeper than %d", maxDepth)
	}
	if err := c.spend(event, mappingCost); err != nil {
		return err
	}
	if err := decode(); err != nil {
		return err
	}
	c.depth--
	return nil
}

// alias decodes the node that an alias stands for.
func (c *composer) alias(event loggedEvent, decode func(target loggedEvent) (any, error)) (any, error) {
	if !c.log[event.target].ended {
		return nil, c.fail(event, "the anchor %q contains itself", event.Value)
	}
	if c.budget.depth == 0 {
		c.following = c.at(event)
	}
	back := c.replay
	c.replay = event.target + 1
	c.budget.depth++
	value, err := decode(c.log[event.target])
	c.budget.depth--
	c.replay = back
	return value, err
}

func (c *composer) items() ([]any, error) {
	items := []any{}
	for {
		event, err := c.next()
		if err != nil || event.Kind == yaml.SequenceEnd {
			return items, err
		}
		c.track(event, "", len(items))
		value, err := c.value(event, "", c.at(event))
		if err != nil {
			return nil, err
		}
		items = append(items, value)
	}
}

// scalar resolves a scalar.
func (c *composer) scalar(event loggedEvent) (any, error) {
	if err := c.spend(event, scalarCost+len(event.Value)); err != nil {
		return nil, err
	}
	text, asString := c.names.text(event.Value)
	value, err := resolve(event.Tag, text, asString, event.Plain)
	if err != nil {
		return nil, c.fail(event, "%v", err)
	}
	return value, nil
}

// track notes where a field or item stands, for the comments that belong to it.
func (c *composer) track(event loggedEvent, name string, item int) {
	if c.tracking && c.replay < 0 {
		c.memory += fieldPlaceCost
		c.fieldPlaces = append(c.fieldPlaces, fieldPlace{c.line + event.Line, c.inside, name, item})
	}
}

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
	case yaml.MappingStart:
		c.builder.OpenMapping(name, at.line, at.column)
		fields := map[string]any{}
		err := c.nested(event, func() error { return c.fields(fields, nil) })
		if err != nil {
			return nil, err
		}
		c.builder.Close()
		return fields, nil
	case yaml.SequenceStart:
		c.builder.OpenList(name, at.line, at.column)
		var items []any
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
	value, err := resolve(event.Tag, c.names.text(event.Value), event.Plain)
	if err != nil {
		return nil, c.fail(event, "%v", err)
	}
	return value, nil
}

package manifest

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/bulkhead-dev/bulkhead/cluster"
)

// place is a line and column in the file, both from one.
type place struct{ line, column int }

// problem is something wrong with a document, and where.
type problem struct {
	place
	detail string
}

func (p *problem) Error() string { return p.detail }

// tree is a decoded document.
type tree struct {
	value      any
	positions  *cluster.Positions
	duplicates []problem
}

// maxDepth is the deepest nesting that is decoded. Kubernetes stops at 10,000;
// no real manifest comes near the limit here, and whatever walks objects later
// may recurse.
const maxDepth = 1000

// walker turns nodes into values.
type walker struct {
	tree
	builder   cluster.PositionsBuilder
	firstLine int // of the document in the file, less one
	budget    budget
	depth     int
	following map[*yaml.Node]bool
}

func decodeNode(document *yaml.Node, line int) (tree, error) {
	w := &walker{firstLine: line - 1}
	w.budget.spend()
	value, err := w.value(document.Content[0], "", document.Content[0])
	if err != nil {
		return tree{}, err
	}
	w.tree.value, w.tree.positions = value, w.builder.Finish()
	return w.tree, nil
}

func (w *walker) at(node *yaml.Node) place { return place{w.firstLine + node.Line, node.Column} }

func (w *walker) fail(node *yaml.Node, format string, arguments ...any) error {
	return &problem{w.at(node), fmt.Sprintf(format, arguments...)}
}

// value decodes node, the value of the field called name; at is the node that
// its position is taken from.
func (w *walker) value(node *yaml.Node, name string, at *yaml.Node) (any, error) {
	if !w.budget.spend() {
		return nil, w.fail(node, "excessive aliasing")
	}
	place := w.at(at)
	switch node.Kind {
	case yaml.AliasNode:
		if w.following[node] {
			return nil, w.fail(node, "anchor %q contains itself", node.Value)
		}
		if w.following == nil {
			w.following = map[*yaml.Node]bool{}
		}
		w.following[node] = true
		w.budget.depth++
		value, err := w.value(node.Alias, name, at)
		w.budget.depth--
		delete(w.following, node)
		return value, err
	case yaml.MappingNode:
		w.depth++
		defer func() { w.depth-- }()
		if w.depth > maxDepth {
			return nil, w.fail(node, "nested deeper than %d", maxDepth)
		}
		w.builder.OpenMapping(name, place.line, place.column)
		fields := make(map[string]any, len(node.Content)/2)
		err := w.fields(node, fields)
		w.builder.Close()
		return fields, err
	case yaml.SequenceNode:
		w.depth++
		defer func() { w.depth-- }()
		if w.depth > maxDepth {
			return nil, w.fail(node, "nested deeper than %d", maxDepth)
		}
		w.builder.OpenList(name, place.line, place.column)
		items := make([]any, len(node.Content))
		for i, child := range node.Content {
			var err error
			if items[i], err = w.value(child, "", child); err != nil {
				return nil, err
			}
		}
		w.builder.Close()
		return items, nil
	}
	w.builder.Scalar(name, place.line, place.column)
	value, err := w.scalar(node)
	if err == nil {
		value, err = jsonNumber(value)
	}
	if err != nil {
		return nil, w.fail(node, "%v", err)
	}
	return value, nil
}

func (w *walker) scalar(node *yaml.Node) (any, error) {
	tag := ""
	if node.Style&yaml.TaggedStyle != 0 {
		tag = node.Tag
		if rest, ok := strings.CutPrefix(tag, "!!"); ok {
			tag = tagPrefix + rest
		}
	}
	plain := node.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0
	return resolve(tag, node.Value, plain)
}

func (w *walker) fields(node *yaml.Node, fields map[string]any) error {
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, child := node.Content[i], node.Content[i+1]
		if key.Kind == yaml.ScalarNode && key.Tag == "!!merge" {
			if err := w.merge(child, fields); err != nil {
				return err
			}
			continue
		}
		target := key
		if key.Kind == yaml.AliasNode {
			target = key.Alias
		}
		if target.Kind != yaml.ScalarNode {
			return w.fail(key, "a field name must be a plain value")
		}
		if !w.budget.spend() {
			return w.fail(key, "excessive aliasing")
		}
		resolved, err := w.scalar(target)
		if err != nil {
			return w.fail(key, "%v", err)
		}
		name, err := keyText(resolved)
		if err != nil {
			return w.fail(key, "%v", err)
		}
		if _, twice := fields[name]; twice {
			w.duplicates = append(w.duplicates, problem{w.at(key), fmt.Sprintf("field %q is set twice: the last one counts", name)})
		}
		if fields[name], err = w.value(child, name, key); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) merge(node *yaml.Node, fields map[string]any) error {
	sources := []*yaml.Node{node}
	if node.Kind == yaml.SequenceNode {
		sources = node.Content
	}
	for i := len(sources) - 1; i >= 0; i-- {
		source := sources[i]
		if source.Kind == yaml.AliasNode {
			source = source.Alias
		}
		if source.Kind != yaml.MappingNode {
			return w.fail(node, "a merge needs a mapping or a list of mappings")
		}
		if !w.budget.spend() {
			return w.fail(node, "excessive aliasing")
		}
		w.depth++
		if w.depth > maxDepth {
			return w.fail(node, "nested deeper than %d", maxDepth)
		}
		err := w.fields(source, fields)
		w.depth--
		if err != nil {
			return err
		}
	}
	return nil
}

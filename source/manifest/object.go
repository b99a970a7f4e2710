package manifest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// maxListDepth is how many lists may stand inside each other.
const maxListDepth = 8

// handed is a value on its way to the sink.
type handed struct {
	value     any
	positions *cluster.Positions
	comments  []cluster.Comment
	item      int // number in its list, from one; zero outside
}

func (h handed) at(path string) place {
	line, column, _ := h.positions.Find(path)
	return place{line, column}
}

// hand hands over what a document holds.
func (d *decoder) hand(decoded tree, comments []cluster.Comment) error {
	d.twice(decoded)
	comments = append(d.above, comments...)
	d.above = nil
	h := handed{value: decoded.value, positions: decoded.positions, comments: comments}
	if decoded.value == nil {
		d.notice(scan.Empty, h.at(""), "a document without content")
		return nil
	}
	return d.object(h, 0)
}

// twice reports fields that are set twice.
func (d *decoder) twice(decoded tree) {
	for _, twice := range decoded.duplicates {
		d.notice(scan.DuplicateKey, twice.place, twice.detail)
	}
}

// object hands over one object, or the items of a list of objects, which
// stands inside as many others as depth says.
func (d *decoder) object(h handed, depth int) error {
	content, ok := h.value.(map[string]any)
	if !ok {
		d.notice(scan.NotKubernetes, h.at(""), "not an object but "+describe(h.value))
		return nil
	}
	apiVersion, kind, ok := d.identity(content, h)
	if !ok {
		return nil
	}
	items, isList := content["items"].([]any)
	if strings.HasSuffix(kind, "List") && content["items"] != nil {
		if !isList {
			d.notice(scan.Malformed, h.at("items"), "items must be a list, found "+describe(content["items"]))
			return nil
		}
		return d.list(content, items, h, depth)
	}
	switch {
	case apiVersion == "" && kind == "":
		d.notice(scan.NotKubernetes, h.at(""), "no apiVersion and no kind")
	case apiVersion == "":
		d.notice(scan.NotKubernetes, h.at(""), fmt.Sprintf("kind %.60q without apiVersion", kind))
	case kind == "":
		d.notice(scan.NotKubernetes, h.at(""), fmt.Sprintf("apiVersion %.60q without kind", apiVersion))
	case isDefinition(apiVersion, kind):
		d.definition(decodedDefinition(content), h.at(""))
	default:
		if err := d.one(content, h); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(items, isObject) {
		d.notice(scan.Malformed, h.at("items"), itemsInDisguise)
		return d.list(content, items, h, depth)
	}
	return nil
}

// one hands over an object that is not a list.
func (d *decoder) one(content map[string]any, h handed) error {
	d.metadata(content, h)
	d.answered = true
	return d.sink.Object(cluster.NewObject(content, cluster.Origin{
		File: d.options.File, RenderedFrom: d.options.RenderedFrom, Patch: d.options.Patch,
		Document: d.document, Item: h.item, Positions: h.positions, Comments: h.comments,
	}))
}

// identity returns apiVersion and kind. When one of them is there and cannot
// be used it says so, and ok is false.
func (d *decoder) identity(content map[string]any, h handed) (apiVersion, kind string, ok bool) {
	for _, field := range [...]string{"apiVersion", "kind"} {
		value, isString := content[field].(string)
		if content[field] != nil && !isString {
			d.notice(scan.Malformed, h.at(field), field+" must be a string, found "+describe(content[field]))
			return "", "", false
		}
		if strings.Contains(value, "{{") {
			d.notice(scan.Template, h.at(field), "a template that was not rendered: render the chart and scan that")
			return "", "", false
		}
		apiVersion, kind = kind, value
	}
	return apiVersion, kind, true
}

// definition hands over a CustomResourceDefinition.
func (d *decoder) definition(definition scan.Definition, at place) {
	d.answered = true
	if definition.Group == "" || definition.Kind == "" {
		d.notice(scan.NotKubernetes, at, "a CustomResourceDefinition without spec.group and spec.names.kind: a patch?")
		return
	}
	definition.Location = cluster.Location{File: d.options.File, Line: at.line, Column: at.column}
	d.sink.Definition(definition)
}

// list hands over the items of a list.
func (d *decoder) list(content map[string]any, items []any, h handed, depth int) error {
	if depth == maxListDepth {
		d.notice(scan.TooLarge, h.at("items"), fmt.Sprintf("more than %d lists inside each other", maxListDepth))
		return nil
	}
	if len(items) == 0 {
		d.notice(scan.Empty, h.at("items"), emptyList)
		return nil
	}
	list := listOf(content)
	positions := h.positions.Below("items")
	comments := commentsByItem(h.comments)
	for i, value := range items {
		if !list.isList && !isObject(value) {
			continue
		}
		list.adopt(value)
		item := handed{value: value, positions: positions.Below(cluster.Index("", i)), comments: comments(i), item: i + 1}
		if err := d.object(item, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// listKind is what items take from their list.
type listKind struct {
	apiVersion, kind string // of the items
	isList           bool   // the kind is one of a list
}

func listOf(content map[string]any) listKind {
	apiVersion, _ := content["apiVersion"].(string)
	kind, _ := content["kind"].(string)
	itemKind, isList := strings.CutSuffix(kind, "List")
	return listKind{apiVersion, itemKind, isList}
}

// adopt gives an item that says neither its kind nor its apiVersion those of
// the list, as the API machinery does: the items of a PodList are Pods.
func (l listKind) adopt(item any) {
	content, ok := item.(map[string]any)
	if !ok || !l.isList || l.kind == "" {
		return
	}
	apiVersion, _ := content["apiVersion"].(string)
	kind, _ := content["kind"].(string)
	if apiVersion == "" && kind == "" {
		content["apiVersion"], content["kind"] = l.apiVersion, l.kind
	}
}

// isObject reports whether a value looks like an object of its own.
func isObject(value any) bool {
	return cluster.LookupString(mapping(value), "kind") != "" && cluster.LookupString(mapping(value), "apiVersion") != ""
}

func mapping(value any) map[string]any {
	content, _ := value.(map[string]any)
	return content
}

// describe names the type of a value for people.
func describe(value any) string {
	switch value.(type) {
	case nil:
		return "nothing"
	case string:
		return "a string"
	case bool:
		return "a boolean"
	case int64, float64:
		return "a number"
	case []any:
		return "a list"
	}
	return "a mapping"
}

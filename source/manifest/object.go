package manifest

import (
	"fmt"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// maxListDepth is how many lists may stand inside each other.
const maxListDepth = 8

// value hands over what a document holds.
func (d *decoder) value(decoded tree) error {
	if decoded.value == nil {
		line, column, _ := decoded.positions.Find("")
		d.notice(scan.Empty, place{line, column}, "a document without content")
		return nil
	}
	item := 0
	return d.object(decoded.value, decoded.positions, cluster.Origin{File: d.options.File, RenderedFrom: d.options.RenderedFrom, Document: d.document}, &item, 0)
}

// object hands over one object, or the items of a list of objects.
func (d *decoder) object(value any, positions *cluster.Positions, origin cluster.Origin, item *int, depth int) error {
	line, column, _ := positions.Find("")
	at := place{line, column}
	content, ok := value.(map[string]any)
	if !ok {
		d.notice(scan.NotKubernetes, at, "not a mapping")
		return nil
	}
	apiVersion, _ := content["apiVersion"].(string)
	kind, _ := content["kind"].(string)
	if items, ok := content["items"].([]any); ok && apiVersion != "" && strings.HasSuffix(kind, "List") {
		if depth == maxListDepth {
			d.notice(scan.TooLarge, at, fmt.Sprintf("more than %d lists inside each other", maxListDepth))
			return nil
		}
		list := positions.Below("items")
		d.content = true
		for i, value := range items {
			if fields, ok := value.(map[string]any); ok && fields["kind"] == nil && fields["apiVersion"] == nil && kind != "List" {
				fields["kind"], fields["apiVersion"] = strings.TrimSuffix(kind, "List"), apiVersion
			}
			*item++
			origin.Item = *item
			if err := d.object(value, list.Below(cluster.Index("", i)), origin, item, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	if apiVersion == "" || kind == "" {
		d.notice(scan.NotKubernetes, at, "no apiVersion and kind")
		return nil
	}
	d.content = true
	origin.Positions = positions
	return d.sink.Object(cluster.NewObject(content, origin))
}

package manifest

import (
	"bytes"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/scan"
	"github.com/bulkhead-dev/bulkhead/source/yaml"
)

// mark is what comments to Bulkhead begin with.
var mark = []byte("bulkhead:")

// commentMark returns what the parser is to look for in comments: nothing for
// the many texts without a comment to Bulkhead.
func commentMark(text []byte) []byte {
	if bytes.Contains(text, mark) {
		return mark
	}
	return nil
}

// fieldPlace is a field or item of a document and the line it stands on.
type fieldPlace struct {
	line   int
	parent int // place in the list of its parent; negative for the document
	name   string
	item   int // number of an item; negative for a field
}

// comments returns the comments of the last composed document, whose text
// begins at the given line, with the fields they belong to.
func (d *decoder) comments(line int) []cluster.Comment {
	var found []cluster.Comment
	comments, more := d.parser.TakeComments()
	if more {
		d.notice(scan.TooLarge, place{line, 1}, fmt.Sprintf("more than %d comments to Bulkhead: those after them were ignored", yaml.MaxComments))
	}
	for _, comment := range comments {
		text := strings.TrimSpace(strings.TrimPrefix(comment.Text, "#"))
		if !strings.HasPrefix(text, string(mark)) {
			continue
		}
		at := line - 1 + comment.Line
		found = append(found, cluster.Comment{Line: at, Text: text, Path: commentPath(d.composer.fieldPlaces, at)})
	}
	return found
}

// commentPath is the path of the first field on the given line, or else of
// the next field below, or else of the last one above. A comment above the
// first field belongs to the whole object.
func commentPath(places []fieldPlace, line int) string {
	if len(places) == 0 || line < places[0].line {
		return ""
	}
	i := sort.Search(len(places), func(i int) bool { return places[i].line >= line })
	return fieldPath(places, min(i, len(places)-1))
}

func fieldPath(places []fieldPlace, i int) string {
	var chain []int
	for ; i >= 0; i = places[i].parent {
		chain = append(chain, i)
	}
	path := ""
	for j := len(chain) - 1; j >= 0; j-- {
		if place := places[chain[j]]; place.item >= 0 {
			path = cluster.Index(path, place.item)
		} else {
			path = cluster.Field(path, place.name)
		}
	}
	return path
}

// commentsByItem returns the comments of item i of a list: those inside and
// directly above it, and those that belong to the whole list.
func commentsByItem(comments []cluster.Comment) func(i int) []cluster.Comment {
	if len(comments) == 0 {
		return func(int) []cluster.Comment { return nil }
	}
	var all []cluster.Comment
	items := map[int][]cluster.Comment{}
	for _, comment := range comments {
		rest, ok := strings.CutPrefix(comment.Path, "items[")
		if !ok {
			if comment.Path == "" || comment.Path == "items" {
				comment.Path = ""
				all = append(all, comment)
			}
			continue
		}
		number, path, _ := strings.Cut(rest, "]")
		i, err := strconv.Atoi(number)
		if err != nil {
			continue
		}
		comment.Path = strings.TrimPrefix(path, ".")
		items[i] = append(items[i], comment)
	}
	return func(i int) []cluster.Comment {
		if len(all) == 0 {
			return items[i]
		}
		return append(all[:len(all):len(all)], items[i]...)
	}
}

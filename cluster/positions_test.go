package cluster

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// spot is a path with the position that the builder was given for it.
type spot struct {
	path         string
	line, column int
}

// grow writes a random tree into the builder and returns the places in it. Of
// equal names the last counts, and nothing below the others is returned.
func grow(t *rapid.T, b *PositionsBuilder, path, name string, line *int, depth int) []spot {
	*line += rapid.IntRange(0, 3).Draw(t, "lines")
	if depth == 1 && rapid.Bool().Draw(t, "back") {
		*line = max(1, *line-rapid.IntRange(0, 300).Draw(t, "lines back")) // as aliases do
	}
	column := rapid.IntRange(1, 300).Draw(t, "column")
	places := []spot{{path, *line, column}}
	children := rapid.SampledFrom([]int{0, 0, 1, 2, 3, 5}).Draw(t, "children")
	if depth < 2 && rapid.IntRange(0, 9).Draw(t, "many") == 0 {
		children = rapid.IntRange(60, 140).Draw(t, "children")
	}
	shape := rapid.IntRange(0, 2).Draw(t, "shape")
	if depth > 4 {
		shape = 0
	}
	switch shape {
	case 0:
		b.Scalar(name, *line, column)
	case 1:
		b.OpenMapping(name, *line, column)
		last := map[string][]spot{}
		for range children {
			field := rapid.SampledFrom([]string{"name", "a b", "x.y/z", "é", "image"}).Draw(t, "field")
			if rapid.Bool().Draw(t, "numbered") {
				field += fmt.Sprint(rapid.IntRange(0, 200).Draw(t, "number"))
			}
			last[field] = grow(t, b, Field(path, field), field, line, depth+1)
		}
		for _, below := range last {
			places = append(places, below...)
		}
		b.Close()
	case 2:
		b.OpenList(name, *line, column)
		for i := range children {
			places = append(places, grow(t, b, Index(path, i), "", line, depth+1)...)
		}
		b.Close()
	}
	return places
}

func TestPositionsFindWhatWasBuilt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b PositionsBuilder
		line := 1
		places := grow(t, &b, "", "", &line, 0)
		positions := b.Finish()
		for _, place := range places {
			gotLine, gotColumn, exact := positions.Find(place.path)
			if !exact || gotLine != place.line || gotColumn != place.column {
				t.Fatalf("%q is at %d:%d (%v), want %d:%d", place.path, gotLine, gotColumn, exact, place.line, place.column)
			}
			below := positions.Below(place.path)
			if gotLine, gotColumn, exact = below.Find(""); !exact || gotLine != place.line || gotColumn != place.column {
				t.Fatalf("below %q begins at %d:%d, want %d:%d", place.path, gotLine, gotColumn, place.line, place.column)
			}
			if gotLine, _, exact = positions.Find(Field(place.path, "not there")); exact || gotLine != place.line {
				t.Fatalf("what is not below %q is at %d (%v), want %d", place.path, gotLine, exact, place.line)
			}
			if gotLine, _, exact = positions.Find(Index(place.path, 1000)); exact || gotLine != place.line {
				t.Fatalf("what is not below %q is at %d (%v), want %d", place.path, gotLine, exact, place.line)
			}
		}
	})
}

func TestPositionsOfNothing(t *testing.T) {
	var none *Positions
	if line, column, exact := none.Find("a.b"); line != 1 || column != 1 || exact {
		t.Errorf("got %d:%d %v", line, column, exact)
	}
	if none.Below("a") != nil {
		t.Error("something is below nothing")
	}
	var b PositionsBuilder
	b.OpenMapping("", 7, 3)
	b.Scalar("a", 8, 3)
	b.Close()
	positions := b.Finish()
	if line, column, exact := positions.Find("b"); line != 7 || column != 3 || exact {
		t.Errorf("got %d:%d %v, want the first line of the object", line, column, exact)
	}
	if positions.Below("b") != nil {
		t.Error("something is below a field that is not there")
	}
}

// TestPositionsOfManyFields asks for each of a million fields, which takes an
// hour if the cost of an answer grows with their number.
func TestPositionsOfManyFields(t *testing.T) {
	const many = 1_000_000
	var b PositionsBuilder
	b.OpenMapping("", 1, 1)
	b.OpenMapping("map", 1, 1)
	for i := range many {
		b.Scalar(fmt.Sprintf("key%d", i), i+2, 3)
	}
	b.Close()
	b.OpenList("list", many+2, 1)
	for i := range many {
		b.Scalar("", many+3+i, 5)
	}
	b.Close()
	b.Close()
	positions := b.Finish()
	if size := len(positions.body); size > 36*many {
		t.Errorf("%d bytes for %d fields and items", size, 2*many)
	}
	start := time.Now()
	for i := 0; i < many; i++ {
		if line, _, exact := positions.Find(fmt.Sprintf("map.key%d", i)); line != i+2 || !exact {
			// A 32-bit hash of a million names has about a hundred clashes.
			if !exact || i%1000 == 0 {
				t.Fatalf("key %d is at %d (%v)", i, line, exact)
			}
		}
		if line, _, exact := positions.Find(Index("list", i)); line != many+3+i || !exact {
			t.Fatalf("item %d is at %d (%v)", i, line, exact)
		}
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("finding %d fields took %v", 2*many, took)
	}
}

func TestPositionsAreSmall(t *testing.T) {
	var b PositionsBuilder
	nodes := 0
	b.OpenMapping("", 1, 1)
	for i := range 20 {
		b.OpenMapping(fmt.Sprint("field", i), 10*i+2, 1)
		b.OpenList("containers", 10*i+3, 3)
		for j := range 3 {
			b.OpenMapping("", 10*i+4+j, 5)
			b.Scalar("name", 10*i+4+j, 5)
			b.Scalar("image", 10*i+4+j, 5)
			b.Scalar("command", 10*i+4+j, 5)
			b.Close()
		}
		b.Close()
		b.Close()
		nodes += 14
	}
	b.Close()
	if size := len(b.Finish().body); size > 8*nodes {
		t.Errorf("%d bytes for %d nodes: more than 8 each", size, nodes)
	}
}

func BenchmarkFind(b *testing.B) {
	var builder PositionsBuilder
	builder.OpenMapping("", 1, 1)
	for i := range 60 {
		builder.OpenMapping(fmt.Sprint("field", i), i+2, 1)
		builder.Scalar("name", i+2, 3)
		builder.Close()
	}
	builder.Close()
	positions := builder.Finish()
	for b.Loop() {
		positions.Find("field59.name")
	}
}

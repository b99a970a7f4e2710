package yaml

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	reference "go.yaml.in/yaml/v3"
)

// describe parses a text and writes its events as lines.
func describe(text string) string {
	var p Parser
	p.Reset([]byte(text), nil)
	var out strings.Builder
	for {
		event, err := p.Next()
		if err != nil {
			fmt.Fprintf(&out, "error %v\n", err)
			return out.String()
		}
		if event.Kind == StreamEnd {
			return out.String()
		}
		names := [...]string{DocumentStart: "document", DocumentEnd: "end", Scalar: "scalar", Alias: "alias",
			SequenceStart: "list", SequenceEnd: "end", MappingStart: "mapping", MappingEnd: "end"}
		fmt.Fprintf(&out, "%d:%d %s", event.Line, event.Column, names[event.Kind])
		if event.Anchor != "" {
			fmt.Fprintf(&out, " &%s", event.Anchor)
		}
		if event.Tag != "" {
			fmt.Fprintf(&out, " <%s>", event.Tag)
		}
		if event.Kind == Scalar || event.Kind == Alias {
			fmt.Fprintf(&out, " %q", event.Value)
		}
		if event.Plain {
			out.WriteString(" plain")
		}
		out.WriteByte('\n')
	}
}

func TestEvents(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"empty", "", ""},
		{"comment only", "# nothing\n", ""},
		{"mapping", "a: b\nc:\n  d: 'e'\n", `
1:1 document
1:1 mapping
1:1 scalar "a" plain
1:4 scalar "b" plain
2:1 scalar "c" plain
3:3 mapping
3:3 scalar "d" plain
3:6 scalar "e"
4:1 end
4:1 end
4:1 end
`},
		{"properties", "a: &x !!int 1\nb: *x\n", `
1:1 document
1:1 mapping
1:1 scalar "a" plain
1:4 scalar &x <tag:yaml.org,2002:int> "1"
2:1 scalar "b" plain
2:4 alias "x"
3:1 end
3:1 end
`},
		{"two documents", "a\n--- b\n", `
1:1 document
1:1 scalar "a" plain
2:1 end
2:1 document
2:5 scalar "b" plain
3:1 end
`},
		{"tab", "a:\n\tb: c\n", `
1:1 document
1:1 mapping
1:1 scalar "a" plain
error line 2: a tab cannot be used for indentation: use spaces
`},
		{"unclosed quote", "a: 'b\nc: d\n", `
1:1 document
1:1 mapping
1:1 scalar "a" plain
error line 1: the quotes are not closed
`},
		{"NUL", "a: b\nc: \x00\n", "\nerror line 2: a character that YAML does not allow: the file is not UTF-8 text or has control characters\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got, want := describe(test.text), strings.TrimPrefix(test.want, "\n"); got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// referencePositions lists the nodes of the first document by go.yaml.in/yaml/v3.
func referencePositions(node *reference.Node, list *[]string) {
	if node.Kind != reference.DocumentNode {
		*list = append(*list, fmt.Sprintf("%d:%d", node.Line, node.Column))
	}
	for _, child := range node.Content {
		referencePositions(child, list)
	}
}

// positions lists the nodes of the first document.
func positions(text string) (list []string, err error) {
	var p Parser
	p.Reset([]byte(text), nil)
	for {
		event, err := p.Next()
		switch {
		case err != nil:
			return nil, err
		case event.Kind == DocumentEnd || event.Kind == StreamEnd:
			return list, nil
		case event.Kind != DocumentStart && event.Kind != SequenceEnd && event.Kind != MappingEnd:
			list = append(list, fmt.Sprintf("%d:%d", event.Line, event.Column))
		}
	}
}

func TestPositionsAgreeWithReference(t *testing.T) {
	for _, text := range []string{
		"a: b\nc: [d, {e: f}]\n", "- a\n-\n  - b\n- c:\n  - d\n", "a: |\n  x\n\nb: >\n  y\nc: \"d\n  e\"\nf:\n", "? a\n: b\n", "a: &x\n  b: c\nd: *x\n",
		"a:   b   # c\n\n\n# d\ne: f\n", "a: !!str\nb: !x {c: d}\n", "a\n",
	} {
		var node reference.Node
		if err := reference.Unmarshal([]byte(text), &node); err != nil {
			t.Fatal(err)
		}
		var want []string
		referencePositions(&node, &want)
		got, err := positions(text)
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q: got %v (%v), want %v", text, got, err, want)
		}
	}
}

// TestCorporaPositions compares every position of every real manifest with the
// reference.
func TestCorporaPositions(t *testing.T) {
	folder := os.Getenv("BULKHEAD_CORPORA")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "corpora")
	}
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("no corpora of real manifests: %v", err)
	}
	compared, differing := 0, 0
	err := filepath.WalkDir(filepath.Join(folder, "manifests"), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".yaml") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil || len(data) > 1<<18 {
			return err
		}
		var node reference.Node
		got, gotErr := positions(string(data))
		if reference.Unmarshal(data, &node) != nil || gotErr != nil || node.Kind == 0 {
			return nil // that they refuse the same is another test
		}
		var want []string
		referencePositions(&node, &want)
		if compared++; fmt.Sprint(got) != fmt.Sprint(want) {
			differing++
			t.Logf("%s differs", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files", compared)
	if differing > 0 {
		t.Errorf("%d files differ", differing)
	}
}

func TestComments(t *testing.T) {
	text := "# mark 1\na: b # mark 2\nc: '# mark not'\nd: | # mark 3\n  # mark not\n# other\ne: [ # mark 4\n]\n"
	var p Parser
	p.Reset([]byte(text), []byte("mark"))
	for {
		event, err := p.Next()
		if err != nil {
			t.Fatal(err)
		}
		if event.Kind == StreamEnd {
			break
		}
	}
	want := []Comment{{1, 1, "# mark 1"}, {2, 6, "# mark 2"}, {4, 6, "# mark 3"}, {7, 6, "# mark 4"}}
	if got, more := p.TakeComments(); more || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestTooManyComments(t *testing.T) {
	var p Parser
	p.Reset([]byte(strings.Repeat("# mark\n", MaxComments+1)+"a: b\n"), []byte("mark"))
	for event, err := p.Next(); event.Kind != StreamEnd; event, err = p.Next() {
		if err != nil {
			t.Fatal(err)
		}
	}
	if got, more := p.TakeComments(); len(got) != MaxComments || !more {
		t.Errorf("%d comments, more %v", len(got), more)
	}
}

// TestHostileTextIsLinear parses large texts of the kinds that make parsers
// slow; each must take well under the limit for its megabytes.
func TestHostileTextIsLinear(t *testing.T) {
	const size = 4 << 20
	for _, test := range []struct{ name, text string }{
		{"brackets", strings.Repeat("[", 9_000) + strings.Repeat("a,", size/2)},
		{"wide list", "a: [" + strings.Repeat("a,", size/2) + "]\n"},
		{"keys", strings.Repeat("key: v\n", size/7)},
		{"one line of keys", "{" + strings.Repeat("é: v,", size/6) + "}"},
		{"long plain", "a: " + strings.Repeat("x", size)},
		{"long quoted", `a: "` + strings.Repeat("x", size) + `"`},
		{"open quotes", strings.Repeat("a: 'b\n", size/6)},
		{"blank lines", "a: b" + strings.Repeat("\n", size)},
		{"spaces", "a: b\n" + strings.Repeat(" ", size)},
		{"folded", "a: >\n" + strings.Repeat("  x\n", size/4)},
		{"comments", strings.Repeat("# c\n", size/4)},
		{"anchors", "[" + strings.Repeat("&a a,", size/5) + "]"},
		{"indentation", func() string {
			var text strings.Builder
			for i := range 2_800 {
				text.WriteString(strings.Repeat(" ", i) + "a:\n")
			}
			return text.String()
		}()},
		{"question marks", strings.Repeat("? a\n", size/4)},
		{"colons", "{" + strings.Repeat("a:a:", size/4)},
		{"percent", strings.Repeat("%", size)},
		{"tags", strings.Repeat("!a ", size/3)},
		{"documents", strings.Repeat("--- a\n", size/6)},
		{"quotes in quotes", "a: [" + strings.Repeat(`"a", 'b', `, size/10) + "]"},
		{"apostrophes", "a: '" + strings.Repeat("''", size/2) + "'"},
		{"unclosed lines", strings.Repeat("- 'a''\n", size/7)},
	} {
		t.Run(test.name, func(t *testing.T) {
			start := time.Now()
			var p Parser
			p.Reset([]byte(test.text), nil)
			for {
				event, err := p.Next()
				if err != nil || event.Kind == StreamEnd {
					break
				}
			}
			if took := time.Since(start); took > 3*time.Second {
				t.Errorf("%d bytes took %v", len(test.text), took)
			}
		})
	}
}

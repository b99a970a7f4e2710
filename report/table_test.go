package report

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/bulkhead-dev/bulkhead/control"
)

// TestTable_says_nothing_by_colour_alone: with the colours taken away, the
// coloured table is the plain one.
func TestTable_says_nothing_by_colour_alone(t *testing.T) {
	format, _ := LookupFormat("table")
	for name, sample := range samples {
		for _, width := range []int{0, 40, 60, 200} {
			plainTable := sample().render(t, format, Options{Width: width})
			if got := visible(sample().render(t, format, Options{Width: width, Color: true})); got != plainTable {
				t.Errorf("%s at width %d: the colours change the text", name, width)
			}
			if strings.Contains(plainTable, "\x1b") {
				t.Errorf("%s at width %d: escape sequences without colours", name, width)
			}
		}
	}
}

func TestTable_keeps_to_the_width(t *testing.T) {
	format, _ := LookupFormat("table")
	for _, width := range []int{60, 80, 100, 120} {
		lines := strings.Split(strings.TrimSuffix(platform().render(t, format, Options{Width: width}), "\n"), "\n")
		for _, line := range lines[:len(lines)-1] { // the verdict stays whole
			if columns(line) > width && strings.Contains(strings.TrimSpace(line), " ") {
				t.Errorf("width %d: %d columns in %q", width, columns(line), line)
			}
			if strings.TrimRight(line, " ") != line {
				t.Errorf("width %d: blanks at the end of %q", width, line)
			}
		}
	}
}

// TestTable_counts_every_finding: what is folded is counted, and the verdict
// stands on the last line.
func TestTable_counts_every_finding(t *testing.T) {
	format, _ := LookupFormat("table")
	rapid.Check(t, func(rt *rapid.T) {
		n, limit := rapid.IntRange(1, 40).Draw(rt, "findings"), rapid.IntRange(1, 12).Draw(rt, "limit")
		s := &sample{}
		for i := range n {
			s.add("a-b", ref("v1", "Pod", "ns", fmt.Sprintf("pod-%02d", i)), "spec", "same", at("f.yaml", i+1, 1))
		}
		text := s.close().render(t, format, Options{Limit: limit})
		shown, folded := strings.Count(text, "Pod/ns/pod-"), 0
		if _, rest, ok := strings.Cut(text, "… and "); ok {
			if _, err := fmt.Sscanf(rest, "%d more, use -o jsonl", &folded); err != nil || folded < 2 {
				rt.Fatalf("folded %d: %v", folded, err)
			}
		}
		if shown+folded != n {
			rt.Fatalf("%d shown and %d folded of %d", shown, folded, n)
		}
	})
}

func TestTable_ends_with_the_verdict(t *testing.T) {
	format, _ := LookupFormat("table")
	lines := strings.Split(strings.TrimSuffix(platform().render(t, format, Options{FailOn: control.Critical}), "\n"), "\n")
	if got, want := lines[len(lines)-1], "FAIL  3 findings at or above critical; 4 answers unknown; not all input was understood"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestInNamespaces(t *testing.T) {
	for _, test := range []struct {
		namespaces []string
		want       string
	}{
		{nil, ""}, {[]string{""}, ""}, {[]string{"a"}, " in a"}, {[]string{"a", "b", "c"}, " in a, b and c"},
		{[]string{"a", "b", "c", "d", "e"}, " in a, b, c, d and e"},
		{[]string{"a", "b", "c", "d", "e", "f"}, " in a, b, c, d and 2 more namespaces"},
	} {
		if got := inNamespaces(test.namespaces); got != test.want {
			t.Errorf("%q: got %q, want %q", test.namespaces, got, test.want)
		}
	}
}

func TestSize(t *testing.T) {
	for bytes, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1.0 kB", 3_100_000: "3.1 MB", 600_000_000: "600.0 MB", 2_500_000_000: "2.5 GB"} {
		if got := size(bytes); got != want {
			t.Errorf("size(%d) = %q, want %q", bytes, got, want)
		}
	}
}

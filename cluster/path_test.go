package cluster

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestField(t *testing.T) {
	for _, test := range []struct{ path, name, want string }{
		{"", "spec", "spec"},
		{"spec", "containers", "spec.containers"},
		{"metadata.labels", "app.kubernetes.io/name", `metadata.labels["app.kubernetes.io/name"]`},
		{"", "a.b", `["a.b"]`},
		{"spec", "", `spec[""]`},
		{"spec", "0", `spec["0"]`},
		{"spec", `quo"te`, `spec["quo\"te"]`},
		{"spec", "line\nbreak", `spec["line\nbreak"]`},
		{"spec", "x-y_z$1", "spec.x-y_z$1"},
		{"spec", "\xff", `spec["\xff"]`},
	} {
		if got := Field(test.path, test.name); got != test.want {
			t.Errorf("Field(%q, %q) = %s, want %s", test.path, test.name, got, test.want)
		}
	}
}

func TestJoinPath(t *testing.T) {
	for _, test := range []struct{ path, relative, want string }{
		{"", "", ""},
		{"spec", "", "spec"},
		{"", "spec", "spec"},
		{"spec", "containers[0]", "spec.containers[0]"},
		{"spec.list", "[0].name", "spec.list[0].name"},
		{"metadata.labels", `["a.b"]`, `metadata.labels["a.b"]`},
	} {
		if got := Join(test.path, test.relative); got != test.want {
			t.Errorf("Join(%q, %q) = %s, want %s", test.path, test.relative, got, test.want)
		}
	}
}

func TestSplitPathOfWhatIsNotWellFormed(t *testing.T) {
	for path, want := range map[string][]Step{
		"":                       {},
		"a..b":                   {{Name: "a", Named: true}, {Name: "b", Named: true}},
		"a[x].b":                 {{Name: "a", Named: true}},
		"a[-1]":                  {{Name: "a", Named: true}},
		"a[1":                    {{Name: "a", Named: true}},
		`a["b`:                   {{Name: "a", Named: true}},
		`a["b"c`:                 {{Name: "a", Named: true}},
		"[99999999999999999999]": {},
		"[2].a":                  {{Item: 2}, {Name: "a", Named: true}},
	} {
		if diff := cmp.Diff(want, SplitPath(path)); diff != "" {
			t.Errorf("SplitPath(%q) (-want +got):\n%s", path, diff)
		}
	}
}

// TestPathsSurviveSplitting builds a path from arbitrary steps and takes it
// apart again.
func TestPathsSurviveSplitting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps := rapid.SliceOf(rapid.Custom(func(t *rapid.T) Step {
			if rapid.Bool().Draw(t, "named") {
				return Step{Name: rapid.String().Draw(t, "name"), Named: true}
			}
			return Step{Item: rapid.IntRange(0, 1_000_000).Draw(t, "item")}
		})).Draw(t, "steps")
		path := stepsPath(steps)
		if diff := cmp.Diff(append([]Step{}, steps...), SplitPath(path)); diff != "" {
			t.Fatalf("%q (-want +got):\n%s", path, diff)
		}
	})
}

func FuzzSplitPath(f *testing.F) {
	for _, path := range []string{"spec.containers[0].image", `a["b.c"][1]`, "[", `["`, "..", "a[1]b"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		steps := SplitPath(path)
		if diff := cmp.Diff(steps, SplitPath(stepsPath(steps))); diff != "" {
			t.Errorf("%q is not stable (-first +second):\n%s", path, diff)
		}
	})
}

func TestCutPath(t *testing.T) {
	for _, test := range []struct {
		path, prefix, rest string
		ok                 bool
	}{
		{"a.b", "a", "b", true}, {"a", "a", "", true}, {"ab", "a", "", false}, {"a[0].b", "a", "[0].b", true},
		{"a", "a.b", "", false}, {"a.b", "", "a.b", true}, {`a["x"]`, "a", `["x"]`, true},
	} {
		if rest, ok := cutPath(test.path, test.prefix); rest != test.rest || ok != test.ok {
			t.Errorf("cutPath(%q, %q) = %q, %t, want %q, %t", test.path, test.prefix, rest, ok, test.rest, test.ok)
		}
	}
}

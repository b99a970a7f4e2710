package manifest

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bulkhead-dev/bulkhead/cluster"
)

// yamlSeeds are documents that exercise every rule in which YAML readers part.
var yamlSeeds = []string{
	"a: b\n", "- a\n- b: c\n  d: e\n", "a: yes\nb: on\nc: 'yes'\nd: 0777\ne: 0o17\nf: 0b11\ng: 0x1F\nh: 1_000\n",
	"a: .inf\n", "a: -.INF\n", "a: .nan\n", "a: 1.0\nb: 1e3\nc: 1e400\nd: 1.5\ne: -0.0\nf: 4611686018427387904.0\n",
	"a: 9223372036854775807\nb: 9223372036854775808\nc: 18446744073709551616\n",
	"a: 2001-01-01\nb: 2001-01-01T00:00:00Z\n", "a: !!binary aGk=\n", "a: !!binary /w==\n", "a: !!str 1\nb: !!int \"2\"\nc: !!float 3\n",
	"a: ! 1\n", "! <<: {a: b}\n", "a: !!bool yes\nb: !!null ''\nc: !x 1\n", "a: !<tag:yaml.org,2002:int> 7\n",
	"%TAG !e! tag:yaml.org,2002:\n---\na: !e!int 1\n", "%YAML 1.1\n---\na: b\n", "%YAML 1.2\n---\na: b\n",
	"a: &x {b: c}\nd: *x\n", "a: &x [*x]\n", "base: &b {k: 1, l: 2}\nderived:\n  <<: *b\n  k: 3\n", "derived:\n  k: 3\n  <<: {k: 1}\n",
	"a: &a {k: 1}\nb: &b {k: 2, m: 3}\nc:\n  <<: [*a, *b]\n", "c:\n  <<: [{k: 1}, {k: 2}]\n", "<<: 1\n",
	"1: a\n1.5: b\ntrue: c\nyes: d\n~: e\n", "? a\n: b\n? c\n", "? [a]\n: b\n", "[a, b]: c\n", "{a: b, c: , d}\n", "[a: b, c, ? d : e, ? f]\n",
	"a: |\n  x\n   y\n\n  z\n\n\nb: >-\n  p\n  q\n\n  r\n   s\n  t\nc: |+2\n    u\n\n", "a: |1\n b\n", "a: |\n", "a: >+\n\n\n",
	"a: \"x\\\n  y\\n\\x41\\u00e9\\U0001F600 z\n  w\n\n  v\"\n", "a: 'x''y\n  z'\n", "a: x\n  y\n\n  z\nb: c\n", "a: x # c\nb: y#z\n",
	"a:\n- b\n- c\nd: e\n", "a:\n  - - b\n    - c\n  -\n  - d\n", "a: b: c\n", "a: - b\n", "a:\tb\n", "\ta: b\n", "a:\n\tb: c\n", "a: [b,\n\tc]\n",
	"---\na: b\n...\nc: d\n", "--- a\n", "--- {a: b}\n", "--- |\n x\n", "...\n", "a: b\n...", "# c\n", "", "\n\n", "a", "a:", ":", "- ", "-", "?", "? ",
	"a\r\nb\r\n", "a: b\rc: d\r", "a: b\u0085c: d", "a: b\u2028 c", "a: 'b\u2029 \u2028c'", "\xef\xbb\xbfa: b\n", "a: {b: c", "a: [b", "a: 'b", "a: \"b\\q\"",
	"&a a: *a\n", "&a : b\n", "*a\n", "a: *b\n", "&x a: 1\n*x : 2\n", "a: &b\nc: *b\n", "!!map {a: b}\n", "!!seq [a]\n", "a: !!set {b}\n",
	"a: {? b : c}\n", "a: {b: c, ? }\n", "{? a}\n", "[?]\n", "[? a, ? : b]\n", "{a :b, \"c\":d}\n", "{a:b}\n", "a: x:y\n", "a: http://x\n", "{a: http://x}\n",
	"key with spaces: v\n", "'quoted': v\n", "\"q\": v\n", "a: b\n c: d\n", "a:\n b: c\n  d: e\n", " a: b\nc: d\n", "- a\nb: c\n", "a: @b\n", "a: `b\n", "a: %b\n", "%a: b\n",
	strings.Repeat("k", 1030) + ": v\n", strings.Repeat("é", 1020) + ": v\n", strings.Repeat("é", 1025) + ": v\n", "{" + strings.Repeat("k", 1030) + ": v}\n",
	strings.Repeat("[", 50) + strings.Repeat("]", 50), strings.Repeat("- ", 50) + "a", "a: -1\nb: +1\nc: -\nd: -a\ne: --\n", "y: n\nN: Y\n", "a: ~\nb: null\nc: Null\nd:\n",
	"{}:", "{}: a\n", "[]: a\nb: c\n", "- {}: a\n", "!0 0: !00\n0: 08\n8: 811\n", "a: {}: b\n", "{[]: a}\n",
	"a: 0b-1\nb: -0b1\nc: 0b\nd: 0x\ne: 08\nf: 1e\ng: .5\nh: 5.\ni: ._5\nj: +.5e-3\n", "a: 12:30:45\n", "a: 1.2.3\n", "a: '1'\n", "a: !!int 'x'\n", "a: !!timestamp 2001-01-01\n", "a: !!timestamp x\n",
}

func FuzzYAMLAgainstKubectl(f *testing.F) {
	for _, seed := range yamlSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 1<<16 {
			return
		}
		compareWithKubectl(t, text)
	})
}

// FuzzRead reads anything. Whatever it is, reading ends without a panic, the
// stream is answered for, and every field of every object is found where it
// stands.
func FuzzRead(f *testing.F) {
	for _, seed := range yamlSeeds {
		f.Add([]byte("apiVersion: v1\nkind: Pod\nx:\n  " + strings.ReplaceAll(strings.TrimSpace(seed), "\n", "\n  ") + "\n"))
	}
	for _, seed := range jsonSeeds {
		f.Add([]byte(`{"apiVersion":"v1","kind":"Pod","x":` + seed + `}`))
	}
	for _, text := range poses {
		f.Add([]byte(text))
	}
	f.Add([]byte("# bulkhead:waive x\n---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod} # bulkhead:waive y\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		got := read(t, bytes.NewReader(text))
		if len(got.lines) == 0 {
			t.Error("no answer")
		}
		lines := bytes.Count(text, []byte("\n")) + bytes.Count(text, []byte("\r")) + len(text)/2 + 2
		for _, object := range got.objects {
			checkPositions(t, object.Origin.Positions, "", object.Content(), lines)
		}
	})
}

// checkPositions fails when a field has no position, or an impossible one.
func checkPositions(t *testing.T, positions *cluster.Positions, path string, value any, lines int) {
	t.Helper()
	line, column, exact := positions.Find(path)
	if (!exact || line < 1 || line > lines || column < 1) && path != "kind" && path != "apiVersion" { // the two may come from a list
		t.Errorf("%q is at %d:%d (%v)", path, line, column, exact)
	}
	switch value := value.(type) {
	case map[string]any:
		for name, child := range value {
			checkPositions(t, positions, cluster.Field(path, name), child, lines)
		}
	case []any:
		for i, child := range value {
			checkPositions(t, positions, cluster.Index(path, i), child, lines)
		}
	}
}

func TestSeedsAgainstKubectl(t *testing.T) {
	for _, seed := range yamlSeeds {
		t.Run(seed[:min(len(seed), 20)], func(t *testing.T) { compareWithKubectl(t, []byte(seed)) })
	}
}

// corpora is the folder of real manifests that some tests read.
func corpora(tb testing.TB) string {
	folder := os.Getenv("BULKHEAD_CORPORA")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "corpora")
	}
	folder = filepath.Join(folder, "manifests")
	if _, err := os.Stat(folder); err != nil {
		tb.Skipf("no corpora of real manifests: %v", err)
	}
	return folder
}

func TestCorporaAgainstKubectl(t *testing.T) {
	documents := 0
	err := filepath.WalkDir(corpora(t), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".yaml") && !strings.HasSuffix(path, ".yml") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if testing.Short() && len(data) > 1<<18 {
			return nil
		}
		chunks := splitterOf(data)
		for {
			c, err := chunks.next()
			if err != nil {
				return nil
			}
			documents++
			before := t.Failed()
			compareWithKubectl(t, c.text)
			if t.Failed() && !before {
				t.Logf("in %s, the document at line %d", path, c.line)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d documents", documents)
}

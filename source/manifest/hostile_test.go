package manifest

import (
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bulkhead-dev/bulkhead/scan"
)

// repeated is a stream of head, unit a number of times, and tail.
func repeated(head, unit string, count int, tail string) io.Reader {
	const batch = 1 << 12
	readers := []io.Reader{strings.NewReader(head)}
	for ; count >= batch; count -= batch {
		readers = append(readers, strings.NewReader("")) // filled in below
	}
	block := strings.Repeat(unit, batch)
	for i := range readers[1:] {
		readers[i+1] = strings.NewReader(block)
	}
	return io.MultiReader(append(readers, strings.NewReader(strings.Repeat(unit, count)+tail))...)
}

// peak runs f and returns the largest heap that was seen meanwhile.
func peak(f func()) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(20)) // so that garbage counts little
	runtime.GC()
	var highest atomic.Uint64
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		var stats runtime.MemStats
		for {
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
				runtime.ReadMemStats(&stats)
				highest.Store(max(highest.Load(), stats.HeapAlloc))
			}
		}
	}()
	f()
	close(done)
	<-stopped
	return highest.Load()
}

// TestHostileInput reads inputs that are made to take time or memory. Each is
// answered for, in time that grows with its size alone, and in memory that has
// a bound.
func TestHostileInput(t *testing.T) {
	const head = "apiVersion: v1\nkind: ConfigMap\n"
	const mega = 1 << 20
	for _, test := range []struct {
		name   string
		input  io.Reader
		reason scan.Reason // expected among the notices; empty when an object is expected
		memory uint64      // MiB
	}{
		{"a million lines", repeated(head+"data:\n", "- a\n", mega, ""), "", 300},
		{"a mapping of a million keys", keys(mega), "", 400},
		{"the same key a million times", repeated(head, "a: b\n", mega, ""), scan.DuplicateKey, 200},
		{"a large list in brackets", repeated(head+"a: [", "a,", 7*mega, "]\n"), scan.TooLarge, 700},
		{"many empty brackets", repeated(head+"a: [", "[],", 8*mega, "]\n"), scan.TooLarge, 700},
		{"many mappings in brackets", repeated(head+"a: [", "{a},", 4*mega, "]\n"), scan.TooLarge, 700},
		{"many anchors", repeated(head+"a: &x [", "&a a,", 2*mega, "]\n"), scan.TooLarge, 700},
		{"many aliases", repeated(head+"x: &x [1]\na: [", "*x,", 4*mega, "]\n"), scan.Broken, 300},
		{"laughs", strings.NewReader("a: &a [x]\n" + laughs()), scan.Broken, 100},
		{"many merges", repeated("x: &x {a: b, c: d}\ny:\n", "  <<: *x\n", mega, ""), scan.Broken, 300},
		{"nested brackets", strings.NewReader(strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000)), scan.TooLarge, 100},
		{"nested mappings", strings.NewReader(strings.Repeat("{a: ", 10_000) + strings.Repeat("}", 10_000)), scan.TooLarge, 100},
		{"nested lists", strings.NewReader(strings.Repeat("- ", 10_000) + "a\n"), scan.TooLarge, 100},
		{"nested keys", strings.NewReader(strings.Repeat("? ", 10_000) + "a\n"), scan.Broken, 100},
		{"nested JSON", strings.NewReader(strings.Repeat(`{"a":`, 10_000) + "1" + strings.Repeat("}", 10_000)), scan.TooLarge, 100},
		{"nested JSON without end", repeated(`{"a":`, "[", 8*mega, ""), scan.TooLarge, 100},
		{"an endless line", repeated(head+"a: ", "xxxxxxxx", mega, "\n"), "", 200},
		{"endless quotes", repeated(head+"a: \"", "xxxxxxxx", mega, "\n"), scan.Broken, 200},
		{"a document over the limit", repeated(head+"a:\n", "  - xxxxxxxx\n", 8*mega, ""), scan.TooLarge, 300},
		{"spaces over the limit", repeated("", "        ", 10*mega, ""), scan.TooLarge, 300},
		{"a JSON string over the limit", repeated(`{"a":"`, "xxxxxxxx", 10*mega, `"}`), scan.TooLarge, 300},
		{"many JSON numbers", repeated(`{"a":[`, "0,", 8*mega, `0]}`), scan.TooLarge, 800},
		{"many documents", repeated("", "---\n{}\n", mega, ""), scan.NotKubernetes, 100},
		{"many JSON documents", repeated("", "{}\n", mega, ""), scan.NotKubernetes, 100},
		{"many comments", repeated(head+"a:\n", "- x # bulkhead:waive\n", mega, ""), scan.TooLarge, 400},
		{"zeros", repeated("", "\x00\x00\x00\x00", 4*mega, ""), scan.Broken, 200},
		{"UTF-16", repeated("\xff\xfe", "a\x00\n\x00", mega, ""), scan.Broken, 200},
	} {
		t.Run(test.name, func(t *testing.T) {
			if testing.Short() && test.memory > 300 {
				t.Skip("takes long")
			}
			start := time.Now()
			var got *recorder
			highest := peak(func() { got = read(t, test.input) })
			t.Logf("%v, %d MiB", time.Since(start).Round(time.Millisecond), highest>>20)
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("took %v", took)
			}
			if highest > test.memory<<20 {
				t.Errorf("took %d MiB, want at most %d", highest>>20, test.memory)
			}
			if len(got.notices) > 2*maxNotices {
				t.Errorf("%d notices", len(got.notices))
			}
			if test.reason == "" && (len(got.objects) != 1 || len(got.notices) > 0) {
				t.Errorf("%d objects, notices %v", len(got.objects), got.notices)
			}
			for _, notice := range got.notices {
				if notice.Reason == test.reason {
					return
				}
			}
			if test.reason != "" {
				t.Errorf("no notice %q: %.500v", test.reason, got.lines)
			}
		})
	}
}

// keys is an object with a mapping of many keys.
func keys(count int) io.Reader {
	reader, writer := io.Pipe()
	go func() {
		defer func() { _ = writer.Close() }()
		var block strings.Builder
		block.WriteString("apiVersion: v1\nkind: ConfigMap\ndata:\n")
		for i := range count {
			block.WriteString("  key")
			block.WriteString(string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676%26)) + string(rune('a'+i/17576%26)) + string(rune('a'+i/456976)))
			block.WriteString(": v\n")
			if block.Len() > 1<<16 {
				if _, err := io.WriteString(writer, block.String()); err != nil {
					return
				}
				block.Reset()
			}
		}
		_, _ = io.WriteString(writer, block.String()) // a reader that stopped is the test's to notice
	}()
	return reader
}

// laughs is a document whose aliases stand for 10^20 values.
func laughs() string {
	var text strings.Builder
	for c := 'b'; c < 'v'; c++ {
		text.WriteString(string(c) + ": &" + string(c) + " [" + strings.TrimSuffix(strings.Repeat("*"+string(c-1)+", ", 10), ", ") + "]\n")
	}
	return text.String()
}

func TestLargeYAMLListsAreStreamed(t *testing.T) {
	pod := "- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: p\n  x: " + strings.Repeat("x", 1000) + "\n"
	bare := "- metadata:\n    name: p\n  x: " + strings.Repeat("x", 1000) + "\n"
	for _, test := range []struct {
		name, head, item, tail string
		objects                int
		reasons                string
	}{
		{"kind first", "apiVersion: v1\nkind: List\nitems:\n", pod, "metadata: {}\n", 3000, ""},
		{"kind last", "items:\n", bare, "kind: PodList\napiVersion: v1\n", 3000, ""},
		{"broken at the end", "apiVersion: v1\nkind: List\nitems:\n", pod, "a: b: c\n", 3000, "broken"},
		{"items twice", "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod}\nitems:\n", pod, "", 3001, "duplicate-key"},
		{"no list", "apiVersion: v1\nkind: ConfigMap\nitems:\n", pod, "", 3001, "malformed"},
		{"anchored", "apiVersion: v1\nkind: List\nitems: &x\n", pod, "", 3000, ""},
		{"inside another document", "x:\n  items:\n", "  " + strings.ReplaceAll(pod, "\n  ", "\n    "), "apiVersion: v1\nkind: List\n", 1, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := read(t, repeated(test.head, test.item, 3000, test.tail))
			var reasons []string
			for _, notice := range got.notices {
				reasons = append(reasons, string(notice.Reason))
			}
			if len(got.objects) != test.objects || strings.Join(reasons, " ") != test.reasons {
				t.Fatalf("%d objects, want %d; notices %v, want %q", len(got.objects), test.objects, got.notices, test.reasons)
			}
			if test.objects == 3000 {
				last := got.objects[2999]
				line, column, exact := last.Origin.Positions.Find("metadata.name")
				wantLine := strings.Count(test.head, "\n") + 2999*strings.Count(test.item, "\n") + strings.Index(test.item, "name: p")/1000 + strings.Count(test.item[:strings.Index(test.item, "name: p")], "\n") + 1
				if last.Kind != "Pod" || last.Name != "p" || last.Origin.Item != 3000 || line != wantLine || column != 5 || !exact {
					t.Errorf("last is %v, item %d, with its name at %d:%d, want line %d", last.ObjectRef, last.Origin.Item, line, column, wantLine)
				}
			}
		})
	}
}

package report

import (
	"encoding/json"
	"io"
	"runtime"
	"testing"

	"github.com/bulkhead-dev/bulkhead/control"
)

// BenchmarkJSONL is one finding through jsonl; BenchmarkEncoding is its encoding
// alone, the part that no writer can do without.
func BenchmarkJSONL(b *testing.B) {
	s := platform()
	handler := NewJSONL(io.Discard, Options{})
	if err := handler.Begin(s.header); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := handler.Finding(s.findings[i%len(s.findings)]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncoding(b *testing.B) {
	s := platform()
	encoder := json.NewEncoder(io.Discard)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := encoder.Encode(&s.findings[i%len(s.findings)]); err != nil {
			b.Fatal(err)
		}
	}
}

// TestJSONL_needs_constant_memory: after 300,000 findings no more is held than
// after a few.
func TestJSONL_needs_constant_memory(t *testing.T) {
	s := platform()
	handler := NewJSONL(io.Discard, Options{})
	if err := handler.Begin(s.header); err != nil {
		t.Fatal(err)
	}
	stream := func(n int) uint64 {
		for i := range n {
			finding := s.findings[i%len(s.findings)]
			finding.Fingerprint = control.Fingerprint(finding.Control, finding.Object, finding.Path)
			if err := handler.Finding(finding); err != nil {
				t.Fatal(err)
			}
		}
		runtime.GC()
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		return memory.HeapAlloc
	}
	before := stream(100)
	if after := stream(300_000); after > before+1<<20 {
		t.Errorf("%d bytes are held after 300,000 findings, %d after 100", after, before)
	}
	runtime.KeepAlive(handler)
}

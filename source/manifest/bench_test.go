package manifest

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	sigs "sigs.k8s.io/yaml"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// nothing is a sink that keeps nothing.
type nothing struct{}

func (nothing) File(string, int64)           {}
func (nothing) Document()                    {}
func (nothing) Object(*cluster.Object) error { return nil }
func (nothing) Definition(scan.Definition)   {}
func (nothing) Notice(scan.Notice)           {}

// corpus reads the files of kubeflow-manifests that hold objects alone: with
// definitions in it, or without.
func corpus(b *testing.B, definitions bool) (files [][]byte, size int64) {
	err := filepath.WalkDir(filepath.Join(corpora(b), "kubeflow-manifests"), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".yaml") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil || bytes.Contains(data, []byte("kind: CustomResourceDefinition")) != definitions {
			return err
		}
		sink := &recorder{}
		if err := Read(context.Background(), bytes.NewReader(data), Options{}, sink); err == nil && len(sink.notices) == 0 {
			files, size = append(files, data), size+int64(len(data))
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d files, %d bytes", len(files), size)
	return files, size
}

func benchmarkRead(b *testing.B, files [][]byte, size int64) {
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, data := range files {
			if err := Read(context.Background(), bytes.NewReader(data), Options{File: "x"}, nothing{}); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkReadObjects(b *testing.B) {
	files, size := corpus(b, false)
	b.ResetTimer()
	benchmarkRead(b, files, size)
}

func BenchmarkReadDefinitions(b *testing.B) {
	files, size := corpus(b, true)
	b.ResetTimer()
	benchmarkRead(b, files, size)
}

// BenchmarkReference is what the reference makes of the same objects.
func BenchmarkReference(b *testing.B) {
	files, size := corpus(b, false)
	b.ResetTimer()
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, data := range files {
			for _, text := range bytes.Split(data, []byte("\n---")) {
				var value any
				if err := sigs.Unmarshal(text, &value); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
}

package main

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/bulkhead-dev/bulkhead/cli"
	"github.com/bulkhead-dev/bulkhead/controls"
)

// BenchmarkScanWithoutDefinitions scans the public Kubeflow manifests without
// their CustomResourceDefinitions: the figure to profile, with -cpuprofile.
func BenchmarkScanWithoutDefinitions(b *testing.B) {
	var files []string
	err := filepath.WalkDir(filepath.Join(corporaFolder(b), "kubeflow-manifests"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		data, err := os.ReadFile(path)
		if text := string(data); !strings.Contains(text, "kind: CustomResourceDefinition") && !strings.Contains(text, "{{") {
			files = append(files, path)
			b.SetBytes(int64(len(data)))
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	args := append([]string{"scan", "-o", "json"}, files...)
	for b.Loop() {
		cli.Run(context.Background(), args, cli.Environment{
			Program: "bulkhead", Version: "bench", Catalogue: controls.Builtin(), Families: controls.Families(),
			Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard,
			Getenv: func(string) string { return "" }, Now: time.Now,
		})
	}
}

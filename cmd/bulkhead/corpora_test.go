package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/bulkhead-dev/bulkhead/cli"
	"github.com/bulkhead-dev/bulkhead/controls"
)

// corporaFolder returns the folder of public manifests, or skips.
func corporaFolder(t testing.TB) string {
	t.Helper()
	root := os.Getenv("BULKHEAD_CORPORA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "corpora")
	}
	folder := filepath.Join(root, "manifests")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("the public manifests are not here (%v); set BULKHEAD_CORPORA to their folder", err)
	}
	return folder
}

type scanned struct {
	Summary struct {
		Subjects map[string]int
	}
	Coverage struct {
		Files, Objects int
		Pods           struct{ Total, InCustomResources int }
		Notices        []struct {
			Reason   string
			Location struct{ File string }
		}
	}
	Findings []struct{ Outcome string }
}

// TestCorporaAreScannedToTheEnd scans the manifests of real projects with every
// control: each scan ends with a verdict, every file is counted, and something
// was judged.
func TestCorporaAreScannedToTheEnd(t *testing.T) {
	t.Parallel()
	folder := corporaFolder(t)
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		t.Run(entry.Name(), func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(folder, entry.Name())
			var out, complaints bytes.Buffer
			code := cli.Run(context.Background(), []string{"scan", path, "-o", "json"}, cli.Environment{
				Program: "bulkhead", Version: "test", Catalogue: controls.Builtin(), Families: controls.Families(),
				Stdin: strings.NewReader(""), Stdout: &out, Stderr: &complaints,
				Getenv: func(string) string { return "" }, Now: time.Now,
			})
			if code != cli.ExitFindings && code != cli.ExitIncomplete && code != cli.ExitClean {
				t.Fatalf("exit status %d: %s", code, complaints.String())
			}
			var result scanned
			if err := json.Unmarshal(out.Bytes(), &result); err != nil {
				t.Fatal(err)
			}
			accounted := result.Coverage.Files
			for _, notice := range result.Coverage.Notices {
				if filepath.Base(notice.Location.File) == "kustomization.yaml" {
					accounted++ // named, not opened
				}
			}
			if want := countFiles(t, path); accounted < want {
				t.Errorf("%d files in the account, %d in the folder", accounted, want)
			}
			if result.Coverage.Objects == 0 || result.Coverage.Pods.Total == 0 || result.Summary.Subjects["pass"] == 0 {
				t.Errorf("nothing judged: %+v", result.Coverage)
			}
			t.Logf("%d files, %d objects, %d pods (%d in custom resources), %d findings, %d notices",
				result.Coverage.Files, result.Coverage.Objects, result.Coverage.Pods.Total, result.Coverage.Pods.InCustomResources,
				len(result.Findings), len(result.Coverage.Notices))
		})
	}
}

// countFiles counts the manifests below a folder as a person would: regular
// files with the names of YAML and JSON.
func countFiles(t *testing.T, folder string) int {
	t.Helper()
	count := 0
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && path != folder {
			return filepath.SkipDir
		}
		switch filepath.Ext(path) {
		case ".yaml", ".yml", ".json":
			if entry.Type().IsRegular() {
				count++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return count
}

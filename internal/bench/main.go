// Command bench measures Bulkhead against a peer and against itself, as ratios
// of figures taken in the same run, and prints them as a Markdown table for
// docs/benchmarks.md.
//
//	go run ./internal/bench [-runs 20] [-bulkhead bin/bulkhead]
//
// The peer, kube-score, is built from its module. The manifests are those of
// the corpora folder; without it the parts that need it are skipped, visibly.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	runs := flag.Int("runs", 20, "counted runs of each command")
	binary := flag.String("bulkhead", "bin/bulkhead", "the program to measure")
	objects := flag.Int("objects", 100_000, "generated objects for the linearity and memory measurement")
	only := flag.String("only", "", "peer, folder or linear: one part alone")
	flag.Parse()
	if err := run(*binary, *runs, *objects, *only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(binary string, runs, objects int, only string) error {
	work, err := os.MkdirTemp("", "bulkhead-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	binary, err = filepath.Abs(binary)
	if err != nil {
		return err
	}
	b := &bench{binary: binary, work: work, runs: runs}
	fmt.Println("| what | figure | goal |\n|---|---|---|")
	corpus := corpora("manifests/kubeflow-manifests")
	if corpus == "" {
		fmt.Fprintln(os.Stderr, "bench: skipped the comparison with the peer: the corpora folder is not here")
	} else {
		if only == "" || only == "peer" {
			err = b.peer(corpus)
		}
		if err == nil && (only == "" || only == "folder") {
			err = b.folder(corpus)
		}
	}
	if err == nil && (only == "" || only == "linear") {
		err = b.linear(objects)
	}
	return err
}

// corpora returns a folder of the corpora, or an empty string.
func corpora(name string) string {
	root := os.Getenv("BULKHEAD_CORPORA")
	if root == "" {
		root = filepath.Join("..", "shared", "corpora")
	}
	folder, err := filepath.Abs(filepath.Join(root, name))
	if err != nil {
		return ""
	}
	if _, err := os.Stat(folder); err != nil {
		return ""
	}
	return folder
}

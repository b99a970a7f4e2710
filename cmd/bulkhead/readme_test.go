package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/bulkhead-dev/bulkhead/cli"
	"github.com/bulkhead-dev/bulkhead/controls"
)

// TestReadmeShowsWhatItPrints holds the README to the output of the command it
// shows, paragraph by paragraph, and to the number of controls.
func TestReadmeShowsWhatItPrints(t *testing.T) {
	t.Chdir("../..")
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	cli.Run(context.Background(), []string{"scan", "examples/platform"}, cli.Environment{
		Program: "bulkhead", Version: "test", Catalogue: controls.Builtin(), Families: controls.Families(),
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Getenv: func(string) string { return "" }, Now: time.Now,
	})
	_, rest, found := strings.Cut(string(readme), "```text\n")
	shown, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatal("the README shows no output")
	}
	for paragraph := range strings.SplitSeq(strings.TrimSpace(shown), "\n\n") {
		if paragraph != "..." && !strings.Contains(out.String(), paragraph) {
			t.Errorf("the README shows what is not printed:\n%s", paragraph)
		}
	}
	if count := fmt.Sprintf("%d controls", len(controls.Builtin().Controls())); !strings.Contains(string(readme), count) {
		t.Errorf("the README does not say %q", count)
	}
}

// Command bulkhead judges the Kubernetes manifests of AI platforms. Installed
// as kubectl-bulkhead it is a kubectl plugin.
package main

import (
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/bulkhead-dev/bulkhead/cli"
	"github.com/bulkhead-dev/bulkhead/controls"
)

// version is set by the build.
var version = "dev"

func main() {
	os.Exit(run())
}

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return cli.Run(ctx, os.Args[1:], cli.Environment{
		Program: program(os.Args[0]), Version: version,
		Catalogue: controls.Builtin(), Families: controls.Families(),
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Terminal: terminal(), Getenv: os.Getenv, Now: time.Now,
	})
}

// program is the name people type: kubectl runs plugins under their file name.
func program(path string) string {
	if strings.HasPrefix(filepath.Base(path), "kubectl-") {
		return "kubectl bulkhead"
	}
	return "bulkhead"
}

func terminal() cli.Terminal {
	t := cli.Terminal{Output: term.IsTerminal(int(os.Stdout.Fd())), Errors: term.IsTerminal(int(os.Stderr.Fd()))}
	if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
		t.Width = width
	}
	return t
}

// Command testall runs the whole test suite and tells what a person wants to
// know of it: every failure with its output, every skipped test with its
// reason, and the sums.
//
//	go run ./internal/testall [go test flags]
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// event is one line of go test -json (cmd/test2json).
type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64
}

type testName struct{ pkg, test string }

// suite gathers the events of a run.
type suite struct {
	output                  map[testName][]string
	passed, failed, skipped int
	skips                   []string
}

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "testall:", err)
		os.Exit(1)
	}
}

func run(flags []string, out io.Writer) error {
	command := exec.Command("go", append([]string{"test", "-json"}, append(flags, "./...")...)...)
	command.Stderr = os.Stderr
	stdout, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	s := suite{output: map[testName][]string{}}
	readErr := s.read(stdout, out)
	err = errors.Join(readErr, command.Wait())
	s.conclude(out)
	return err
}

func (s *suite) read(from io.Reader, out io.Writer) error {
	lines := bufio.NewReader(from)
	for {
		line, err := lines.ReadBytes('\n')
		var e event
		switch {
		case len(line) == 0 && errors.Is(err, io.EOF):
			return nil
		case len(line) > 0 && json.Unmarshal(line, &e) == nil:
			s.take(e, out)
		case len(line) > 0:
			_, _ = out.Write(line) // what the build says
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
	}
}

func (s *suite) take(e event, out io.Writer) {
	name := testName{e.Package, e.Test}
	switch e.Action {
	case "output", "build-output":
		s.output[name] = append(s.output[name], e.Output)
	case "pass", "fail", "skip":
		s.finish(e, name, out)
		delete(s.output, name)
	}
}

func (s *suite) finish(e event, name testName, out io.Writer) {
	if e.Test == "" {
		if e.Action == "fail" {
			fmt.Fprintf(out, "FAIL %s\n%s", e.Package, strings.Join(s.output[name], ""))
		} else if e.Action == "pass" {
			fmt.Fprintf(out, "ok   %s %.1fs\n", e.Package, e.Elapsed)
		}
		return
	}
	switch e.Action {
	case "pass":
		s.passed++
	case "fail":
		s.failed++
		fmt.Fprintf(out, "FAIL %s %s\n%s", e.Package, e.Test, strings.Join(s.output[name], ""))
	case "skip":
		s.skipped++
		s.skips = append(s.skips, fmt.Sprintf("%s %s: %s", e.Package, e.Test, reason(s.output[name])))
	}
}

// reason is what a skipped test said.
func reason(output []string) string {
	var said []string
	for _, line := range output {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "=== ") || strings.HasPrefix(line, "--- ") {
			continue
		}
		if _, text, found := strings.Cut(line, ".go:"); found {
			_, line, _ = strings.Cut(text, ": ")
		}
		said = append(said, line)
	}
	if len(said) == 0 {
		return "no reason given"
	}
	return strings.Join(said, " ")
}

func (s *suite) conclude(out io.Writer) {
	if len(s.skips) > 0 {
		slices.Sort(s.skips)
		fmt.Fprintf(out, "\nSkipped, and why:\n  %s\n", strings.Join(s.skips, "\n  "))
	}
	fmt.Fprintf(out, "\n%d passed, %d failed, %d skipped\n", s.passed, s.failed, s.skipped)
}

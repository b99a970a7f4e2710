// Command mutate shows that every condition of every control is needed: it
// drops them one at a time and expects some case of that control to notice.
//
//	go run ./internal/mutate [-run PATTERN] ./controls
//
// The families' files are instrumented through an overlay, nothing is written
// into the tree; the case tests are built once and run once per dropped
// condition. A condition that cannot change any answer is exempted by a comment
// "mutate: equivalent, because ..." on its line. Exit status 1 when a dropped
// condition went unnoticed.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

func main() {
	pattern := flag.String("run", "", "only files whose path matches this regular expression")
	jobs := flag.Int("jobs", 2, "mutants tried at a time")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: mutate [-run PATTERN] FOLDER")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *pattern, *jobs); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

func run(folder, pattern string, jobs int) error {
	only, err := regexp.Compile(pattern)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	in, overlay, err := instrumentFolder(folder, work, only)
	if err != nil {
		return err
	}
	binary := filepath.Join(work, "cases.test")
	build := exec.Command("go", "test", "-c", "-overlay", overlay, "-o", binary, "./"+filepath.Clean(folder))
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("building the instrumented cases: %w", err)
	}
	if err := try(binary, folder, mutant{}); err != nil {
		return fmt.Errorf("the cases fail before anything is dropped: %w", err)
	}
	survivors := hunt(binary, folder, in.mutants, jobs)
	for _, m := range survivors {
		fmt.Printf("%s:%d:%d: %s: no case notices\n", m.file, m.pos.Line, m.pos.Column, m.what)
	}
	fmt.Printf("%d conditions dropped, %d noticed, %d not\n", len(in.mutants), len(in.mutants)-len(survivors), len(survivors))
	if len(survivors) > 0 {
		return errors.New("some conditions can be dropped without a case noticing")
	}
	return nil
}

// instrumentFolder instruments every file of the families below folder and
// returns the path of the overlay description.
func instrumentFolder(folder, work string, only *regexp.Regexp) (*instrumenter, string, error) {
	in := &instrumenter{}
	replace := map[string]string{}
	add := func(path string, source []byte) error {
		absolute, err := filepath.Abs(path)
		if err != nil {
			return err
		}
		file := filepath.Join(work, fmt.Sprintf("%d.go", len(replace)))
		replace[absolute] = file
		return os.WriteFile(file, source, 0o600)
	}
	packages := map[string]bool{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Dir(path) == filepath.Clean(folder) ||
			!strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || !only.MatchString(path) {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		instrumented, err := in.file(path, source)
		if err != nil {
			return err
		}
		packages[filepath.Dir(path)] = true
		return add(path, instrumented)
	})
	for dir := range packages {
		if err == nil {
			err = add(filepath.Join(dir, "mutant_runtime.go"), runtime(filepath.Base(dir)))
		}
	}
	if err != nil {
		return nil, "", err
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return nil, "", err
	}
	overlay := filepath.Join(work, "overlay.json")
	return in, overlay, os.WriteFile(overlay, data, 0o600)
}

// hunt tries every mutant and returns those that no case notices, in order.
func hunt(binary, folder string, mutants []mutant, jobs int) []mutant {
	var (
		mutex     sync.Mutex
		survivors []mutant
		group     sync.WaitGroup
		queue     = make(chan mutant)
	)
	for range jobs {
		group.Go(func() {
			for m := range queue {
				if try(binary, folder, m) == nil {
					mutex.Lock()
					survivors = append(survivors, m)
					mutex.Unlock()
				}
			}
		})
	}
	for _, m := range mutants {
		queue <- m
	}
	close(queue)
	group.Wait()
	slices.SortFunc(survivors, func(a, b mutant) int { return a.id - b.id })
	return survivors
}

// tryTimeout ends a mutant that does not come to an end, which counts as
// noticed.
const tryTimeout = time.Minute

func try(binary, folder string, m mutant) error {
	cases := "TestCases"
	if len(m.controls) > 0 {
		cases += "/^(" + strings.Join(m.controls, "|") + ")$"
	}
	ctx, cancel := context.WithTimeout(context.Background(), tryTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, binary, "-test.run", cases)
	command.Dir = folder
	command.Env = append(os.Environ(), fmt.Sprintf("BULKHEAD_MUTANT=%d", m.id))
	out, err := command.CombinedOutput()
	if err != nil && m.id == 0 {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return err
}

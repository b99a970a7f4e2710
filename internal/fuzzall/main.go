// Command fuzzall fuzzes every fuzz target of the module, one after another.
//
//	go run ./internal/fuzzall -time 30s
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

func main() {
	budget := flag.Duration("time", 30*time.Second, "time for each target")
	flag.Parse()
	if err := run(*budget); err != nil {
		fmt.Fprintln(os.Stderr, "fuzzall:", err)
		os.Exit(1)
	}
}

func run(budget time.Duration) error {
	out, err := exec.Command("go", "list", "./...").Output()
	if err != nil {
		return fmt.Errorf("listing packages: %w", err)
	}
	targets := 0
	for pkg := range strings.FieldsSeq(string(out)) {
		listing, err := exec.Command("go", "test", "-list", "^Fuzz", pkg).Output()
		if err != nil {
			return fmt.Errorf("listing the fuzz targets of %s: %w", pkg, err)
		}
		for lines := bufio.NewScanner(bytes.NewReader(listing)); lines.Scan(); {
			target := lines.Text()
			if !strings.HasPrefix(target, "Fuzz") {
				continue
			}
			targets++
			fmt.Printf("%s %s for %s\n", pkg, target, budget)
			fuzz := exec.Command("go", "test", "-run", "^$", "-fuzz", "^"+target+"$", "-fuzztime", budget.String(), pkg)
			fuzz.Stdout, fuzz.Stderr = os.Stdout, os.Stderr
			if err := fuzz.Run(); err != nil {
				return fmt.Errorf("%s %s: %w", pkg, target, err)
			}
		}
	}
	fmt.Printf("%d fuzz targets, no failure\n", targets)
	return nil
}

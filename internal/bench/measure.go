package main

import (
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// usage is what one finished process cost.
type usage struct {
	cpu  time.Duration
	wall time.Duration
	// peak is the largest resident set in bytes.
	peak int64
}

// once runs a command to its end. Exit statuses are part of a scanner's answer
// and are not errors; a signal is.
func once(name string, args []string) (usage, error) {
	command := exec.Command(name, args...)
	command.Stdout = io.Discard
	started := time.Now()
	err := command.Run()
	if command.ProcessState == nil {
		return usage{}, fmt.Errorf("%s: %w", name, err)
	}
	if !command.ProcessState.Exited() {
		return usage{}, fmt.Errorf("%s: %s", name, command.ProcessState)
	}
	result := usage{
		cpu:  command.ProcessState.UserTime() + command.ProcessState.SystemTime(),
		wall: time.Since(started),
	}
	if resources, ok := command.ProcessState.SysUsage().(*syscall.Rusage); ok {
		result.peak = int64(resources.Maxrss)
		if runtime.GOOS != "darwin" { // there it counts bytes, elsewhere kibibytes
			result.peak *= 1024
		}
	}
	return result, nil
}

// pair runs two commands in turn, A B A B, so that a change of the machine's
// speed meets both, and returns the costs of each after one warm-up.
func pair(runs int, a, b func() (usage, error)) (as, bs []usage, err error) {
	for i := range runs + 1 {
		ua, err := a()
		if err != nil {
			return nil, nil, err
		}
		ub, err := b()
		if err != nil {
			return nil, nil, err
		}
		if i > 0 {
			as, bs = append(as, ua), append(bs, ub)
		}
	}
	return as, bs, nil
}

// median returns the median of one figure.
func median(list []usage, figure func(usage) float64) float64 {
	values := make([]float64, len(list))
	for i, u := range list {
		values[i] = figure(u)
	}
	slices.Sort(values)
	middle := len(values) / 2
	if len(values)%2 == 1 {
		return values[middle]
	}
	return (values[middle-1] + values[middle]) / 2
}

func cpuSeconds(u usage) float64 { return u.cpu.Seconds() }
func peakMiB(u usage) float64    { return float64(u.peak) / (1 << 20) }

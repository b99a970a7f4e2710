package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// A scan makes much garbage and keeps little: with the default of the runtime a
// quarter of its CPU time goes to collecting (docs/benchmarks.md). So garbage may
// wait, as long as memory stays below memoryGoal.
const (
	garbagePercent = 400
	memoryGoal     = 850 << 20
)

// tuneMemory sets the runtime up for scanning, unless the environment says how
// memory is to be used.
func tuneMemory() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(garbagePercent)
	debug.SetMemoryLimit(memoryGoal)
	afterEveryCollection(raiseGoal)
}

// raiseGoal keeps the goal at twice what is really kept, or a scan that keeps
// more than the goal would do nothing but collect.
func raiseGoal() {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	if live[0].Value.Kind() == metrics.KindUint64 {
		debug.SetMemoryLimit(max(memoryGoal, 2*int64(live[0].Value.Uint64())))
	}
}

// afterEveryCollection calls do after every garbage collection.
func afterEveryCollection(do func()) {
	type sentinel struct{ _ [16]byte }
	runtime.AddCleanup(new(sentinel), func(do func()) {
		do()
		afterEveryCollection(do)
	}, do)
}

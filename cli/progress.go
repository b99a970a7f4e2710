package cli

import (
	"fmt"
	"io"
	"time"

	"github.com/bulkhead-dev/bulkhead/scan"
)

// progress is one line on standard error, shown on a terminal only and only
// for what takes longer than a moment, and gone when the work is done.
type progress struct {
	to      io.Writer
	now     func() time.Time
	started time.Time
	shown   bool
	last    time.Time
}

// Progress appears after progressDelay and is renewed every progressInterval.
const (
	progressDelay    = time.Second
	progressInterval = 200 * time.Millisecond
)

func (env *Environment) startProgress() *progress {
	p := &progress{now: env.Now, started: env.Now()}
	if env.Terminal.Errors {
		p.to = env.Stderr
	}
	return p
}

func (p *progress) update(coverage scan.Coverage) {
	if p.to == nil || coverage.Objects%64 != 0 {
		return
	}
	now := p.now()
	if now.Sub(p.started) < progressDelay || now.Sub(p.last) < progressInterval {
		return
	}
	p.last, p.shown = now, true
	fmt.Fprintf(p.to, "\r\x1b[Kreading: %d files, %d objects, %d pods", coverage.Files, coverage.Objects, coverage.Pods.Total)
}

func (p *progress) stop() {
	if p.shown {
		fmt.Fprint(p.to, "\r\x1b[K")
	}
}

// Package manifest decodes Kubernetes manifests: bytes in, objects out. It
// reads YAML and JSON as kubectl does, document by document, in memory bounded
// by the largest document, and answers for everything it does not turn into an
// object with a notice.
package manifest

import (
	"context"
	"io"

	"github.com/bulkhead-dev/bulkhead/scan"
)

// Options says what is being read.
type Options struct {
	// File is the name that locations carry.
	File string
	// RenderedFrom names the chart or kustomization that the text was
	// rendered from. Empty for text that is read as it was written.
	RenderedFrom string
}

// MaxDocument is the size of the largest YAML document, and of the largest
// JSON object outside the items of a list, that is decoded. A larger one is
// passed over with a notice.
const MaxDocument = 64 << 20

// Read decodes everything in r and hands it to sink. What cannot be decoded
// becomes a notice and reading goes on with the next document. An error means
// that reading cannot go on: ctx ended, sink refused, or r failed.
func Read(ctx context.Context, r io.Reader, options Options, sink scan.Sink) error {
	d := &decoder{options: options, sink: sink}
	d.composer.parser, d.composer.names = &d.parser, &d.names
	return d.readStream(ctx, r)
}

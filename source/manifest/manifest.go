// Package manifest decodes Kubernetes manifests: bytes in, objects out. It
// reads YAML and JSON as kubectl does, document by document, in memory bounded
// by the largest document, and answers for everything it does not turn into an
// object with a notice.
package manifest

import (
	"context"
	"io"
	"sync"

	"github.com/bulkhead-dev/bulkhead/scan"
)

// Options says what is being read.
type Options struct {
	// File is the name that locations carry.
	File string
	// RenderedFrom names the chart or kustomization that the text was
	// rendered from. Empty for text that is read as it was written.
	RenderedFrom string
	// Patch says that the text is applied as a patch by a kustomization.
	Patch bool
}

// MaxDocument is the size of the largest YAML document, and of the largest
// JSON object outside the items of a list, that is decoded. A larger one is
// passed over with a notice.
const MaxDocument = 64 << 20

// Read decodes everything in r and hands it to sink. What cannot be decoded
// becomes a notice and reading goes on with the next document. An error means
// that reading cannot go on: ctx ended, sink refused, or r failed. Read may be
// called by several goroutines, each with a sink of its own.
func Read(ctx context.Context, r io.Reader, options Options, sink scan.Sink) error {
	d := decoders.Get().(*decoder)
	err := d.read(ctx, r, options, sink)
	d.release()
	return err
}

func (d *decoder) read(ctx context.Context, r io.Reader, options Options, sink scan.Sink) error {
	d.options, d.sink = options, sink
	d.in.reset(r)
	return d.readStream(ctx)
}

// decoders are kept between streams for their buffers and the strings they
// know: most files are small.
var decoders = sync.Pool{New: func() any {
	return newDecoder(wholeDocument)
}}

func newDecoder(whole int) *decoder {
	d := &decoder{whole: whole}
	d.composer.parser, d.composer.names = &d.parser, &d.names
	return d
}

// keptBuffer is the largest buffer that is kept for the next stream.
const keptBuffer = 8 << 20

// release puts the decoder back, without what it should not hold on to.
func (d *decoder) release() {
	if cap(d.in.buffer) > keptBuffer {
		return
	}
	d.in.reset(nil)
	d.parser.Reset(nil, nil)
	d.composer.release()
	*d = decoder{whole: d.whole, in: d.in, parser: d.parser, composer: d.composer, names: d.names}
	d.composer.parser, d.composer.names = &d.parser, &d.names
	decoders.Put(d)
}

package report

import (
	"bufio"
	"io"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// NewJSONL returns a handler that writes one JSON record a line, as described by
// schema/scan-record.v1.schema.json: a header, the findings in the order of the
// stream, each control before its first finding, and at last the result. A
// stream without a result record was cut short. It needs constant memory.
func NewJSONL(w io.Writer, _ Options) scan.Handler {
	return &lines{w: bufio.NewWriterSize(w, 64<<10), encoder: newEncoder()}
}

type lines struct {
	w       *bufio.Writer
	encoder *encoder
	// untold are the controls that no record has documented yet.
	untold map[string]*control.Control
}

// Begin implements [scan.Handler].
func (l *lines) Begin(header scan.Header) error {
	l.untold = controlsByID(header.Controls)
	return l.write(headerLine{headerType, newHeaderRecord(header)})
}

// Finding implements [scan.Handler].
func (l *lines) Finding(finding control.Finding) error {
	if c := l.untold[finding.Control]; c != nil {
		delete(l.untold, finding.Control)
		if err := l.write(controlLine{controlType, newControlRecord(c)}); err != nil {
			return err
		}
	}
	return l.write(findingLine{findingType, &finding})
}

// End implements [scan.Handler].
func (l *lines) End(result scan.Result) error {
	if err := l.write(resultLine{resultType, complete(result)}); err != nil {
		return err
	}
	return l.w.Flush()
}

func (l *lines) write(record any) error {
	encoded, err := l.encoder.encode(record)
	if err != nil {
		return err
	}
	if _, err := l.w.Write(encoded); err != nil {
		return err
	}
	return l.w.WriteByte('\n')
}

package report

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// Convert reads a result that json or jsonl wrote and replays it into to. The
// findings of a json document are not held in memory; those of jsonl are,
// because a handler wants to know the controls first.
//
// Fields it does not know are passed over. An input that is not a result, that
// has another apiVersion, that ends early or that says what no scan says is
// refused with an error that tells where; to has then not seen its End.
func Convert(r io.Reader, to scan.Handler) error {
	reader := &resultReader{decoder: json.NewDecoder(bufio.NewReaderSize(r, 64<<10)), to: to, seen: map[string]bool{}}
	if err := reader.read(); err != nil {
		return fmt.Errorf("reading the result: %w", reader.explain(err))
	}
	return nil
}

// handlerError is an error of the handler, which says nothing about the input.
type handlerError struct{ error }

func (e handlerError) Unwrap() error { return e.error }

type resultReader struct {
	decoder *json.Decoder
	to      scan.Handler
	// seen are the members of the document that were read.
	seen     map[string]bool
	header   headerRecord
	controls []controlRecord
	result   scan.Result
	// early are findings that came before all of the header.
	early    []control.Finding
	begun    bool
	findings int
	records  int
}

func (r *resultReader) read() error {
	if token, err := r.decoder.Token(); err != nil {
		return err
	} else if token != json.Delim('{') {
		return errors.New("not a JSON object: expected what 'bulkhead scan -o json' or '-o jsonl' writes")
	}
	recordType, err := r.members()
	if err != nil {
		return err
	}
	if recordType != "" {
		return r.readRecords(recordType)
	}
	for _, name := range []string{"apiVersion", "kind", "version", "inputs", "controls", "findings", "summary", "coverage"} {
		if !r.seen[name] {
			return fmt.Errorf("field %q is missing: expected a ScanResult", name)
		}
	}
	if err := r.begin(); err != nil {
		return err
	}
	if err := r.replay(r.early); err != nil {
		return err
	}
	if err := r.atEnd(); err != nil {
		return err
	}
	return r.end()
}

// members reads the members of the first object. It returns the type when that
// turns out to be a record of jsonl.
func (r *resultReader) members() (recordType string, err error) {
	for r.decoder.More() {
		token, err := r.decoder.Token()
		if err != nil {
			return "", err
		}
		name, _ := token.(string)
		if r.seen[name] {
			return "", fmt.Errorf("field %q stands twice", name)
		}
		r.seen[name] = true
		if name == "type" {
			err = r.decoder.Decode(&recordType)
		} else {
			err = r.member(name)
		}
		if err != nil {
			return "", inside(name, err)
		}
	}
	_, err = r.decoder.Token()
	return recordType, err
}

func (r *resultReader) member(name string) error {
	switch name {
	case "apiVersion":
		if err := r.decoder.Decode(&r.header.APIVersion); err != nil {
			return err
		}
		return checkAPIVersion(r.header.APIVersion)
	case "kind":
		if err := r.decoder.Decode(&r.header.Kind); err != nil {
			return err
		}
		return checkKind(r.header.Kind)
	case "version":
		return r.decoder.Decode(&r.header.Version)
	case "inputs":
		return r.decoder.Decode(&r.header.Inputs)
	case "controls":
		if err := r.decoder.Decode(&r.controls); err != nil {
			return err
		}
		return checkControls(r.controls)
	case "summary":
		if err := r.decoder.Decode(&r.result.Summary); err != nil {
			return err
		}
		return checkSummary(&r.result.Summary)
	case "coverage":
		if err := r.decoder.Decode(&r.result.Coverage); err != nil {
			return err
		}
		return checkCoverage(&r.result.Coverage)
	case "findings":
		return r.readFindings()
	}
	var ignored json.RawMessage
	return r.decoder.Decode(&ignored)
}

// readFindings hands findings over as they are read if everything that goes
// before them in a stream is known already.
func (r *resultReader) readFindings() error {
	if token, err := r.decoder.Token(); err != nil {
		return err
	} else if token != json.Delim('[') {
		return errors.New("not a list")
	}
	streams := r.seen["apiVersion"] && r.seen["kind"] && r.seen["version"] && r.seen["inputs"] && r.seen["controls"]
	if streams {
		if err := r.begin(); err != nil {
			return err
		}
	}
	for r.decoder.More() {
		var finding control.Finding
		if err := r.decoder.Decode(&finding); err != nil {
			return inside(fmt.Sprintf("item %d", r.findings), err)
		}
		if err := checkFinding(&finding); err != nil {
			return inside(fmt.Sprintf("item %d", r.findings), err)
		}
		r.findings++
		if !streams {
			r.early = append(r.early, finding)
		} else if err := r.to.Finding(finding); err != nil {
			return handlerError{err}
		}
	}
	_, err := r.decoder.Token()
	return err
}

func (r *resultReader) begin() error {
	if r.begun {
		return nil
	}
	r.begun = true
	header := scan.Header{Version: r.header.Version, Inputs: r.header.Inputs}
	for _, record := range r.controls {
		header.Controls = append(header.Controls, record.control())
	}
	if err := r.to.Begin(header); err != nil {
		return handlerError{err}
	}
	return nil
}

func (r *resultReader) replay(findings []control.Finding) error {
	for _, finding := range findings {
		if err := r.to.Finding(finding); err != nil {
			return handlerError{err}
		}
	}
	return nil
}

func (r *resultReader) end() error {
	if err := r.to.End(r.result); err != nil {
		return handlerError{err}
	}
	return nil
}

// atEnd makes sure that nothing follows.
func (r *resultReader) atEnd() error {
	switch _, err := r.decoder.Token(); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return err
	}
	return errors.New("something follows the end of the result")
}

// explain says where the input stopped making sense.
func (r *resultReader) explain(err error) error {
	var ofHandler handlerError
	if errors.As(err, &ofHandler) {
		return ofHandler.error
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		if r.decoder.InputOffset() == 0 {
			return errors.New("the input is empty")
		}
		return fmt.Errorf("the input ends early, after byte %d and %s: it was cut short", r.decoder.InputOffset(), count(r.findings, "finding"))
	}
	return fmt.Errorf("near byte %d: %w", r.decoder.InputOffset(), err)
}

func inside(name string, err error) error {
	var ofHandler handlerError
	if errors.As(err, &ofHandler) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	return fmt.Errorf("%s: %w", name, err)
}

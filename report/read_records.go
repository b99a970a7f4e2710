package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/bulkhead-dev/bulkhead/control"
)

// readRecords reads the rest of a jsonl stream whose first record had the given
// type.
func (r *resultReader) readRecords(first string) error {
	if first != headerType {
		return fmt.Errorf("the first record is of type %q: expected %q", clip(plain(first), 40), headerType)
	}
	for _, name := range []string{"apiVersion", "kind", "version", "inputs"} {
		if !r.seen[name] {
			return fmt.Errorf("the header record has no field %q", name)
		}
	}
	if r.seen["findings"] {
		return errors.New("the header record has findings")
	}
	r.controls, r.records = nil, 1
	var findings []control.Finding
	for ended := false; ; {
		var record json.RawMessage
		if err := r.decoder.Decode(&record); errors.Is(err, io.EOF) {
			if !ended {
				return errors.New("there is no result record: the stream was cut short")
			}
			break
		} else if err != nil {
			return err
		}
		r.records++
		if ended {
			return errors.New("something follows the result record")
		}
		var err error
		if ended, err = r.record(record, &findings); err != nil {
			return inside(fmt.Sprintf("record %d", r.records), err)
		}
	}
	if err := checkControls(r.controls); err != nil {
		return err
	}
	if err := r.begin(); err != nil {
		return err
	}
	if err := r.replay(findings); err != nil {
		return err
	}
	return r.end()
}

// record takes one record and reports whether it is the last.
func (r *resultReader) record(record json.RawMessage, findings *[]control.Finding) (last bool, err error) {
	var kind struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(record, &kind); err != nil {
		return false, err
	}
	switch kind.Type {
	case controlType:
		var documented controlRecord
		if err := json.Unmarshal(record, &documented); err != nil {
			return false, err
		}
		r.controls = append(r.controls, documented)
	case findingType:
		var finding control.Finding
		if err := json.Unmarshal(record, &finding); err != nil {
			return false, err
		}
		if err := checkFinding(&finding); err != nil {
			return false, err
		}
		r.findings++
		*findings = append(*findings, finding)
	case resultType:
		if err := json.Unmarshal(record, &r.result); err != nil {
			return false, err
		}
		if err := checkSummary(&r.result.Summary); err != nil {
			return false, inside("summary", err)
		}
		if err := checkCoverage(&r.result.Coverage); err != nil {
			return false, inside("coverage", err)
		}
		return true, nil
	default:
		return false, fmt.Errorf("unknown record type %q", clip(plain(kind.Type), 40))
	}
	return false, nil
}

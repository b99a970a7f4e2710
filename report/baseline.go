package report

import (
	"io"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// ReadBaseline reads a saved result, json or jsonl, and returns the
// fingerprints of its failed findings. Waived ones are left out: when the waiver
// ends, the finding counts again.
func ReadBaseline(r io.Reader) (map[string]bool, error) {
	baseline := fingerprints{}
	if err := Convert(r, baseline); err != nil {
		return nil, err
	}
	return baseline, nil
}

type fingerprints map[string]bool

func (f fingerprints) Begin(scan.Header) error { return nil }
func (f fingerprints) End(scan.Result) error   { return nil }

func (f fingerprints) Finding(finding control.Finding) error {
	if finding.Outcome == control.Failed && finding.Waiver == nil {
		f[finding.Fingerprint] = true
	}
	return nil
}

package report

import (
	"slices"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// resultKind is the kind of the document that json writes.
const resultKind = "ScanResult"

// headerRecord is what every result begins with.
type headerRecord struct {
	APIVersion string   `json:"apiVersion"`
	Kind       string   `json:"kind"`
	Version    string   `json:"version"`
	Inputs     []string `json:"inputs"`
}

func newHeaderRecord(header scan.Header) headerRecord {
	inputs := header.Inputs
	if inputs == nil {
		inputs = []string{}
	}
	return headerRecord{APIVersion: APIVersion, Kind: resultKind, Version: header.Version, Inputs: inputs}
}

// controlRecord is the documentation of one control that has findings, so that
// a saved result can be turned into any format without the catalogue.
type controlRecord struct {
	ID       string           `json:"id"`
	Title    string           `json:"title"`
	Severity control.Severity `json:"severity"`
	Why      string           `json:"why"`
	Fix      string           `json:"fix"`
	Refs     refsRecord       `json:"refs"`
}

// refsRecord is [control.Refs] in JSON.
type refsRecord struct {
	ATTACK []string `json:"attack,omitempty"`
	ATLAS  []string `json:"atlas,omitempty"`
	CIS    []string `json:"cis,omitempty"`
	PSS    []string `json:"pss,omitempty"`
	NIST   []string `json:"nist,omitempty"`
	OWASP  []string `json:"owasp,omitempty"`
	CVE    []string `json:"cve,omitempty"`
	URLs   []string `json:"urls,omitempty"`
}

func newControlRecord(c *control.Control) controlRecord {
	return controlRecord{
		ID: c.ID, Title: c.Title, Severity: c.Severity, Why: c.Why, Fix: c.Fix,
		Refs: refsRecord(c.Refs),
	}
}

func (r controlRecord) control() *control.Control {
	return &control.Control{
		ID: r.ID, Title: r.Title, Severity: r.Severity, Why: r.Why, Fix: r.Fix,
		Refs: control.Refs(r.Refs),
	}
}

// complete gives every mapping and list that the schema asks for.
func complete(result scan.Result) scan.Result {
	if result.Summary.Failed == nil {
		result.Summary.Failed = map[control.Severity]int{}
	}
	if result.Summary.Controls == nil {
		result.Summary.Controls = map[string]scan.Outcomes{}
	}
	if result.Coverage.Kinds == nil {
		result.Coverage.Kinds = map[string]int{}
	}
	result.Coverage.Definitions = slices.Clone(result.Coverage.Definitions)
	for i := range result.Coverage.Definitions {
		if definition := &result.Coverage.Definitions[i]; definition.Versions == nil {
			definition.Versions = []string{}
		}
	}
	return result
}

// The records of jsonl, told apart by their first field.
type (
	headerLine struct {
		Type string `json:"type"`
		headerRecord
	}
	controlLine struct {
		Type string `json:"type"`
		controlRecord
	}
	findingLine struct {
		Type string `json:"type"`
		*control.Finding
	}
	resultLine struct {
		Type string `json:"type"`
		scan.Result
	}
)

const (
	headerType  = "header"
	controlType = "control"
	findingType = "finding"
	resultType  = "result"
)

package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// recorder remembers what a handler was told.
type recorder struct {
	began, ended bool
	findings     int
	refuse       error
}

func (r *recorder) Begin(scan.Header) error { r.began = true; return nil }
func (r *recorder) End(scan.Result) error   { r.ended = true; return nil }
func (r *recorder) Finding(control.Finding) error {
	r.findings++
	return r.refuse
}

const (
	fingerprintA = `0123456789abcdef0123456789abcdef`
	findingA     = `{"control":"a-b","title":"t","outcome":"fail","severity":"high","object":{"apiVersion":"v1","kind":"Pod","name":"p"},"message":"m","fingerprint":"` + fingerprintA + `"}`
	headA        = `"apiVersion":"bulkhead.dev/v1","kind":"ScanResult","version":"1","inputs":[]`
	tailA        = `"summary":{},"coverage":{}`
)

func TestConvert_refuses(t *testing.T) {
	replace := func(old, with string) string { return strings.Replace(findingA, old, with, 1) }
	document := func(finding string) string {
		return `{` + headA + `,"controls":[],` + tailA + `,"findings":[` + finding + `]}`
	}
	for _, test := range []struct{ name, input, want string }{
		{"nothing", "", "the input is empty"},
		{"blanks", " \n", "the input is empty"},
		{"a list", "[]", "not a JSON object"},
		{"YAML", "apiVersion: v1\nkind: Pod", "invalid character"},
		{"an empty object", "{}", `field "apiVersion" is missing`},
		{"another version", `{"apiVersion":"bulkhead.dev/v2"}`, `"bulkhead.dev/v2" is not understood: this version reads bulkhead.dev/v1`},
		{"another kind", `{"apiVersion":"bulkhead.dev/v1","kind":"Waiver"}`, `"Waiver" is not a scan result`},
		{"a version of another type", `{"apiVersion":1}`, "apiVersion: json: cannot unmarshal number"},
		{"a member twice", `{"version":"1","version":"2"}`, `field "version" stands twice`},
		{"no findings", `{` + headA + `,"controls":[],` + tailA + `}`, `field "findings" is missing`},
		{"no coverage", `{` + headA + `,"controls":[],"summary":{},"findings":[]}`, `field "coverage" is missing`},
		{"findings of another type", `{` + headA + `,"findings":{}}`, "findings: not a list"},
		{"cut in the header", `{` + headA, "the input ends early"},
		{"cut in the findings", `{` + headA + `,"controls":[],` + tailA + `,"findings":[` + findingA + `,`, "after byte 312 and 1 finding: it was cut short"},
		{"cut in a finding", `{` + headA + `,"controls":[],` + tailA + `,"findings":[{"control":"a`, "the input ends early"},
		{"two documents", document("") + "{}", "something follows the end"},
		{"rubbish behind", document("") + "x", "invalid character"},
		{"no control", document(replace(`"a-b"`, `""`)), "findings: item 0: control is missing"},
		{"a pass", document(findingA + "," + replace(`"fail"`, `"pass"`)), "findings: item 1: outcome must be fail or unknown"},
		{"no outcome", document(replace(`"outcome":"fail",`, ``)), "outcome must be fail or unknown"},
		{"no severity", document(replace(`"severity":"high",`, ``)), "severity is missing"},
		{"an odd severity", document(replace(`"high"`, `"dire"`)), `unknown severity "dire"`},
		{"an odd fingerprint", document(replace(fingerprintA, "123")), "fingerprint must be 32 hexadecimal digits"},
		{"an odd confidence", document(replace(`"message"`, `"confidence":"high","message"`)), "confidence must be structural"},
		{"a negative line", document(replace(`"message"`, `"location":{"file":"f","line":-1,"column":0},"message"`)), "negative line"},
		{"a control without id", `{` + headA + `,"controls":[{"severity":"low"}]`, "controls: item 0: id is missing"},
		{"a control without severity", `{` + headA + `,"controls":[{"id":"a"}]`, "severity is missing"},
		{"a control twice", `{` + headA + `,"controls":[{"id":"a","severity":"low"},{"id":"a","severity":"low"}]`, `item 1: "a" stands twice`},
		{"a negative count", `{"summary":{"unknown":-1}`, "summary: a count must not be negative"},
		{"a negative number of findings", `{"summary":{"failed":{"high":-1}}`, "summary: a count must not be negative"},
		{"a negative number of kinds", `{"coverage":{"kinds":{"Pod":-1}}`, "coverage: a count must not be negative"},
		{"a deep value", `{"extra":` + strings.Repeat("[", 100_000), "exceeded max depth"},
		{"records without header", `{"type":"finding"}`, `the first record is of type "finding": expected "header"`},
		{"a bare header", `{"type":"header"}`, `the header record has no field "apiVersion"`},
		{"records without result", `{"type":"header",` + headA + `}` + "\n" + `{"type":"finding",` + findingA[1:], "there is no result record: the stream was cut short"},
		{"an odd record", `{"type":"header",` + headA + `}` + "\n" + `{"type":"x\u001b[2J"}`, `record 2: unknown record type "x\\x1b[2J"`},
		{"a record cut short", `{"type":"header",` + headA + `}` + "\n" + `{"type":"fin`, "the input ends early"},
		{"records behind the result", `{"type":"header",` + headA + `}{"type":"result",` + tailA + `}{"type":"result",` + tailA + `}`, "something follows the result record"},
		{"a bad finding record", `{"type":"header",` + headA + `}{"type":"finding"}`, "record 2: control is missing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			to := &recorder{}
			err := Convert(strings.NewReader(test.input), to)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q in it", err, test.want)
			}
			if to.ended {
				t.Error("the handler saw its End")
			}
		})
	}
}

func TestConvert_streams_findings(t *testing.T) {
	input := `{` + headA + `,"controls":[],` + tailA + `,"findings":[` + findingA + `,` + findingA + `,broken`
	to := &recorder{}
	if err := Convert(strings.NewReader(input), to); err == nil || to.findings != 2 {
		t.Errorf("got %v after %d findings, want an error after 2", err, to.findings)
	}
}

func TestConvert_returns_the_error_of_the_handler(t *testing.T) {
	refuse := errors.New("the disk is full")
	for _, format := range []string{"json", "jsonl"} {
		f, _ := LookupFormat(format)
		err := Convert(strings.NewReader(platform().render(t, f, Options{})), &recorder{refuse: refuse})
		if !errors.Is(err, refuse) || strings.Contains(err.Error(), "near byte") {
			t.Errorf("%s: got %v, want %v", format, err, refuse)
		}
	}
}

func TestReadBaseline(t *testing.T) {
	var want []string
	for _, finding := range platform().findings {
		if finding.Outcome == control.Failed && finding.Waiver == nil {
			want = append(want, finding.Fingerprint)
		}
	}
	for _, format := range []string{"json", "jsonl"} {
		f, _ := LookupFormat(format)
		got, err := ReadBaseline(strings.NewReader(platform().render(t, f, Options{})))
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != len(want) {
			t.Errorf("%s: %d fingerprints, want %d", format, len(got), len(want))
		}
		for _, fingerprint := range want {
			if !got[fingerprint] {
				t.Errorf("%s: %s is missing", format, fingerprint)
			}
		}
	}
	if _, err := ReadBaseline(strings.NewReader("{}")); err == nil {
		t.Error("an empty object was taken for a baseline")
	}
}

// FuzzConvert: no input makes reading panic, and what is accepted is written as a
// valid result that stays the same when it is read again.
func FuzzConvert(f *testing.F) {
	for _, name := range []string{"json", "jsonl"} { // small seeds: mutating large ones is slow
		format, _ := LookupFormat(name)
		f.Add([]byte(clean().render(f, format, Options{})))
	}
	f.Add([]byte(`{"type":"header",` + headA + `}{"type":"control","id":"a-b","severity":"low"}{"type":"finding",` + findingA[1:] + `{"type":"result",` + tailA + `}`))
	f.Add([]byte(`{` + headA + `,"controls":[],` + tailA + `,"findings":[` + findingA + `]}`))
	schema := schemas(f)["scan-result"]
	f.Fuzz(func(t *testing.T, input []byte) {
		var first bytes.Buffer
		if err := Convert(bytes.NewReader(input), NewJSON(&first, Options{})); err != nil {
			return
		}
		if !json.Valid(first.Bytes()) {
			t.Fatalf("not JSON: %s", first.Bytes())
		}
		validate(t, schema, first.String())
		var second bytes.Buffer
		if err := Convert(bytes.NewReader(first.Bytes()), NewJSON(&second, Options{})); err != nil {
			t.Fatalf("reading what was written: %v", err)
		}
		if diff := cmp.Diff(first.String(), second.String()); diff != "" {
			t.Fatalf("(-first +second):\n%s", diff)
		}
	})
}

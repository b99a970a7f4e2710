package report

import (
	"strings"
	"testing"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// changed is the platform a week later: one finding fixed, one new, one control
// without the facts it had, one not run.
func changed() *sample {
	s := &sample{header: platform().header}
	for _, finding := range platform().findings {
		switch {
		case finding.Object.Name == "sweep-00":
			continue
		case finding.Control == "inference-ray-dashboard-exposed":
			finding.Outcome, finding.Path, finding.Message = control.Unknown, "", "the input does not have the services"
			finding.Fingerprint = control.Fingerprint(finding.Control, finding.Object, "facts:services")
		case finding.Control == "image-not-pinned":
			continue
		}
		s.findings = append(s.findings, finding)
	}
	s.add("pss-privileged", ref("v1", "Pod", "team-red", "\x1b[31mnew"), "spec", "container x is privileged", at("new.yaml", 3, 4))
	s.result = platform().result
	s.result.Summary = scan.Summary{Controls: map[string]scan.Outcomes{}}
	for id, outcomes := range platform().result.Summary.Controls {
		if id != "image-not-pinned" {
			s.result.Summary.Controls[id] = outcomes
		}
	}
	return s.close()
}

func TestDiff(t *testing.T) {
	jsonFormat, _ := LookupFormat("json")
	jsonl, _ := LookupFormat("jsonl")
	difference, err := Diff(strings.NewReader(platform().render(t, jsonFormat, Options{})), strings.NewReader(changed().render(t, jsonl, Options{})))
	if err != nil {
		t.Fatal(err)
	}
	var text, coloured, document strings.Builder
	if err := difference.WriteText(&text, Options{}); err != nil {
		t.Fatal(err)
	}
	golden(t, "platform.diff", text.String())
	if err := difference.WriteText(&coloured, Options{Color: true}); err != nil {
		t.Fatal(err)
	}
	if visible(coloured.String()) != text.String() {
		t.Error("colours change more than colours")
	}
	if err := difference.WriteJSON(&document); err != nil {
		t.Fatal(err)
	}
	golden(t, "platform.diff.json", document.String())
	validate(t, schemas(t)["scan-diff"], document.String())
}

func TestDiff_of_equals(t *testing.T) {
	format, _ := LookupFormat("json")
	for name, sample := range samples {
		saved := sample().render(t, format, Options{})
		difference, err := Diff(strings.NewReader(saved), strings.NewReader(saved))
		if err != nil {
			t.Fatal(err)
		}
		if len(difference.New)+len(difference.Fixed)+len(difference.Unsure) > 0 {
			t.Errorf("%s: %+v", name, difference.summary())
		}
	}
}

func TestDiff_says_which_input_is_wrong(t *testing.T) {
	format, _ := LookupFormat("json")
	saved := clean().render(t, format, Options{})
	if _, err := Diff(strings.NewReader(""), strings.NewReader(saved)); err == nil || !strings.HasPrefix(err.Error(), "the old result: ") {
		t.Errorf("got %v", err)
	}
	if _, err := Diff(strings.NewReader(saved), strings.NewReader("")); err == nil || !strings.HasPrefix(err.Error(), "the new result: ") {
		t.Errorf("got %v", err)
	}
}

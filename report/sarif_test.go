package report

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/bulkhead-dev/bulkhead/control"
)

func sarifOf(t *testing.T, s *sample) sarifLog {
	t.Helper()
	format, _ := LookupFormat("sarif")
	decoder := json.NewDecoder(strings.NewReader(s.render(t, format, Options{})))
	decoder.DisallowUnknownFields()
	var log sarifLog
	if err := decoder.Decode(&log); err != nil {
		t.Fatal(err)
	}
	return log
}

// TestSARIF_keeps_the_rules_of_the_standard that its schema cannot say. Numbers
// are sections of SARIF 2.1.0.
func TestSARIF_keeps_the_rules_of_the_standard(t *testing.T) {
	for name, sample := range samples {
		t.Run(name, func(t *testing.T) {
			log := sarifOf(t, sample())
			if log.Version != "2.1.0" || len(log.Runs) != 1 {
				t.Fatalf("version %s with %d runs", log.Version, len(log.Runs))
			}
			run := log.Runs[0]
			seen := map[string]bool{}
			for _, rule := range run.Tool.Driver.Rules {
				if seen[rule.ID] {
					t.Errorf("rule %q stands twice (3.19.23)", rule.ID)
				}
				seen[rule.ID] = true
			}
			for i, result := range run.Results {
				if result.RuleIndex >= len(run.Tool.Driver.Rules) || run.Tool.Driver.Rules[result.RuleIndex].ID != result.RuleID {
					t.Errorf("result %d: rule %d is not %q (3.27.6)", i, result.RuleIndex, result.RuleID)
				}
				if (result.Kind == "fail") == (result.Level == "none") {
					t.Errorf("result %d: kind %s with level %s (3.27.9, 3.27.10)", i, result.Kind, result.Level)
				}
				if (result.BaselineState == "") != (run.Results[0].BaselineState == "") {
					t.Errorf("result %d: some results have a baselineState and some not (3.27.24)", i)
				}
				if result.Suppressions == nil {
					t.Errorf("result %d: suppressions are missing while others have them (3.27.23)", i)
				}
				for _, location := range result.Locations {
					checkSARIFLocation(t, location)
				}
				checkSARIFText(t, result.Message.Text)
			}
			for _, invocation := range run.Invocations {
				for i, notification := range invocation.ToolExecutionNotifications {
					if run.Tool.Driver.Notifications[notification.Descriptor.Index].ID != notification.Descriptor.ID {
						t.Errorf("notification %d: wrong descriptor", i)
					}
					checkSARIFText(t, notification.Message.Text)
				}
			}
		})
	}
}

func checkSARIFLocation(t *testing.T, location sarifLocation) {
	t.Helper()
	if location.PhysicalLocation == nil {
		return
	}
	uri := location.PhysicalLocation.ArtifactLocation.URI
	if _, err := url.Parse(uri); err != nil {
		t.Errorf("%q is not a URI (3.4.3): %v", uri, err)
	}
	if region := location.PhysicalLocation.Region; region != nil && region.StartLine < 1 {
		t.Errorf("line %d (3.30.5)", region.StartLine)
	}
}

// checkSARIFText finds placeholders (3.11.5) and links (3.11.6).
func checkSARIFText(t *testing.T, text string) {
	t.Helper()
	if rest := strings.NewReplacer("{{", "", "}}", "").Replace(text); strings.ContainsAny(rest, "{}") {
		t.Errorf("%q has a placeholder", text)
	}
	if strings.Contains(strings.ReplaceAll(text, `\](`, ""), "](") {
		t.Errorf("%q has a link", text)
	}
}

func TestSARIF_of_the_platform(t *testing.T) {
	run := sarifOf(t, platform()).Runs[0]
	if run.Invocations[0].ExecutionSuccessful {
		t.Error("a scan that did not understand all of its input counts as successful")
	}
	kinds, states, suppressed := map[string]int{}, map[string]int{}, 0
	for _, result := range run.Results {
		kinds[result.Kind+"/"+result.Level]++
		states[result.BaselineState]++
		for _, suppression := range result.Suppressions {
			suppressed++
			if suppression.Kind != "inSource" || !strings.Contains(suppression.Justification, "the image needs root until release 0.9") {
				t.Errorf("suppression %+v", suppression)
			}
		}
		if len(result.PartialFingerprints["bulkhead/v1"]) != 32 {
			t.Errorf("fingerprints %v", result.PartialFingerprints)
		}
	}
	if kinds["fail/error"] != 28 || kinds["open/none"] != 4 || kinds["fail/warning"] != 4 {
		t.Errorf("kinds %v", kinds)
	}
	if states["unchanged"] != 1 || states["new"] != len(run.Results)-1 || suppressed != 1 {
		t.Errorf("states %v, %d suppressed", states, suppressed)
	}
	for _, rule := range run.Tool.Driver.Rules {
		if rule.Help == nil || rule.Help.Markdown == "" || rule.Properties["security-severity"] == nil || len(rule.Properties["tags"].([]any)) < 3 {
			t.Errorf("rule %s lacks documentation: %+v", rule.ID, rule)
		}
	}
}

func TestSARIFLevel(t *testing.T) {
	for severity, want := range map[control.Severity]string{
		control.Critical: "error", control.High: "error", control.Medium: "warning", control.Low: "note", control.Info: "note",
	} {
		if got := sarifLevel(severity); got != want {
			t.Errorf("%s: %s, want %s", severity, got, want)
		}
	}
}

func TestFileURI(t *testing.T) {
	for name, want := range map[string]string{
		"a/b.yaml":        "a/b.yaml",
		"/abs/b.yaml":     "file:///abs/b.yaml",
		"a b%20/ü#1.yaml": "a%20b%2520/%C3%BC%231.yaml",
		"c:d.yaml":        "./c:d.yaml",
		"../up.yaml":      "../up.yaml",
		"-":               "-",
		"what?.yaml":      "what%3F.yaml",
	} {
		if got := fileURI(name); got != want {
			t.Errorf("fileURI(%q) = %q, want %q", name, got, want)
		}
	}
}

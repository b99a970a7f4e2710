package controls_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/controls"
	"github.com/bulkhead-dev/bulkhead/scan"
	"github.com/bulkhead-dev/bulkhead/source/manifest"
)

var update = flag.Bool("update", false, "write what the controls answer into the .want files of their case archives")

// TestCases judges every case of every control with that control alone.
func TestCases(t *testing.T) {
	t.Parallel()
	for _, family := range controls.Families() {
		for _, c := range family.Controls() {
			t.Run(c.ID, func(t *testing.T) {
				t.Parallel()
				cases, err := family.Cases(c.ID)
				if err != nil {
					t.Fatal(err)
				}
				requireCases(t, c, cases)
				wants := map[string]string{}
				for folder, list := range map[string][]control.Case{"bad": cases.Bad, "good": cases.Good, "unknown": cases.Unknown} {
					for _, example := range list {
						t.Run(folder+"/"+example.Name, func(t *testing.T) {
							wants[folder+"/"+example.Name] = checkCase(t, c, folder, example)
						})
					}
				}
				if *update && !t.Failed() {
					updateWants(t, family.Name, c.ID, wants)
				}
			})
		}
	}
}

// checkCase runs one case and returns its findings as text.
func checkCase(t *testing.T, c *control.Control, folder string, example control.Case) string {
	t.Helper()
	answer := judge(t, c, example.YAML)
	for _, notice := range answer.result.Coverage.Notices {
		t.Errorf("%s: %s: %s", example.Name, notice.Reason, notice.Detail)
	}
	got := answer.text()
	switch outcome := answer.worst(); {
	case folder == "bad" && outcome != control.Failed:
		t.Errorf("a bad case must fail, got %v", outcome)
	case folder == "unknown" && outcome != control.Unknown:
		t.Errorf("an unknown case must be unknown, got %v:\n%s", outcome, got)
	case folder == "good" && got != "":
		t.Errorf("a good case must yield no finding, got:\n%s", got)
	}
	if !*update {
		if diff := cmp.Diff(example.Want, got); folder != "good" && diff != "" {
			t.Errorf("findings differ from the archive (run with -update if they are right) (-want +got):\n%s", diff)
		}
	}
	return got
}

// requireCases holds every control to the examples it owes its reader.
func requireCases(t *testing.T, c *control.Control, cases *control.Cases) {
	t.Helper()
	if cases.About == "" {
		t.Error("the archive must begin with a sentence for readers")
	}
	if len(cases.Bad) < 2 {
		t.Errorf("%d bad cases, want at least two", len(cases.Bad))
	}
	if c.Needs != 0 && len(cases.Unknown) == 0 {
		t.Errorf("the control needs %s, so it owes a case where they are missing", c.Needs)
	}
	custom, twin := !c.Judges.Pods, false
	for _, bad := range cases.Bad {
		if !custom {
			custom = judge(t, c, bad.YAML).result.Coverage.Pods.InCustomResources > 0
		}
		for _, good := range cases.Good {
			if good.Name == bad.Name {
				twin = true
				requireTwin(t, c, bad, good)
			}
		}
	}
	if !custom {
		t.Error("a control that judges pods owes a bad case inside a custom resource")
	}
	if !twin {
		t.Error("no good case is the twin (the same name) of a bad one")
	}
}

// requireTwin holds a good case to differing from its bad twin in one place and
// to being judged, not passed over.
func requireTwin(t *testing.T, c *control.Control, bad, good control.Case) {
	t.Helper()
	a, b := strings.Split(string(bad.YAML), "\n"), strings.Split(string(good.YAML), "\n")
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	const most = 14 // lines: room for one policy or one field with its children
	if len(a) > most || len(b) > most {
		t.Errorf("good/%s differs from its bad twin over %d and %d lines, want one field (at most %d lines)", good.Name, len(a), len(b), most)
	}
	if judge(t, c, good.YAML).result.Summary.Controls[c.ID].Passed == 0 {
		t.Errorf("good/%s: the control did not apply; a twin must be judged and pass", good.Name)
	}
}

// TestArchives finds case archives that belong to no control.
func TestArchives(t *testing.T) {
	t.Parallel()
	for _, family := range controls.Families() {
		ids, err := family.CaseIDs()
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			if c := controls.Builtin().Control(id); c == nil || controls.Builtin().Family(id) != family {
				t.Errorf("%s/cases/%s.txtar belongs to no control of the family", family.Name, id)
			}
		}
	}
}

// answer is what one control says about one case.
type answer struct {
	findings []control.Finding
	result   scan.Result
}

func (a *answer) Begin(scan.Header) error         { return nil }
func (a *answer) Finding(f control.Finding) error { a.findings = append(a.findings, f); return nil }
func (a *answer) End(result scan.Result) error    { a.result = result; return nil }
func (a *answer) worst() (worst control.Outcome) {
	for _, finding := range a.findings {
		if finding.Outcome == control.Failed {
			return control.Failed
		}
		worst = finding.Outcome
	}
	return worst
}

func (a *answer) text() string {
	var text strings.Builder
	for _, f := range a.findings {
		place := "-" // of what the input uses without defining it
		if f.Location != nil {
			place = fmt.Sprintf("%d:%d", f.Location.Line, f.Location.Column)
		}
		fmt.Fprintf(&text, "%s %s %s %s %s: %s\n", f.Outcome, f.Severity, place, f.Object, f.Path, f.Message)
	}
	return text.String()
}

// yaml is a source of one file of text.
type yaml []byte

func (y yaml) Read(ctx context.Context, sink scan.Sink) error {
	return manifest.Read(ctx, bytes.NewReader(y), manifest.Options{File: "case.yaml"}, sink)
}

// caseTime is when the cases are judged.
var caseTime = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

func judge(t testing.TB, c *control.Control, text []byte) *answer {
	t.Helper()
	catalogue := controls.Builtin().Select(func(other *control.Control) bool { return other == c })
	var got answer
	options := scan.Options{Catalogue: catalogue, Settings: settingsOf(t, text), Now: caseTime}
	if _, err := scan.Run(context.Background(), yaml(text), options, &got); err != nil {
		t.Fatal(err)
	}
	return &got
}

// settingsOf returns the settings under which a case is judged: the defaults,
// with the fields of the JSON in a first line "# settings: {...}" put over them.
func settingsOf(t testing.TB, text []byte) *control.Settings {
	t.Helper()
	settings := control.DefaultSettings()
	line, _, _ := bytes.Cut(text, []byte("\n"))
	if fields, ok := bytes.CutPrefix(line, []byte("# settings: ")); ok {
		if err := json.Unmarshal(fields, settings); err != nil {
			t.Fatalf("settings of the case: %v", err)
		}
	}
	return settings
}

// updateWants writes the findings into the archive on disk.
func updateWants(t *testing.T, family, id string, wants map[string]string) {
	t.Helper()
	file := filepath.Join(family, "cases", id+".txtar")
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var files []txtar.File
	for _, entry := range archive.Files {
		if strings.HasSuffix(entry.Name, ".want") {
			continue
		}
		files = append(files, entry)
		if want := wants[strings.TrimSuffix(entry.Name, ".yaml")]; want != "" {
			files = append(files, txtar.File{Name: strings.TrimSuffix(entry.Name, ".yaml") + ".want", Data: []byte(want)})
		}
	}
	archive.Files = files
	if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

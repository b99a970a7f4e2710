package report

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// convert is a saved result in another format.
func convert(t testing.TB, saved string, format Format, options Options) string {
	t.Helper()
	var out strings.Builder
	if err := Convert(strings.NewReader(saved), format.New(&out, options)); err != nil {
		t.Fatalf("Convert: %v\n%s", err, clip(saved, 2000))
	}
	return out.String()
}

// TestConvert_loses_nothing: what is written from a saved result is what the scan
// itself would have written, in every format.
func TestConvert_loses_nothing(t *testing.T) {
	for name, sample := range samples {
		for _, from := range []string{"json", "jsonl"} {
			source, _ := LookupFormat(from)
			for _, format := range Formats() {
				t.Run(name+"/"+from+"/"+format.Name, func(t *testing.T) {
					original := sample()
					if format.Streams { // keeps the order of its stream, which json has sorted
						slices.SortStableFunc(original.findings, func(a, b control.Finding) int { return compareFindings(&a, &b) })
					}
					got := convert(t, original.render(t, source, Options{}), format, Options{})
					if diff := cmp.Diff(original.render(t, format, Options{}), got); diff != "" {
						t.Errorf("(-scan +convert):\n%s", diff)
					}
				})
			}
		}
	}
}

func TestConvert_of_invented_results(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		invented := inventSample(t)
		var document bytes.Buffer
		invented.replayTo(t, NewJSON(&document, Options{}))
		for _, format := range Formats() {
			var want, got bytes.Buffer
			invented.replayTo(t, format.New(&want, Options{}))
			if err := Convert(bytes.NewReader(document.Bytes()), format.New(&got, Options{})); err != nil {
				t.Fatalf("%s: %v", format.Name, err)
			}
			if diff := cmp.Diff(want.String(), got.String()); diff != "" {
				t.Fatalf("%s (-scan +convert):\n%s", format.Name, diff)
			}
			if i := strings.IndexFunc(got.String(), func(r rune) bool { return r != '\n' && !shown(r) }); i >= 0 || !utf8.Valid(got.Bytes()) {
				t.Fatalf("%s has a hidden character at %d: %q", format.Name, i, clip(got.String()[max(i, 0):], 40))
			}
		}
	})
}

// TestConvert_of_bytes_that_are_not_text: JSON has no place for them; what it
// makes of them stays the same from then on.
func TestConvert_of_bytes_that_are_not_text(t *testing.T) {
	s := platform()
	s.header.Inputs = []string{"a\xffb\\ufffd", `\ufffd`, "\xe2\x80", "\xed\xa0\x80"}
	s.findings[0].Message = "\xff\xfe message \\\xff \\\\ufffd"
	s.findings[0].Location.File = "dir\xc0/file.yaml"
	format, _ := LookupFormat("json")
	saved := s.render(t, format, Options{})
	if diff := cmp.Diff(saved, convert(t, saved, format, Options{})); diff != "" {
		t.Errorf("(-saved +converted):\n%s", diff)
	}
}

// TestConvert_takes_members_in_any_order, as tools that sort keys leave them.
func TestConvert_takes_members_in_any_order(t *testing.T) {
	format, _ := LookupFormat("json")
	saved := platform().render(t, format, Options{})
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(saved), &members); err != nil {
		t.Fatal(err)
	}
	var names []string
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		var shuffled strings.Builder
		for i, name := range names {
			if i > 0 {
				shuffled.WriteString(",")
			}
			shuffled.WriteString(`"` + name + `":` + string(members[name]))
		}
		if diff := cmp.Diff(saved, convert(t, "{"+shuffled.String()+`,"extra":{"a":[1]}}`, format, Options{})); diff != "" {
			t.Fatalf("order %v (-want +got):\n%s", names, diff)
		}
		random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	}
}

func TestFormats_do_not_depend_on_the_order_of_findings(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for name, sample := range samples {
		for _, format := range Formats() {
			if format.Streams {
				continue
			}
			t.Run(name+"/"+format.Name, func(t *testing.T) {
				want := sample().render(t, format, Options{})
				for range 5 {
					shuffled := sample()
					random.Shuffle(len(shuffled.findings), func(i, j int) {
						shuffled.findings[i], shuffled.findings[j] = shuffled.findings[j], shuffled.findings[i]
					})
					if diff := cmp.Diff(want, shuffled.render(t, format, Options{})); diff != "" {
						t.Fatalf("(-want +got):\n%s", diff)
					}
				}
			})
		}
	}
}

func (s *sample) replayTo(t *rapid.T, to scan.Handler) {
	t.Helper()
	if err := to.Begin(s.header); err != nil {
		t.Fatal(err)
	}
	for _, finding := range s.findings {
		if err := to.Finding(finding); err != nil {
			t.Fatal(err)
		}
	}
	if err := to.End(s.result); err != nil {
		t.Fatal(err)
	}
}

// inventSample draws a result. Its findings are sorted, because jsonl keeps
// their order and json does not.
func inventSample(t *rapid.T) *sample {
	text := rapid.OneOf(rapid.SampledFrom(hostileTexts), rapid.String(), rapid.StringMatching(`[a-z0-9-]{1,20}`))
	severity := rapid.SampledFrom(control.Severities())
	number := rapid.IntRange(0, 1000)
	object := rapid.Custom(func(t *rapid.T) cluster.ObjectRef {
		return ref(text.Draw(t, "apiVersion"), text.Draw(t, "kind"), text.Draw(t, "namespace"), text.Draw(t, "name"))
	})
	s := &sample{header: scan.Header{Version: text.Draw(t, "version"), Inputs: rapid.SliceOfN(text, 0, 3).Draw(t, "inputs")}}
	ids := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]{1,5}-[a-z]{1,5}`), 1, 4, rapid.ID[string]).Draw(t, "ids")
	slices.Sort(ids)
	for _, id := range ids {
		s.header.Controls = append(s.header.Controls, &control.Control{
			ID: id, Title: text.Draw(t, "title"), Severity: severity.Draw(t, "severity"), Why: text.Draw(t, "why"), Fix: text.Draw(t, "fix"),
			Refs: control.Refs{CIS: rapid.SliceOfN(text, 0, 2).Draw(t, "cis"), URLs: rapid.SliceOfN(text, 0, 2).Draw(t, "urls")},
		})
	}
	for range rapid.IntRange(0, 6).Draw(t, "findings") {
		finding := control.Finding{
			Control: rapid.OneOf(rapid.SampledFrom(ids), rapid.Just("not-in-catalogue")).Draw(t, "control"), Title: text.Draw(t, "title"),
			Outcome:  rapid.SampledFrom([]control.Outcome{control.Failed, control.Unknown}).Draw(t, "outcome"),
			Severity: severity.Draw(t, "severity"), Object: object.Draw(t, "object"), Container: text.Draw(t, "container"),
			Path: text.Draw(t, "path"), Message: text.Draw(t, "message"), Fix: text.Draw(t, "fix"),
			Fingerprint: rapid.StringMatching(`[0-9a-f]{32}`).Draw(t, "fingerprint"), Known: rapid.Bool().Draw(t, "known"),
		}
		if rapid.Bool().Draw(t, "located") {
			finding.Location = &cluster.Location{File: text.Draw(t, "file"), Line: number.Draw(t, "line"), Column: number.Draw(t, "column")}
		}
		if rapid.Bool().Draw(t, "evident") {
			other := object.Draw(t, "other")
			finding.Evidence = []control.Evidence{{Object: &other, Path: text.Draw(t, "path"), Value: text.Draw(t, "value")}, {}}
		}
		if rapid.Bool().Draw(t, "waived") {
			finding.Waiver = &control.WaiverRef{Owner: text.Draw(t, "owner"), Reason: text.Draw(t, "reason"), Until: text.Draw(t, "until"), Source: text.Draw(t, "source")}
		}
		s.findings = append(s.findings, finding)
	}
	slices.SortStableFunc(s.findings, func(a, b control.Finding) int { return compareFindings(&a, &b) })
	counts := rapid.MapOfN(text, number, 0, 3)
	s.result.Coverage = scan.Coverage{Files: number.Draw(t, "files"), Kinds: counts.Draw(t, "kinds"), NotUnderstood: counts.Draw(t, "notUnderstood")}
	for range rapid.IntRange(0, 2).Draw(t, "notices") {
		reason := rapid.SampledFrom([]scan.Reason{scan.Broken, scan.Empty, scan.DuplicateKey, "new-reason"}).Draw(t, "reason")
		s.result.Coverage.Notices = append(s.result.Coverage.Notices, scan.Notice{Reason: reason, Location: cluster.Location{File: text.Draw(t, "file")}, Detail: text.Draw(t, "detail")})
	}
	s.result.Summary.Controls = map[string]scan.Outcomes{}
	for _, id := range ids {
		s.result.Summary.Controls[id] = scan.Outcomes{Passed: number.Draw(t, "passed")}
	}
	return s.close()
}

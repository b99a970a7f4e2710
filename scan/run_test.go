package scan_test

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
	"github.com/bulkhead-dev/bulkhead/source/manifest"
)

// Three invented controls: one about the pod alone, one that needs a fact, one
// about namespaces.
func inventedControls() *control.Family {
	family := control.NewFamily("test", "Invented", embed.FS{})
	documented := control.Control{
		Title: "invented", Severity: control.High, Stage: control.Stable, Why: "w", Fix: "f",
		Refs: control.Refs{URLs: []string{"https://example.com"}},
	}
	image := documented
	image.ID, image.Judges = "test-image", control.EveryPod
	image.Check = func(pass *control.Pass) {
		for _, container := range pass.Pod.Containers() {
			if strings.HasSuffix(container.Image, ":latest") {
				pass.Fail(container.Path+".image", "container %s runs %s", container.Name, container.Image).In(container)
			}
		}
	}
	policy := documented
	policy.ID, policy.Judges, policy.Needs = "test-policy", control.EveryPod, cluster.NetworkPolicies
	policy.Check = func(pass *control.Pass) {
		if pass.Require(cluster.NetworkPolicies) && len(pass.Facts.NetworkPolicies(pass.Pod.Namespace)) == 0 {
			pass.Fail("", "no policy")
		}
	}
	label := documented
	label.ID, label.Judges, label.Needs, label.Severity = "test-label", control.EveryNamespace, cluster.Namespaces, control.Low
	label.Check = func(pass *control.Pass) {
		if pass.Require(cluster.Namespaces) && pass.Object.Labels["team"] == "" {
			pass.Fail("metadata.labels", "no team")
		}
	}
	family.Add(image)
	family.Add(policy)
	family.Add(label)
	return family
}

type recorder struct {
	findings []control.Finding
	result   scan.Result
	fail     error
}

func (r *recorder) Begin(scan.Header) error { return nil }
func (r *recorder) Finding(f control.Finding) error {
	r.findings = append(r.findings, f)
	return r.fail
}
func (r *recorder) End(result scan.Result) error { r.result = result; return nil }

func (r *recorder) lines() []string {
	var lines []string
	for _, f := range r.findings {
		line := strings.TrimSpace(fmt.Sprintf("%s %s %s %s", f.Outcome, f.Control, f.Object, f.Path))
		if f.Waiver != nil {
			line += " waived by " + f.Waiver.Owner
		}
		if f.Known {
			line += " known"
		}
		lines = append(lines, line)
	}
	return lines
}

type text string

func (s text) Read(ctx context.Context, sink scan.Sink) error {
	return manifest.Read(ctx, strings.NewReader(string(s)), manifest.Options{File: "input.yaml"}, sink)
}

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func run(t *testing.T, input string, change func(*scan.Options)) *recorder {
	t.Helper()
	catalogue, err := control.NewCatalogue(inventedControls())
	if err != nil {
		t.Fatal(err)
	}
	options := scan.Options{Catalogue: catalogue, Now: now}
	if change != nil {
		change(&options)
	}
	recorded := &recorder{}
	if _, err := scan.Run(context.Background(), text(input), options, recorded); err != nil {
		t.Fatal(err)
	}
	return recorded
}

func pod(name, namespace, image string) string {
	return fmt.Sprintf("---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: %s\n  namespace: %s\nspec:\n  containers:\n    - name: c\n      image: %s\n", name, namespace, image)
}

const definedNamespace = "---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: known\n"

func TestLocalFindingsComeFirstThenThoseWithFactsThenNamespaces(t *testing.T) {
	t.Parallel()
	got := run(t, pod("b", "known", "x:latest")+pod("a", "known", "x:latest")+definedNamespace, nil)
	want := []string{
		"fail test-image Pod/known/b spec.containers[0].image",
		"fail test-image Pod/known/a spec.containers[0].image",
		"fail test-policy Pod/known/b",
		"fail test-policy Pod/known/a",
		"fail test-label Namespace/known metadata.labels",
	}
	if diff := cmp.Diff(want, got.lines()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMissingFactsAreFoldedAndCounted(t *testing.T) {
	t.Parallel()
	got := run(t, pod("a", "elsewhere", "x:1")+pod("b", "elsewhere", "x:1"), nil)
	want := []string{"unknown test-policy Namespace/elsewhere", "unknown test-label Namespace/elsewhere"}
	if diff := cmp.Diff(want, got.lines()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(scan.Outcomes{Unknown: 2}, got.result.Summary.Controls["test-policy"]); diff != "" {
		t.Errorf("subjects of test-policy (-want +got):\n%s", diff)
	}
	if got.result.Summary.Unknown != 2 || got.result.Coverage.Missing[0].Subjects != 2 {
		t.Errorf("summary %+v, missing %+v", got.result.Summary, got.result.Coverage.Missing)
	}
}

func TestCompleteInputHasEverythingButUndefinedNamespaces(t *testing.T) {
	t.Parallel()
	got := run(t, pod("a", "elsewhere", "x:1"), func(o *scan.Options) { o.Complete = true })
	want := []string{"fail test-policy Pod/elsewhere/a", "unknown test-label Namespace/elsewhere"}
	if diff := cmp.Diff(want, got.lines()); diff != "" {
		t.Errorf("the labels of a namespace stand nowhere else (-want +got):\n%s", diff)
	}
}

func TestMalformedPodNeverPasses(t *testing.T) {
	t.Parallel()
	got := run(t, strings.Replace(pod("a", "known", "x:1"), "      image", "      ports: all\n      image", 1)+definedNamespace, nil)
	if passed := got.result.Summary.Controls["test-image"].Passed; passed != 0 {
		t.Errorf("%d passed, want 0", passed)
	}
	if unknown := got.result.Summary.Controls["test-image"].Unknown; unknown != 1 {
		t.Errorf("%d unknown, want 1", unknown)
	}
	if !got.result.Coverage.Incomplete || len(got.result.Coverage.Notices) != 1 || got.result.Coverage.Notices[0].Location.Line != 10 {
		t.Errorf("coverage %+v", got.result.Coverage)
	}
}

func TestBaselineAndMinSeverity(t *testing.T) {
	t.Parallel()
	input := pod("a", "known", "x:latest") + definedNamespace
	first := run(t, input, nil)
	known := map[string]bool{first.findings[0].Fingerprint: true}
	got := run(t, input, func(o *scan.Options) { o.Baseline, o.MinSeverity = known, control.High })
	want := []string{"fail test-image Pod/known/a spec.containers[0].image known", "fail test-policy Pod/known/a"}
	if diff := cmp.Diff(want, got.lines()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got.result.Summary.Known != 1 || got.result.Summary.Failed[control.High] != 1 {
		t.Errorf("got %+v", got.result.Summary)
	}
}

func TestWaivers(t *testing.T) {
	t.Parallel()
	waiver := control.Waiver{Control: "test-*", Object: "Pod/known/a", Owner: "o", Reason: "r", Until: "2026-11-20"}
	for name, test := range map[string]struct {
		change func(*control.Waiver)
		want   []string
	}{
		"the last day counts": {func(*control.Waiver) {}, []string{
			"fail test-image Pod/known/a spec.containers[0].image waived by o", "fail test-policy Pod/known/a waived by o", "fail test-label Namespace/known metadata.labels",
		}},
		"a path": {func(w *control.Waiver) { w.Path = "spec.containers[0]" }, []string{
			"fail test-image Pod/known/a spec.containers[0].image waived by o", "fail test-policy Pod/known/a", "fail test-label Namespace/known metadata.labels",
		}},
		"a path is no prefix of text": {func(w *control.Waiver) { w.Path = "spec.cont" }, []string{
			"fail test-image Pod/known/a spec.containers[0].image", "fail test-policy Pod/known/a", "fail test-label Namespace/known metadata.labels", "fail waiver-unused /",
		}},
		"expired": {func(w *control.Waiver) { w.Until = "2026-11-19" }, []string{
			"fail test-image Pod/known/a spec.containers[0].image", "fail test-policy Pod/known/a", "fail test-label Namespace/known metadata.labels", "fail waiver-expired /",
		}},
		"invalid": {func(w *control.Waiver) { w.Owner = "" }, []string{
			"fail test-image Pod/known/a spec.containers[0].image", "fail test-policy Pod/known/a", "fail test-label Namespace/known metadata.labels", "fail waiver-invalid /",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := waiver
			test.change(&changed)
			got := run(t, pod("a", "known", "x:latest")+definedNamespace, func(o *scan.Options) {
				o.Waivers = []scan.ConfiguredWaiver{{Waiver: changed}}
			})
			if diff := cmp.Diff(test.want, got.lines()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestHandlerErrorEndsTheScan(t *testing.T) {
	t.Parallel()
	catalogue, err := control.NewCatalogue(inventedControls())
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("disk full")
	_, err = scan.Run(context.Background(), text(pod("a", "n", "x:latest")), scan.Options{Catalogue: catalogue, Now: now}, &recorder{fail: full})
	if !errors.Is(err, full) {
		t.Errorf("got %v, want %v", err, full)
	}
}

func TestCancelledContextEndsTheScan(t *testing.T) {
	t.Parallel()
	catalogue, err := control.NewCatalogue(inventedControls())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err = scan.Run(ctx, text(pod("a", "n", "x:1")), scan.Options{Catalogue: catalogue, Now: now}, &recorder{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

func TestFindingsInEmbeddedObjectsStandInTheObjectThatWasRead(t *testing.T) {
	t.Parallel()
	got := run(t, `apiVersion: workload.codeflare.dev/v1beta2
kind: AppWrapper
metadata: {name: w, namespace: known}
spec:
  components:
    - template:
        apiVersion: v1
        kind: Pod
        metadata: {name: inner, namespace: known}
        spec:
          containers:
            - name: c
              image: x:latest
`, nil)
	if len(got.findings) == 0 || got.findings[0].Object.Name != "inner" || got.findings[0].Location == nil || got.findings[0].Location.Line != 13 {
		t.Fatalf("got %+v, want test-image on line 13", got.findings)
	}
}

func TestWhatHidesAPodIsAccountedFor(t *testing.T) {
	t.Parallel()
	got := run(t, `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: w, namespace: known}
spec:
  templates:
    - name: launch
      resource:
        action: create
        manifest: |
          apiVersion: v1
          kind: Pod
          metadata: {{inputs.parameters.metadata}}
`, nil)
	notices := got.result.Coverage.Notices
	if len(notices) != 1 || notices[0].Reason != scan.Opaque || notices[0].Location.Line != 9 || !got.result.Coverage.Incomplete {
		t.Errorf("got %+v, want the manifest on line 9 as opaque", notices)
	}
}

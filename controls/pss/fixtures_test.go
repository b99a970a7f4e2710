package pss_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	"sigs.k8s.io/yaml"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/controls/pss"
	"github.com/bulkhead-dev/bulkhead/scan"
	"github.com/bulkhead-dev/bulkhead/source/manifest"
)

// TestFixtures judges the public case tables of the Pod Security Standards, the
// generated pods of k8s.io/pod-security-admission, through the whole path from
// text to findings: as they are, and hidden in a custom resource. The verdict
// must be the one that the table gives, and the one that Kubernetes' evaluator
// reaches on the pod that Kubernetes' own codec decodes.
func TestFixtures(t *testing.T) {
	t.Parallel()
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		t.Fatal(err)
	}
	judged := 0
	for _, level := range []api.Level{api.LevelBaseline, api.LevelRestricted} {
		newest := newestFixtures(t, level)
		for _, verdict := range []string{"pass", "fail"} {
			files, err := filepath.Glob(filepath.Join(newest, verdict, "*.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				judged++
				t.Run(filepath.Join(string(level), verdict, filepath.Base(file)), func(t *testing.T) {
					t.Parallel()
					text, err := os.ReadFile(file)
					if err != nil {
						t.Fatal(err)
					}
					pod := decode(t, text)
					results := evaluator.EvaluatePod(api.LevelVersion{Level: level, Version: api.LatestVersion()}, &pod.ObjectMeta, &pod.Spec)
					allowed := policy.AggregateCheckResults(results).Allowed
					if want := verdict == "pass"; allowed != want {
						t.Errorf("the evaluator says allowed=%t, the table %t", allowed, want)
					}
					for form, encoded := range map[string][]byte{"pod": text, "notebook": inNotebook(t, pod)} {
						refusing := refusing(t, encoded)
						every, alone := libraryRefusing(pod)
						for _, id := range refusing {
							if !slices.Contains(every, id) {
								t.Errorf("%s: %s refuses what the library allows", form, id)
							}
						}
						for _, id := range alone {
							if !slices.Contains(refusing, id) {
								t.Errorf("%s: %s allows what the library refuses", form, id)
							}
						}
						if got := !slices.ContainsFunc(refusing, ofLevel(level)); got != allowed {
							t.Errorf("%s: allowed=%t at level %s, want %t; refused by %v", form, got, level, allowed, refusing)
						}
					}
				})
			}
		}
	}
	if judged < 140 {
		t.Errorf("%d fixtures judged, want the 140 and more that the library ships", judged)
	}
}

// newestFixtures returns the folder with the fixtures of the newest version.
func newestFixtures(t *testing.T, level api.Level) string {
	t.Helper()
	module, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "k8s.io/pod-security-admission").Output()
	if err != nil {
		t.Fatalf("finding k8s.io/pod-security-admission: %v", err)
	}
	versions, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(module)), "test", "testdata", string(level), "v1.*"))
	if err != nil || len(versions) == 0 {
		t.Fatalf("no fixtures for level %s: %v", level, err)
	}
	minor := func(folder string) int {
		_, text, _ := strings.Cut(filepath.Base(folder), ".")
		number, err := strconv.Atoi(text)
		if err != nil {
			t.Fatalf("%s: %v", folder, err)
		}
		return number
	}
	return slices.MaxFunc(versions, func(a, b string) int { return minor(a) - minor(b) })
}

func decode(t *testing.T, text []byte) *corev1.Pod {
	t.Helper()
	scheme := runtime.NewScheme()
	if err := corev1.AddToScheme(scheme); err != nil {
		t.Fatal(err)
	}
	object, _, err := serializer.NewCodecFactory(scheme).UniversalDeserializer().Decode(text, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	pod := object.(*corev1.Pod)
	for i := range pod.Spec.Volumes {
		// The codec does not apply the defaults of the API server, and the table
		// counts on this one.
		if source := &pod.Spec.Volumes[i].VolumeSource; *source == (corev1.VolumeSource{}) {
			source.EmptyDir = &corev1.EmptyDirVolumeSource{}
		}
	}
	return pod
}

// inNotebook hides a pod in a custom resource.
func inNotebook(t *testing.T, pod *corev1.Pod) []byte {
	t.Helper()
	text, err := yaml.Marshal(map[string]any{
		"apiVersion": "kubeflow.org/v1", "kind": "Notebook", "metadata": map[string]any{"name": pod.Name},
		"spec": map[string]any{"template": map[string]any{"metadata": pod.ObjectMeta, "spec": pod.Spec}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// libraryRefusing returns the checks that refuse the pod in their newest
// version, as control IDs, and those of them that no other control reports.
func libraryRefusing(pod *corev1.Pod) (every, alone []string) {
	for _, check := range policy.DefaultChecks() {
		if !check.Versions[len(check.Versions)-1].CheckPod(&pod.ObjectMeta, &pod.Spec).Allowed {
			every = append(every, controlID(check.ID))
			if !reportedElsewhere(check, pod) {
				alone = append(alone, controlID(check.ID))
			}
		}
	}
	return every, alone
}

// refusing returns the IDs of the controls that fail on the text, sorted.
func refusing(t *testing.T, text []byte) []string {
	t.Helper()
	catalogue, err := control.NewCatalogue(pss.Family)
	if err != nil {
		t.Fatal(err)
	}
	pods := catalogue.Select(func(c *control.Control) bool { return c.Judges.Pods })
	var failed failures
	result, err := scan.Run(context.Background(), document(text), scan.Options{Catalogue: pods, Now: fixtureTime}, &failed)
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Coverage.Notices) > 0 || result.Coverage.Pods.Total != 1 {
		t.Fatalf("want one pod and no notices, got %+v", result.Coverage)
	}
	slices.Sort(failed)
	return slices.Compact([]string(failed))
}

func ofLevel(level api.Level) func(id string) bool {
	return func(id string) bool {
		for _, c := range pss.Family.Controls() {
			if c.ID == id {
				return level == api.LevelRestricted || slices.Contains(c.Refs.PSS, string(level))
			}
		}
		return false
	}
}

// fixtureTime is when the fixtures are judged.
var fixtureTime = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

type failures []string

func (f *failures) Begin(scan.Header) error { return nil }
func (f *failures) Finding(finding control.Finding) error {
	if finding.Outcome == control.Failed {
		*f = append(*f, finding.Control)
	}
	return nil
}
func (f *failures) End(scan.Result) error { return nil }

type document []byte

func (d document) Read(ctx context.Context, sink scan.Sink) error {
	return manifest.Read(ctx, bytes.NewReader(d), manifest.Options{File: "fixture.yaml"}, sink)
}

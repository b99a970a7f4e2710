package cluster

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
)

// TestReleasedPodsAreTheSame puts every pod of the corpora away and compares
// what comes back.
func TestReleasedPodsAreTheSame(t *testing.T) {
	pods := 0
	eachDocument(t, false, func(file string, content map[string]any) {
		for _, pod := range Locate(NewObject(content, Origin{})).Pods {
			pods++
			spec := pod.Spec().DeepCopy()
			before := summary(pod)
			account := pod.ServiceAccount()
			pod.Release()
			if !equality.Semantic.DeepEqual(spec, pod.Spec()) {
				t.Errorf("%s: %s: the specification changed: %s", file, pod.SpecPath, cmp.Diff(spec, pod.Spec(), cmp.Comparer(equalQuantity)))
			}
			if after := summary(pod); after != before {
				t.Errorf("%s: %s: a released pod is\n%s\nwant\n%s", file, pod.SpecPath, after, before)
			}
			pod.Restore()
			pod.Release()
			pod.Restore()
			if after := summary(pod); after != before || pod.ServiceAccount() != account {
				t.Errorf("%s: %s: a restored pod is\n%s\nwant\n%s", file, pod.SpecPath, after, before)
			}
		}
	})
	if pods < 500 {
		t.Errorf("compared %d pods only", pods)
	}
}

func summary(pod *Pod) string {
	var text strings.Builder
	for _, container := range pod.Containers() {
		text.WriteString(container.Path + " " + container.Name + " " + bracketed(container.CommandLine()) + " " + container.SecurityPath("runAsUser") + "\n")
	}
	return text.String()
}

func TestReleaseIsCompact(t *testing.T) {
	pod := locateOne(t, examplePod)
	pod.Release()
	if size := len(pod.encoded); size > 1200 {
		t.Errorf("a released pod of 1.8 kB takes %d bytes, want at most 1200", size)
	}
	if pod.spec != nil || pod.containers != nil {
		t.Error("a released pod still holds its specification")
	}
}

func TestContainersCostNothingOnceDecoded(t *testing.T) {
	pod := locateOne(t, examplePod)
	allocations := testing.AllocsPerRun(100, func() {
		for _, container := range pod.Containers() {
			if container.Security.Privileged {
				t.Error("the example is not privileged")
			}
			if _, _, found := container.Flag("trust-remote-code"); found {
				t.Error("the example does not trust remote code")
			}
			if env, _ := container.Env("NVIDIA_VISIBLE_DEVICES"); env != nil {
				t.Error("the example does not set devices")
			}
			for mount := range container.Mounts {
				if mount.Volume != nil && mount.Volume.HostPath != nil {
					t.Error("the example mounts no path of the node")
				}
			}
			if ParseImage(container.Image).Tag == "latest" {
				t.Error("the example has a version")
			}
		}
		for range pod.HostPaths {
			t.Error("the example has no path of the node")
		}
	})
	if allocations > 4 {
		t.Errorf("%v allocations for a pass over all containers, want at most 4", allocations)
	}
}

func BenchmarkLocate(b *testing.B) {
	var content map[string]any
	if err := unmarshalPreservingIntegers([]byte(examplePod), &content); err != nil {
		b.Fatal(err)
	}
	object := NewObject(content, Origin{})
	b.ReportAllocs()
	for b.Loop() {
		Locate(object)
	}
}

func BenchmarkRestoreAndRelease(b *testing.B) {
	pod := locateOne(b, examplePod)
	b.ReportAllocs()
	for b.Loop() {
		pod.Release()
		pod.Restore()
	}
}

func BenchmarkPassOverContainers(b *testing.B) {
	pod := locateOne(b, examplePod)
	b.ReportAllocs()
	for b.Loop() {
		for _, container := range pod.Containers() {
			container.Flag("trust-remote-code")
			container.Env("NVIDIA_VISIBLE_DEVICES")
		}
	}
}

func TestPathsOfCustomResourcesPointAtWhatIsWritten(t *testing.T) {
	checked := 0
	eachDocument(t, false, func(file string, content map[string]any) {
		object := NewObject(content, Origin{})
		for _, pod := range Locate(object).Pods {
			for _, container := range pod.Containers() {
				if container.Image == "" || pod.Partial == "the vLLM operator" {
					continue
				}
				checked++
				path := container.FieldPath("image")
				value, ok := valueAt(content, path)
				if text, isText := value.(string); !ok || isText && text != container.Image {
					t.Errorf("%s: %s: the image %q is not at %s but %v", file, object.ObjectRef, container.Image, path, value)
				}
			}
		}
	})
	if checked < 700 {
		t.Errorf("checked %d containers only", checked)
	}
}

// valueAt follows a field path.
func valueAt(content map[string]any, path string) (any, bool) {
	var value any = content
	for _, step := range SplitPath(path) {
		switch parent := value.(type) {
		case map[string]any:
			field, ok := parent[step.Name]
			if !ok || !step.Named {
				return nil, false
			}
			value = field
		case []any:
			if step.Named || step.Item >= len(parent) {
				return nil, false
			}
			value = parent[step.Item]
		default:
			return nil, false
		}
	}
	return value, true
}

// FuzzLocate feeds arbitrary objects of every kind in the table to the locator:
// nothing may panic or hang, and every path must be one that the object could
// have.
func FuzzLocate(f *testing.F) {
	f.Add("Deployment.apps", []byte(`{"spec":{"template":{"spec":{"containers":[{"name":"a"}]}}}}`))
	f.Add("Workflow.argoproj.io", []byte(`{"spec":{"podSpecPatch":"{","templates":[{"script":{"source":"x","args":1}},{"steps":[[{"inline":{}}]]}]}}`))
	f.Add("SparkApplication.sparkoperator.k8s.io", []byte(`{"spec":{"driver":{"template":{"spec":{"containers":[1]}},"gpu":{"name":"x"}}}}`))
	f.Add("TaskRun.tekton.dev", []byte(`{"spec":{"taskSpec":{"steps":[{"script":"#!"}]}}}`))
	f.Add("InferenceService.serving.kserve.io", []byte(`{"spec":{"predictor":{"model":[],"containers":{}}}}`))
	f.Add("TrainJob.trainer.kubeflow.org", []byte(`{"spec":{"podTemplateOverrides":[{"targetJobs":[{"name":"node"}],"spec":{"containers":[{"name":"node"}]}}]}}`))
	f.Add("Thing.example.com", []byte(`{"spec":{"a":[{"containers":[{"name":"x","image":1}]}]}}`))
	f.Add("", []byte(`{"metadata":{"labels":1},"spec":{"template":{"metadata":[],"spec":{"containers":{}}},"containers":[{"name":"x","image":"y"}]}}`))
	f.Add("", []byte(`{"objects":[1,{}],"items":[{}],"spec":{"components":[{"template":"x: ["}],"workflow":{"spec":"["}}}`))
	var kinds []groupKind
	for kind := range locatorRows {
		kinds = append(kinds, kind)
	}
	f.Fuzz(func(t *testing.T, kind string, data []byte) {
		var content map[string]any
		if unmarshalPreservingIntegers(data, &content) != nil || content == nil {
			return
		}
		name, group, _ := strings.Cut(kind, ".")
		tried := []groupKind{{group, name}}
		if kind == "" {
			tried = kinds
		}
		for _, kind := range tried {
			content["apiVersion"], content["kind"] = kind.group+"/v1", kind.kind
			located := Locate(NewObject(content, Origin{}))
			for _, pod := range located.Pods {
				for _, container := range pod.Containers() {
					container.SecurityPath("runAsUser")
					container.Flag("a")
					if len(SplitPath(container.Path)) == 0 {
						t.Errorf("%v: a container without a path: %q", kind, container.Path)
					}
				}
				pod.Accelerators()
				pod.Release()
				pod.Restore()
				if pod.Spec() == nil || pod.ServiceAccount() == "" {
					t.Error("a pod without specification or service account")
				}
			}
		}
	})
}

func TestSpecOfAReleasedPodIsNeverNil(t *testing.T) {
	pod := &Pod{}
	pod.setSpec(&corev1.PodSpec{})
	pod.Release()
	if pod.Spec() == nil || len(pod.Containers()) != 0 {
		t.Error("an empty pod is a pod")
	}
}

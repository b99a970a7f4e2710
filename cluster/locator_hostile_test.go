package cluster

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// repeat joins n copies of a JSON text, with %d in it counted.
func repeat(n int, text string) string {
	var all strings.Builder
	for i := range n {
		if i > 0 {
			all.WriteByte(',')
		}
		all.WriteString(strings.ReplaceAll(text, "%d", fmt.Sprint(i)))
	}
	return all.String()
}

// TestLocateTakesLinearTime locates pods in objects with tens of thousands of
// items where two lists meet. What would be the product of both is bounded, and
// said to be left out.
func TestLocateTakesLinearTime(t *testing.T) {
	const n = 20_000
	containers := repeat(n, `{"name":"c%d","image":"i"}`)
	volumes := repeat(n, `{"name":"v%d","volumeClaimName":"v%d","hostPath":{"path":"/"}}`)
	tests := []struct{ name, object string }{
		{"a pod with many containers", `{"apiVersion":"v1","kind":"Pod","spec":{"containers":[` + containers + `]}}`},
		{"many templates below many volumes", `{"apiVersion":"argoproj.io/v1alpha1","kind":"Workflow","spec":{"volumes":[` + volumes + `],"templates":[` + repeat(n, `{"name":"t%d","container":{"image":"i"}}`) + `]}}`},
		{"many sidecars below many defaults", `{"apiVersion":"argoproj.io/v1alpha1","kind":"Workflow","spec":{"templateDefaults":{"sidecars":[` + containers + `]},"templates":[{"container":{},"sidecars":[` + containers + `]},` + repeat(n, `{"name":"t%d","container":{}}`) + `]}}`},
		{"many steps below a template", `{"apiVersion":"tekton.dev/v1","kind":"Task","spec":{"stepTemplate":{"env":[` + repeat(n, `{"name":"E%d"}`) + `]},"steps":[` + repeat(n, `{"name":"s%d","script":"x","env":[{"name":"A"}]}`) + `]}}`},
		{"many tasks below many volumes", `{"apiVersion":"tekton.dev/v1","kind":"PipelineRun","spec":{"podTemplate":{"volumes":[` + volumes + `]},"pipelineSpec":{"tasks":[` + repeat(n, `{"name":"s%d","taskSpec":{"steps":[{"name":"a"}]}}`) + `]}}}`},
		{"many volumes for many containers", `{"apiVersion":"batch.volcano.sh/v1alpha1","kind":"Job","spec":{"volumes":[` + volumes + `],"tasks":[{"template":{"spec":{"containers":[` + containers + `]}}}]}}`},
		{"many groups of workers", `{"apiVersion":"ray.io/v1","kind":"RayCluster","spec":{"workerGroupSpecs":[` + repeat(n, `{"template":{"spec":{"containers":[{"name":"w","image":"i"}]}}}`) + `]}}`},
		{"many pods that are not known", `{"apiVersion":"example.com/v1","kind":"Thing","spec":{"pods":[` + repeat(n, `{"template":{"spec":{"containers":[{"name":"w","image":"i"}]}}}`) + `]}}`},
		{"many init containers of the same name", `{"apiVersion":"apps.nvidia.com/v1alpha1","kind":"NIMService","spec":{"initContainers":[` + repeat(n, `{"name":"same","image":"i%d"}`) + `]}}`},
		{"many patches", `{"apiVersion":"trainer.kubeflow.org/v1alpha1","kind":"TrainJob","spec":{"podTemplateOverrides":[` + repeat(n, `{"targetJobs":[{"name":"node"}],"spec":{"containers":[{"name":"c%d"}]}}`) + `]}}`},
		{"many components", `{"apiVersion":"workload.codeflare.dev/v1beta2","kind":"AppWrapper","spec":{"components":[` + repeat(n, `{"template":{"apiVersion":"v1","kind":"Pod"}}`) + `]}}`},
		{"nested 9,800 deep", `{"apiVersion":"example.com/v1","kind":"Thing","spec":` + strings.Repeat(`{"a":[`, 4_900) + strings.Repeat(`]}`, 4_900) + `}`},
		{"a pod nested 8,000 deep", `{"apiVersion":"v1","kind":"Pod","spec":{"volumes":` + strings.Repeat(`[{"a":`, 4_000) + `1` + strings.Repeat(`}]`, 4_000) + `}}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			content := asMapping(parseJSON(t, test.object))
			start := time.Now()
			located := Locate(NewObject(content, Origin{}))
			for _, pod := range located.Pods {
				pod.Accelerators()
				pod.Release()
			}
			if spent := time.Since(start); spent > 30*time.Second {
				t.Errorf("took %v", spent)
			} else {
				t.Logf("%d pods, %d embedded, %v, %v", len(located.Pods), len(located.Embedded), located.Unread, spent)
			}
		})
	}
}

func TestLocateChangesNothing(t *testing.T) {
	eachDocument(t, false, func(file string, content map[string]any) {
		object := NewObject(content, Origin{})
		before := fmt.Sprint(content) // maps are printed in the order of their keys
		Locate(object)
		if fmt.Sprint(content) != before {
			t.Errorf("%s: %s: the object was changed", file, object.ObjectRef)
		}
	})
	content := parseObject(t, argoExample)
	before := fmt.Sprint(content.Content())
	Locate(content)
	if fmt.Sprint(content.Content()) != before {
		t.Error("the workflow was changed")
	}
}

package cluster

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const argoExample = `
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: train-, namespace: team}
spec:
  serviceAccountName: argo
  hostNetwork: true
  automountServiceAccountToken: false
  securityContext: {runAsNonRoot: true, runAsUser: 1000}
  nodeSelector: {pool: gpu}
  tolerations: [{key: gpu}]
  podPriorityClassName: high
  podMetadata: {labels: {team: a, step: all}, annotations: {x: z}}
  volumes: [{name: shared, hostPath: {path: /data}}]
  volumeClaimTemplates: [{metadata: {name: work}}]
  podSpecPatch: '{"hostPID": true}'
  templateDefaults:
    serviceAccountName: defaults
    nodeSelector: {zone: b}
    container: {imagePullPolicy: Always, env: [{name: D, value: d}]}
  templates:
  - name: main
    steps: [[{name: a, template: train}], [{name: b, inline: {container: {image: i}}}]]
  - name: train
    metadata: {labels: {step: train}}
    container: {image: t, command: [python], env: [{name: OWN, value: o}]}
    securityContext: {runAsUser: 0}
    nodeSelector: {pool: cpu}
    volumes: [{name: own, emptyDir: {}}]
    initContainers: [{name: prepare, image: p}]
    sidecars: [{name: side, image: s, mirrorVolumeMounts: true}]
    podSpecPatch: |
      containers:
      - name: main
        securityContext: {privileged: true}
  - name: script
    script: {image: s, command: [bash, -eu], source: "curl http://x | sh\n"}
  - name: code
    script: {image: s, command: [python3], source: "import os"}
  - name: set
    containerSet: {containers: [{name: a, image: x}, {name: b, image: z}]}
  - name: apply
    resource: {action: create, manifest: "apiVersion: v1\nkind: Pod\nmetadata: {name: q}\nspec: {containers: [{name: main, image: a}]}\n---\napiVersion: v1\nkind: ConfigMap\n"}
  - name: templated
    resource: {action: create, manifest: "apiVersion: v1\nkind: {{inputs.parameters.kind}}\n  bad: [\n"}
  - name: wait
    suspend: {}
  - name: graph
    dag: {tasks: [{name: one, inline: {name: deep, container: {image: d}}}]}
`

func TestArgoWorkflow(t *testing.T) {
	located := Locate(parseObject(t, argoExample))
	want := strings.TrimSpace(`
pod [b] spec.templates[0].steps[1][0].inline
  container main i at spec.templates[0].steps[1][0].inline.container
pod [train] spec.templates[1]
  init container prepare p at spec.templates[1].initContainers[0]
  container main t at spec.templates[1].container
  container side s at spec.templates[1].sidecars[0]
pod [script] spec.templates[2]
  container main s at spec.templates[2].script
pod [code] spec.templates[3]
  container main s at spec.templates[3].script
pod [set] spec.templates[4]
  container a x at spec.templates[4].containerSet.containers[0]
  container b z at spec.templates[4].containerSet.containers[1]
pod [apply] spec.templates[5]
pod [templated] spec.templates[6]
pod [deep] spec.templates[8].dag.tasks[0].inline
  container main d at spec.templates[8].dag.tasks[0].inline.container
embedded Pod/team/q at spec.templates[5].resource.manifest
embedded ConfigMap/team/ at spec.templates[5].resource.manifest
unread spec.templates[6].resource.manifest: a text with template actions cannot be read as an object`)
	if diff := cmp.Diff(want, strings.Join(describe(located), "\n")); diff != "" {
		t.Fatalf("located (-want +got):\n%s", diff)
	}
	train := located.Pods[1]
	spec := train.Spec()
	if !spec.HostNetwork || !spec.HostPID || train.ServiceAccount() != "defaults" || *spec.SecurityContext.RunAsUser != 0 || spec.SecurityContext.RunAsNonRoot != nil {
		t.Errorf("overrides: hostNetwork %t, hostPID %t, service account %s, security %+v", spec.HostNetwork, spec.HostPID, train.ServiceAccount(), spec.SecurityContext)
	}
	if diff := cmp.Diff(map[string]string{"team": "a", "step": "train"}, train.Labels); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"pool": "cpu", "zone": "b"}, spec.NodeSelector); diff != "" {
		t.Errorf("node selector (-want +got):\n%s", diff)
	}
	checkPaths(t, train, map[string]string{
		"hostNetwork":                    "spec.hostNetwork",
		"hostPID":                        "spec.podSpecPatch",
		"automountServiceAccountToken":   "spec.automountServiceAccountToken",
		"serviceAccountName":             "spec.templateDefaults.serviceAccountName",
		"securityContext.runAsUser":      "spec.templates[1].securityContext.runAsUser",
		"nodeSelector.pool":              "spec.templates[1].nodeSelector.pool",
		"nodeSelector.zone":              "spec.templateDefaults.nodeSelector.zone",
		"tolerations[0].key":             "spec.tolerations[0].key",
		"priorityClassName":              "spec.podPriorityClassName",
		"volumes[0]":                     "spec.templates[1].volumes[0]",
		"volumes[1].hostPath.path":       "spec.volumes[0].hostPath.path",
		"volumes[2].name":                "spec.volumeClaimTemplates[0]",
		"metadata.labels.team":           "spec.podMetadata.labels.team",
		"metadata.labels.step":           "spec.templates[1].metadata.labels.step",
		"metadata.annotations.x":         "spec.podMetadata.annotations.x",
		"metadata.annotations.missing":   "spec.podMetadata.annotations.missing",
		"containers[0].image":            "spec.templates[1].container.image",
		"containers[0].imagePullPolicy":  "spec.templateDefaults.container.imagePullPolicy",
		"containers[0].env[0].value":     "spec.templates[1].container.env[0].value",
		"containers[0].env[1].value":     "spec.templateDefaults.container.env[0].value",
		"containers[0].securityContext":  "spec.templates[1].podSpecPatch",
		"containers[1].image":            "spec.templates[1].sidecars[0].image",
		"imagePullSecrets":               "spec.imagePullSecrets",
		"containers[0].resources.limits": "spec.templates[1].container.resources.limits",
	})
	main := train.Containers()[1]
	if !main.Security.Privileged || main.SecurityPath("privileged") != "spec.templates[1].podSpecPatch" {
		t.Errorf("the patch makes the container privileged: %t at %s", main.Security.Privileged, main.SecurityPath("privileged"))
	}
	script := located.Pods[2].Containers()[0]
	if got := wordTexts(script.CommandLine()); got != "bash -eu -c curl http://x | sh ;" {
		t.Errorf("script: %s", got)
	}
	if words := script.CommandLine(); script.WordPath(words[3]) != "spec.templates[2].script.source" {
		t.Errorf("path of the script: %s", script.WordPath(words[3]))
	}
	if got := wordTexts(located.Pods[3].Containers()[0].CommandLine()); got != "python3 -c import os" {
		t.Errorf("code: %s", got)
	}
	if located.Pods[4].Spec().SecurityContext == nil || *located.Pods[4].Spec().SecurityContext.RunAsUser != 1000 {
		t.Error("the security context of the workflow holds for a template without one")
	}
}

func checkPaths(t *testing.T, pod *Pod, want map[string]string) {
	t.Helper()
	for relative, path := range want {
		if got := pod.FieldPath(relative); got != path {
			t.Errorf("path of %s: %s, want %s", relative, got, path)
		}
	}
}

func wordTexts(words []Word) string {
	var all []string
	for _, word := range words {
		all = append(all, word.Text)
	}
	return strings.Join(all, " ")
}

func TestScheduledWorkflow(t *testing.T) {
	for _, spec := range []string{`{templates: [{name: a, container: {image: i}}]}`, `'{"templates":[{"name":"a","container":{"image":"i"}}]}'`} {
		located := Locate(parseObject(t, `{apiVersion: kubeflow.org/v1beta1, kind: ScheduledWorkflow, spec: {workflow: {spec: `+spec+`}}}`))
		pods := located.Pods
		for _, embedded := range located.Embedded {
			pods = append(pods, Locate(embedded).Pods...)
		}
		if len(pods) != 1 || pods[0].Containers()[0].Image != "i" {
			t.Errorf("%s: located %v", spec, describe(located))
		}
	}
}

// TestPathsOfOverrides checks the true paths of fields that come from another
// level than the pod's own.
func TestPathsOfOverrides(t *testing.T) {
	tests := []struct {
		name, object string
		paths        map[string]string
	}{
		{"autoscaler of Ray", `{apiVersion: ray.io/v1, kind: RayCluster, metadata: {name: r}, spec: {enableInTreeAutoscaling: true,
			autoscalerOptions: {env: [{name: E}], securityContext: {privileged: true}}, headGroupSpec: {template: {spec: ` + oneContainer + `}}}}`, map[string]string{
			"containers[1].env[0]":                     "spec.autoscalerOptions.env[0]",
			"containers[1].securityContext.privileged": "spec.autoscalerOptions.securityContext.privileged",
			"containers[1].image":                      "spec.headGroupSpec.template.spec.containers[0].image",
			"serviceAccountName":                       "spec.headGroupSpec.template.spec.serviceAccountName",
		}},
		{"Volcano", `{apiVersion: batch.volcano.sh/v1alpha1, kind: Job, spec: {schedulerName: volcano, volumes: [{mountPath: /d, volumeClaimName: c}], tasks: [{name: a, template: {spec: ` + oneContainer + `}}]}}`, map[string]string{
			"schedulerName":                 "spec.schedulerName",
			"volumes[0]":                    "spec.volumes[0]",
			"containers[0].volumeMounts[0]": "spec.volumes[0]",
			"containers[0].image":           "spec.tasks[0].template.spec.containers[0].image",
		}},
		{"TrainJob", `{apiVersion: trainer.kubeflow.org/v1alpha1, kind: TrainJob, spec: {trainer: {image: t, resourcesPerNode: {limits: {nvidia.com/gpu: 1}}},
			podTemplateOverrides: [{targetJobs: [{name: node}], spec: {serviceAccountName: s, containers: [{name: node, env: [{name: E}]}]}}]}}`, map[string]string{
			"containers[0].image":            "spec.trainer.image",
			"containers[0].resources.limits": "spec.trainer.resourcesPerNode.limits",
			"containers[0].env[0]":           "spec.podTemplateOverrides[0].spec.containers[0].env[0]",
			"serviceAccountName":             "spec.podTemplateOverrides[0].spec.serviceAccountName",
		}},
		{"InferenceService", `{apiVersion: serving.kserve.io/v1beta1, kind: InferenceService, metadata: {labels: {a: b}}, spec: {predictor: {serviceAccountName: s, labels: {c: d},
			model: {args: [--trust-remote-code], storageUri: x}, containers: [{name: kserve-container, image: i}]}}}`, map[string]string{
			"serviceAccountName":    "spec.predictor.serviceAccountName",
			"containers[0].args[0]": "spec.predictor.model.args[0]",
			"containers[0].image":   "spec.predictor.containers[0].image",
			"metadata.labels.a":     "metadata.labels.a",
			"metadata.labels.c":     "spec.predictor.labels.c",
		}},
		{"Spark", `{apiVersion: sparkoperator.k8s.io/v1beta2, kind: SparkApplication, spec: {image: s, volumes: [{name: v, hostPath: {path: /}}], imagePullSecrets: [p],
			driver: {podSecurityContext: {runAsUser: 0}, securityContext: {privileged: true}, gpu: {name: nvidia.com/gpu, quantity: 2}, serviceAccount: a, template: {spec: {hostPID: true}}}}}`, map[string]string{
			"containers[0].image":                              "spec.image",
			"containers[0].securityContext.privileged":         "spec.driver.securityContext.privileged",
			`containers[0].resources.limits["nvidia.com/gpu"]`: "spec.driver.gpu",
			"securityContext.runAsUser":                        "spec.driver.podSecurityContext.runAsUser",
			"serviceAccountName":                               "spec.driver.serviceAccount",
			"volumes[0].hostPath.path":                         "spec.volumes[0].hostPath.path",
			"hostPID":                                          "spec.driver.template.spec.hostPID",
			"imagePullSecrets[0]":                              "spec.imagePullSecrets",
		}},
		{"Tekton", `{apiVersion: tekton.dev/v1, kind: TaskRun, spec: {serviceAccountName: b, podTemplate: {hostNetwork: true, volumes: [{name: r, hostPath: {path: /}}]},
			taskSpec: {stepTemplate: {securityContext: {privileged: true}}, volumes: [{name: t}], steps: [{name: s, image: i, script: "a b", computeResources: {limits: {cpu: 1}}}]}}}`, map[string]string{
			"serviceAccountName": "spec.serviceAccountName",
			"hostNetwork":        "spec.podTemplate.hostNetwork",
			"containers[0].securityContext.privileged": "spec.taskSpec.stepTemplate.securityContext.privileged",
			"containers[0].args[1]":                    "spec.taskSpec.steps[0].script",
			"containers[0].resources.limits":           "spec.taskSpec.steps[0].computeResources.limits",
			"volumes[0]":                               "spec.taskSpec.volumes[0]",
		}},
		{"vLLM", `{apiVersion: production-stack.vllm.ai/v1alpha1, kind: VLLMRuntime, spec: {vllmConfig: {extraArgs: [--a]}, deploymentConfig: {image: {name: v}, resources: {gpu: "1"}}}}`, map[string]string{
			"containers[0].args[0]":          "spec.vllmConfig.extraArgs[0]",
			"containers[0].image":            "spec.deploymentConfig.image",
			"containers[0].resources.limits": "spec.deploymentConfig.resources",
		}},
		{"NIM", `{apiVersion: apps.nvidia.com/v1alpha1, kind: NIMService, spec: {image: {repository: r}, userID: 0, storage: {hostPath: /d}, resources: {limits: {nvidia.com/gpu: 1}}}}`, map[string]string{
			"securityContext.runAsUser":       "spec.userID",
			"volumes[0].hostPath.path":        "spec.storage.hostPath",
			"containers[0].resources.limits":  "spec.resources.limits",
			"containers[0].securityContext.x": "spec.securityContext.x",
		}},
		{"Slinky", `{apiVersion: slinky.slurm.net/v1beta1, kind: LoginSet, spec: {login: {image: l, securityContext: {privileged: true}}, template: {spec: {hostNetwork: true}}}}`, map[string]string{
			"hostNetwork": "spec.template.spec.hostNetwork",
			"containers[0].securityContext.privileged": "spec.login.securityContext.privileged",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			located := Locate(parseObject(t, test.object))
			if len(located.Pods) == 0 {
				t.Fatalf("located %v", describe(located))
			}
			for _, problem := range located.Pods[0].Malformed {
				t.Errorf("malformed: %+v", problem)
			}
			checkPaths(t, located.Pods[0], test.paths)
		})
	}
}

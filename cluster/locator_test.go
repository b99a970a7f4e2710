package cluster

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"
)

// parseObject reads one object in YAML.
func parseObject(tb testing.TB, text string) *Object {
	tb.Helper()
	encoded, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		tb.Fatalf("%v in:\n%s", err, text)
	}
	var content map[string]any
	if err := unmarshalPreservingIntegers(encoded, &content); err != nil {
		tb.Fatal(err)
	}
	return NewObject(content, Origin{})
}

// describe writes down what was located, one line for each thing:
//
//	pod [role] specPath
//	  container type name image at path
//	embedded Kind/namespace/name at path
//	unread path: problem
func describe(located Located) []string {
	var lines []string
	for _, pod := range located.Pods {
		line := "pod " + pod.SpecPath
		if pod.Role != "" {
			line = "pod [" + pod.Role + "] " + pod.SpecPath
		}
		if pod.Structural {
			line += " by its shape"
		}
		lines = append(lines, line)
		for _, container := range pod.Containers() {
			lines = append(lines, "  "+strings.Join(strings.Fields(fmt.Sprint(container.Type, " ", container.Name, " ", container.Image)), " ")+" at "+container.Path)
		}
		for _, problem := range pod.Malformed {
			lines = append(lines, "  malformed "+problem.Path+": "+problem.Problem)
		}
	}
	for _, embedded := range located.Embedded {
		lines = append(lines, "embedded "+embedded.String()+" at "+embedded.HolderPath)
	}
	for _, problem := range located.Unread {
		lines = append(lines, "unread "+problem.Path+": "+problem.Problem)
	}
	return lines
}

const oneContainer = "{containers: [{name: main, image: a}]}"

func TestLocate(t *testing.T) {
	tests := []struct {
		name, object string
		want         string
	}{
		{"Pod", `{apiVersion: v1, kind: Pod, spec: {initContainers: [{name: i, image: b}, {name: s, image: c, restartPolicy: Always}],
			containers: [{name: m, image: a}], ephemeralContainers: [{name: e, image: d}]}}`, `
pod spec
  init container i b at spec.initContainers[0]
  sidecar container s c at spec.initContainers[1]
  container m a at spec.containers[0]
  ephemeral container e d at spec.ephemeralContainers[0]`},
		{"CronJob", `{apiVersion: batch/v1beta1, kind: CronJob, spec: {jobTemplate: {spec: {template: {spec: ` + oneContainer + `}}}}}`, `
pod spec.jobTemplate.spec.template.spec
  container main a at spec.jobTemplate.spec.template.spec.containers[0]`},
		{"a Job of Volcano is not one of Kubernetes", `{apiVersion: batch.volcano.sh/v1alpha1, kind: Job, spec: {tasks: [{name: ps, template: {spec: ` + oneContainer + `}}, {name: worker, template: {spec: ` + oneContainer + `}}]}}`, `
pod [ps] spec.tasks[0].template.spec
  container main a at spec.tasks[0].template.spec.containers[0]
pod [worker] spec.tasks[1].template.spec
  container main a at spec.tasks[1].template.spec.containers[0]`},
		{"RayCluster", `{apiVersion: ray.io/v1, kind: RayCluster, metadata: {name: r}, spec: {headGroupSpec: {template: {spec: ` + oneContainer + `}},
			workerGroupSpecs: [{groupName: gpu, template: {spec: ` + oneContainer + `}}, {template: {spec: ` + oneContainer + `}}]}}`, `
pod [head] spec.headGroupSpec.template.spec
  container main a at spec.headGroupSpec.template.spec.containers[0]
pod [worker-gpu] spec.workerGroupSpecs[0].template.spec
  container main a at spec.workerGroupSpecs[0].template.spec.containers[0]
pod [worker-1] spec.workerGroupSpecs[1].template.spec
  container main a at spec.workerGroupSpecs[1].template.spec.containers[0]`},
		{"RayCronJob", `{apiVersion: ray.io/v1, kind: RayCronJob, spec: {jobTemplate: {rayClusterSpec: {headGroupSpec: {template: {spec: ` + oneContainer + `}}}, submitterPodTemplate: {spec: ` + oneContainer + `}}}}`, `
pod [head] spec.jobTemplate.rayClusterSpec.headGroupSpec.template.spec
  container main a at spec.jobTemplate.rayClusterSpec.headGroupSpec.template.spec.containers[0]
pod [submitter] spec.jobTemplate.submitterPodTemplate.spec
  container main a at spec.jobTemplate.submitterPodTemplate.spec.containers[0]`},
		{"PyTorchJob", `{apiVersion: kubeflow.org/v1, kind: PyTorchJob, spec: {pytorchReplicaSpecs: {Worker: {template: {spec: ` + oneContainer + `}}, Master: {template: {spec: ` + oneContainer + `}}}}}`, `
pod [Master] spec.pytorchReplicaSpecs.Master.template.spec
  container main a at spec.pytorchReplicaSpecs.Master.template.spec.containers[0]
pod [Worker] spec.pytorchReplicaSpecs.Worker.template.spec
  container main a at spec.pytorchReplicaSpecs.Worker.template.spec.containers[0]`},
		{"TrainJob", `{apiVersion: trainer.kubeflow.org/v1alpha1, kind: TrainJob, spec: {trainer: {image: t, args: [x]}, runtimePatches: [{manager: m,
			trainingRuntimeSpec: {template: {spec: {replicatedJobs: [
				{name: node, template: {spec: {template: {spec: {hostNetwork: true, containers: [{name: node, env: [{name: E, value: v}]}]}}}}},
				{name: dataset-initializer, template: {spec: {template: {spec: {containers: [{name: dataset-initializer}]}}}}}]}}}}]}}`, `
pod [node] spec
  container node t at spec.trainer
pod [dataset-initializer] spec.runtimePatches[0].trainingRuntimeSpec.template.spec.replicatedJobs[1].template.spec.template.spec
  container dataset-initializer at spec.runtimePatches[0].trainingRuntimeSpec.template.spec.replicatedJobs[1].template.spec.template.spec.containers[0]`},
		{"InferenceService", `{apiVersion: serving.kserve.io/v1beta1, kind: InferenceService, spec: {
			predictor: {model: {modelFormat: {name: vllm}, image: m}, containers: [{name: proxy, image: p}], workerSpec: ` + oneContainer + `},
			transformer: {containers: [{name: kserve-container, image: t}]}}}`, `
pod [predictor] spec.predictor
  container proxy p at spec.predictor.containers[0]
  container kserve-container m at spec.predictor.model
pod [predictor-worker] spec.predictor.workerSpec
  container main a at spec.predictor.workerSpec.containers[0]
pod [transformer] spec.transformer
  container kserve-container t at spec.transformer.containers[0]`},
		{"ClusterStorageContainer", `{apiVersion: serving.kserve.io/v1alpha1, kind: ClusterStorageContainer, spec: {container: {name: s, image: i}}}`, `
pod spec.container
  init container s i at spec.container`},
		{"AppWrapper", `{apiVersion: workload.codeflare.dev/v1beta2, kind: AppWrapper, metadata: {name: w, namespace: team}, spec: {components: [
			{template: {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: ` + oneContainer + `}},
			{template: {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r}}},
			{template: {kind: Pod}}, {template: 5}]}}`, `
embedded Pod/team/p at spec.components[0].template
embedded ClusterRole/r at spec.components[1].template
unread spec.components[2].template: expected an object with apiVersion and kind
unread spec.components[3].template: expected a mapping, found a number`},
		{"Experiment", `{apiVersion: kubeflow.org/v1beta1, kind: Experiment, metadata: {namespace: team}, spec: {trialTemplate: {trialSpec: {apiVersion: batch/v1, kind: Job, spec: {}}}}}`, `
embedded Job/team/ at spec.trialTemplate.trialSpec`},
		{"Template", `{apiVersion: template.openshift.io/v1, kind: Template, objects: [{apiVersion: v1, kind: Service, metadata: {name: s}}]}`, `
embedded Service/s at objects[0]`},
		{"TaskRun", `{apiVersion: tekton.dev/v1, kind: TaskRun, spec: {serviceAccountName: b, podTemplate: {hostNetwork: true},
			taskSpec: {stepTemplate: {image: d}, steps: [{name: s}, {image: e, script: "#!/usr/bin/env bash\nrm -rf /\n"}], sidecars: [{name: k, image: f}]}}}`, `
pod spec.taskSpec
  container s d at spec.taskSpec.steps[0]
  container step-1 e at spec.taskSpec.steps[1]
  container k f at spec.taskSpec.sidecars[0]`},
		{"PipelineRun", `{apiVersion: tekton.dev/v1, kind: PipelineRun, spec: {taskRunTemplate: {serviceAccountName: b}, pipelineSpec: {
			tasks: [{name: build, taskSpec: {steps: [{name: s, image: a}]}}, {name: other, taskRef: {name: x}}], finally: [{name: end, taskSpec: {steps: [{name: s, image: a}]}}]}}}`, `
pod [build] spec.pipelineSpec.tasks[0].taskSpec
  container s a at spec.pipelineSpec.tasks[0].taskSpec.steps[0]
pod [end] spec.pipelineSpec.finally[0].taskSpec
  container s a at spec.pipelineSpec.finally[0].taskSpec.steps[0]`},
		{"SparkApplication", `{apiVersion: sparkoperator.k8s.io/v1beta2, kind: SparkApplication, spec: {image: spark, driver: {serviceAccount: d, sidecars: [{name: s, image: t}]},
			executor: {template: {spec: {containers: [{name: e, image: own}]}}}}}`, `
pod [driver] spec.driver
  container spark-kubernetes-driver spark at spec.driver
  container s t at spec.driver.sidecars[0]
pod [executor] spec.executor
  container e own at spec.executor.template.spec.containers[0]`},
		{"VLLMRuntime", `{apiVersion: production-stack.vllm.ai/v1alpha1, kind: VLLMRuntime, spec: {vllmConfig: {extraArgs: [--trust-remote-code]},
			deploymentConfig: {image: {registry: docker.io, name: "vllm/vllm-openai:v1"}, sidecarConfig: {name: side, image: {name: x}}}}}`, `
pod spec
  container vllm docker.io/vllm/vllm-openai:v1 at spec
  container side x at spec.deploymentConfig.sidecarConfig`},
		{"NodeSet of Slinky", `{apiVersion: slinky.slurm.net/v1beta1, kind: NodeSet, spec: {slurmd: {image: s}, template: {spec: {hostNetwork: true, containers: [{name: extra, image: x}]}}}}`, `
pod spec.template.spec
  container extra x at spec.template.spec.containers[0]
  container slurmd s at spec.slurmd`},
		{"NodeSet of soperator", `{apiVersion: slurm.nebius.ai/v1alpha1, kind: NodeSet, spec: {slurmd: {image: {repository: r, tag: t}}, customInitContainers: [{name: i, image: j}]}}`, `
pod spec
  init container i j at spec.customInitContainers[0]
  container slurmd r:t at spec.slurmd`},
		{"NIMPipeline", `{apiVersion: apps.nvidia.com/v1alpha1, kind: NIMPipeline, spec: {services: [{name: llm, spec: {image: {repository: nvcr.io/nim/a, tag: "1"}, storage: {hostPath: /data}}}]}}`, `
pod [llm] spec.services[0].spec
  container nim nvcr.io/nim/a:1 at spec.services[0].spec`},
		{"DynamoGraphDeployment", `{apiVersion: nvidia.com/v1alpha1, kind: DynamoGraphDeployment, spec: {services: {Worker: {envs: [{name: E}], resources: {limits: {gpu: "2"}},
			extraPodSpec: {hostNetwork: true, containers: [{name: side, image: s}], mainContainer: {image: w}}}}}}`, `
pod [Worker] spec.services.Worker.extraPodSpec
  container side s at spec.services.Worker.extraPodSpec.containers[0]
  container main w at spec.services.Worker.extraPodSpec.mainContainer`},
		{"Prometheus", `{apiVersion: monitoring.coreos.com/v1, kind: Prometheus, spec: {image: p, hostNetwork: true, resources: {requests: {memory: 1Gi}}, containers: [{name: prometheus, securityContext: {privileged: true}}, {name: x, image: i}]}}`, `
pod spec
  container prometheus p at spec
  container x i at spec.containers[1]`},
		{"a fleet of Ray clusters", `{apiVersion: orchestration.aibrix.ai/v1alpha1, kind: RayClusterFleet, spec: {template: {spec: {headGroupSpec: {template: {spec: ` + oneContainer + `}}}}}}`, `
pod [head] spec.template.spec.headGroupSpec.template.spec
  container main a at spec.template.spec.headGroupSpec.template.spec.containers[0]`},
		{"a custom resource that is not known", `{apiVersion: example.com/v1, kind: Thing, metadata: {containers: [{name: no, image: a}]}, status: {spec: ` + oneContainer + `},
			spec: {b: {template: {metadata: {labels: {k: v}}, spec: ` + oneContainer + `}}, a: [{containers: [{name: x, command: [run]}]}], c: {containers: [{name: only}]}}}`, `
pod [spec.a[0]] spec.a[0] by its shape
  container x at spec.a[0].containers[0]
pod [spec.b.template.spec] spec.b.template.spec by its shape
  container main a at spec.b.template.spec.containers[0]`},
		{"a place that the table does not have", `{apiVersion: ray.io/v9, kind: RayCluster, spec: {headGroupSpec: {template: {spec: ` + oneContainer + `}}, newGroup: {template: {spec: ` + oneContainer + `}}}}`, `
pod [head] spec.headGroupSpec.template.spec
  container main a at spec.headGroupSpec.template.spec.containers[0]
pod [spec.newGroup.template.spec] spec.newGroup.template.spec by its shape
  container main a at spec.newGroup.template.spec.containers[0]`},
		{"built-in kinds without pods are not searched", `{apiVersion: v1, kind: ConfigMap, data: {spec: ` + oneContainer + `}}`, ``},
		{"PodDefault is not a pod", `{apiVersion: kubeflow.org/v1alpha1, kind: PodDefault, spec: ` + oneContainer + `}`, ``},
		{"wrong types on the way", `{apiVersion: apps/v1, kind: Deployment, spec: {template: [{spec: ` + oneContainer + `}]}}`, `
unread spec.template: expected a mapping, found a list`},
		{"wrong types in the pod", `{apiVersion: apps/v1, kind: Deployment, spec: {template: {metadata: {labels: {a: 1}}, spec: {hostNetwork: "yes", containers: [{name: main, image: a, command: run}, sidecar]}}}}`, `
pod spec.template.spec
  container main a at spec.template.spec.containers[0]
  container at spec.template.spec.containers[1]
  malformed spec.template.metadata.labels.a: expected a string, found a number
  malformed spec.template.spec.containers[0].command: expected a list, found a string
  malformed spec.template.spec.containers[1]: expected a mapping, found a string
  malformed spec.template.spec.hostNetwork: expected a boolean, found a string`},
		{"wrong types of lists and specifications", `{apiVersion: ray.io/v1, kind: RayCluster, spec: {headGroupSpec: {template: {spec: none}}, workerGroupSpecs: {a: b}}}`, `
unread spec.headGroupSpec.template.spec: expected a mapping, found a string
unread spec.workerGroupSpecs: expected a list, found a mapping`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			located := Locate(parseObject(t, test.object))
			if diff := cmp.Diff(strings.TrimSpace(test.want), strings.TrimSpace(strings.Join(describe(located), "\n"))); diff != "" {
				t.Errorf("located (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLocateKnowsWhatItKnows(t *testing.T) {
	for kind, want := range map[string]bool{
		"v1 Pod": true, "v1 ConfigMap": true, "batch.volcano.sh/v1alpha1 Job": true, "kubeflow.org/v1 Profile": true,
		"security.istio.io/v1 AuthorizationPolicy": true, "example.com/v1 Job": false, "kubeflow.org/v1 Something": false,
		"gateway.networking.k8s.io/v1 HTTPRoute": true, "networking.k8s.io/v1 Ingress": true,
	} {
		version, name, _ := strings.Cut(kind, " ")
		if got := Locate(NewObject(map[string]any{"apiVersion": version, "kind": name}, Origin{})); got.Known != want {
			t.Errorf("%s: known %t, want %t", kind, got.Known, want)
		}
	}
}

// TestEveryRowOfTheTable plants a pod template at every place of the table that
// takes one and locates it.
func TestEveryRowOfTheTable(t *testing.T) {
	for kind, places := range locatorRows {
		for _, place := range places {
			if place.path == "" {
				continue
			}
			var path []Step
			for _, step := range place.steps {
				name := step.field
				if name == "" {
					name = "Any"
				}
				path = append(path, Step{Name: name, Named: true})
				if step.items {
					path = append(path, Step{})
				}
			}
			spec := append(path, Step{Name: "spec", Named: true})
			located := Locate(NewObject(exampleWithPodAt(kind.group, "v1", kind.kind, spec), Origin{}))
			direct := Locate(NewObject(exampleWithPodAt(kind.group, "v1", kind.kind, path), Origin{}))
			if len(located.Pods)+len(located.Embedded)+len(direct.Pods)+len(located.Unread) == 0 {
				switch stepsPath(path) {
				case "spec", "spec.template", "spec.tasks[0]", "spec.pipelineSpec":
					continue // these put their pods together from fields of their own
				}
				if !strings.Contains(stepsPath(path), "spec.slurmNodes") {
					t.Errorf("%s.%s: nothing located at %s", kind.kind, kind.group, place.path)
				}
			}
		}
	}
}

func TestRoleAndLabels(t *testing.T) {
	pods := Locate(parseObject(t, `{apiVersion: ray.io/v1, kind: RayCluster, metadata: {name: r, namespace: team}, spec: {workerGroupSpecs: [
		{groupName: gpu, template: {metadata: {labels: {team: a, ray.io/group: mine}, annotations: {x: z}}, spec: `+oneContainer+`}}]}}`)).Pods
	want := map[string]string{"ray.io/node-type": "worker", "ray.io/is-ray-node": "yes", "ray.io/cluster": "r", "team": "a", "ray.io/group": "gpu"}
	if diff := cmp.Diff(want, pods[0].Labels); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
	if pods[0].Namespace != "team" || pods[0].Annotations["x"] != "z" {
		t.Errorf("namespace %q, annotations %v", pods[0].Namespace, pods[0].Annotations)
	}
	for name, want := range map[string]string{
		"team":   "spec.workerGroupSpecs[0].template.metadata.labels.team",
		"a.b/c":  `spec.workerGroupSpecs[0].template.metadata.labels["a.b/c"]`,
		"absent": "spec.workerGroupSpecs[0].template.metadata.labels.absent",
	} {
		if got := pods[0].LabelPath(name); got != want {
			t.Errorf("path of label %s: %s, want %s", name, got, want)
		}
	}
}

func TestEmbeddedObjectsKnowTheirHolder(t *testing.T) {
	outer := parseObject(t, `{apiVersion: workload.codeflare.dev/v1beta2, kind: AppWrapper, metadata: {name: w, namespace: team}, spec: {components: [
		{template: {apiVersion: workload.codeflare.dev/v1beta2, kind: AppWrapper, spec: {components: [{template: {apiVersion: v1, kind: Pod, spec: `+oneContainer+`}}]}}}]}}`)
	inner := Locate(Locate(outer).Embedded[0]).Embedded[0]
	whole, path, exact := inner.Whole("spec.containers[0].image")
	if whole != outer || path != "spec.components[0].template.spec.components[0].template.spec.containers[0].image" || !exact {
		t.Errorf("Whole: %v %s %t", whole.ObjectRef, path, exact)
	}
	if inner.Namespace != "team" {
		t.Errorf("the namespace of the holder is not passed on: %q", inner.Namespace)
	}
	if _, path, exact := outer.Whole("spec"); path != "spec" || !exact {
		t.Errorf("an object that stands by itself: %s %t", path, exact)
	}
}

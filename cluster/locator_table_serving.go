package cluster

// llmInferenceService are the places of a KServe LLMInferenceService.
var llmInferenceService = []place{
	at("spec.template", podSpec).as("decode").with("LLMInferenceServiceConfig"),
	at("spec.worker", podSpec).as("worker").with("LLMInferenceServiceConfig"),
	at("spec.prefill.template", podSpec).as("prefill").with("LLMInferenceServiceConfig"),
	at("spec.prefill.worker", podSpec).as("prefill-worker").with("LLMInferenceServiceConfig"),
	at("spec.router.scheduler.template", podSpec).as("scheduler").with("LLMInferenceServiceConfig"),
	at("spec.router.scheduler.tokenizer.template", podSpec).as("tokenizer").with("LLMInferenceServiceConfig"),
}

// servingRuntime are the places of a KServe ServingRuntime.
var servingRuntime = []place{
	at("spec", podSpec).with("InferenceService"),
	at("spec.workerSpec", podSpec).as("worker").with("InferenceService"),
}

// servingRows are the kinds that serve models and notebooks.
var servingRows = []row{
	{"InferenceService.serving.kserve.io", []place{
		at("spec.predictor", kserveComponent).as("predictor").with("ServingRuntime").labelled("component", "predictor"),
		at("spec.predictor.workerSpec", podSpec).as("predictor-worker").with("ServingRuntime"),
		at("spec.transformer", kserveComponent).as("transformer").labelled("component", "transformer"),
		at("spec.explainer", kserveComponent).as("explainer").labelled("component", "explainer"),
	}},
	{"ServingRuntime.serving.kserve.io", servingRuntime},
	{"ClusterServingRuntime.serving.kserve.io", servingRuntime},
	{"LLMInferenceService.serving.kserve.io", llmInferenceService},
	{"LLMInferenceServiceConfig.serving.kserve.io", llmInferenceService},
	{"ClusterStorageContainer.serving.kserve.io", []place{
		at("spec.container", containerShape("initContainers", "storage-initializer")).with("InferenceService"),
	}},
	{"InferenceGraph.serving.kserve.io", nil},
	{"TrainedModel.serving.kserve.io", nil},
	{"LocalModelCache.serving.kserve.io", nil},
	{"LocalModelNamespaceCache.serving.kserve.io", nil},
	{"LocalModelNode.serving.kserve.io", nil},
	{"LocalModelNodeGroup.serving.kserve.io", nil},
	{"Predictor.serving.kserve.io", nil},

	{"Notebook.kubeflow.org", []place{
		at("spec.template", template).labelled("statefulset", "{object}").labelled("notebook-name", "{object}"),
	}},
	{"PVCViewer.kubeflow.org", []place{at("spec.podSpec", podSpec)}},
	{"Viewer.kubeflow.org", []place{at("spec.podTemplateSpec", template)}},
	{"Tensorboard.tensorboard.kubeflow.org", nil},
	{"PodDefault.kubeflow.org", nil},
	{"Profile.kubeflow.org", nil},
	{"ScheduledWorkflow.kubeflow.org", []place{at("spec.workflow.spec", scheduledWorkflow)}},
	{"Pipeline.pipelines.kubeflow.org", nil},
	{"PipelineVersion.pipelines.kubeflow.org", nil},

	{"Service.serving.knative.dev", one("spec.template")},
	{"Configuration.serving.knative.dev", one("spec.template")},
	{"Revision.serving.knative.dev", []place{at("", podShape)}},
	{"Route.serving.knative.dev", nil},
	{"DomainMapping.serving.knative.dev", nil},
	{"ContainerSource.sources.knative.dev", one("spec.template")},
	{"IntegrationSource.sources.knative.dev", []place{at("spec.template", template).with("IntegrationSource")}},
	{"JobSink.sinks.knative.dev", one("spec.job.spec.template")},
	{"ApiServerSource.sources.knative.dev", nil},
	{"PingSource.sources.knative.dev", nil},
	{"SinkBinding.sources.knative.dev", nil},
	{"IntegrationSink.sinks.knative.dev", nil},

	{"LoraAdapter.production-stack.vllm.ai", nil},

	{"SeldonDeployment.machinelearning.seldon.io", []place{
		at("spec.predictors[*].componentSpecs[*]", template).as("{name}").with("SeldonDeployment"),
	}},
	{"Workspace.kaito.sh", []place{at("inference.template", template), at("tuning.template", template)}},

	{"RoleSet.orchestration.aibrix.ai", []place{at("spec.roles[*].template", template).as("{name}")}},
	{"StormService.orchestration.aibrix.ai", []place{at("spec.template.spec.roles[*].template", template).as("{name}")}},
	{"PodSet.orchestration.aibrix.ai", one("spec.template")},
	{"RayClusterFleet.orchestration.aibrix.ai", below("spec.template.spec", rayCluster)},
	{"RayClusterReplicaSet.orchestration.aibrix.ai", below("spec.template.spec", rayCluster)},

	{"Sandbox.agents.x-k8s.io", one("spec.podTemplate")},
	{"SandboxTemplate.extensions.agents.x-k8s.io", one("spec.podTemplate")},
	{"SandboxClaim.extensions.agents.x-k8s.io", nil},
	{"SandboxWarmPool.extensions.agents.x-k8s.io", nil},
}

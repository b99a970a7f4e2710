package cluster

// workflowRows are the kinds that run workflows, pipelines and roll-outs.
var workflowRows = []row{
	{"WorkflowEventBinding.argoproj.io", nil},
	{"WorkflowArtifactGCTask.argoproj.io", nil},
	{"WorkflowTaskResult.argoproj.io", nil},
	{"WorkflowTaskSet.argoproj.io", nil},
	{"Rollout.argoproj.io", one("spec.template")},
	{"Experiment.argoproj.io", []place{at("spec.templates[*].template", template).as("{name}")}},
	{"AnalysisTemplate.argoproj.io", []place{at("spec.metrics[*].provider.job.spec.template", template).as("{name}")}},
	{"ClusterAnalysisTemplate.argoproj.io", []place{at("spec.metrics[*].provider.job.spec.template", template).as("{name}")}},
	{"AnalysisRun.argoproj.io", []place{at("spec.metrics[*].provider.job.spec.template", template).as("{name}")}},
	{"Application.argoproj.io", nil},
	{"ApplicationSet.argoproj.io", nil},
	{"AppProject.argoproj.io", nil},

	{"CustomRun.tekton.dev", nil},
}

// platformRows are the kinds of operators and platforms.
var platformRows = []row{
	{"DeploymentConfig.apps.openshift.io", one("spec.template")},
	{"DeploymentConfig", one("spec.template")},
	{"Template.template.openshift.io", []place{at("objects[*]", objectShape)}},
	{"Template", []place{at("objects[*]", objectShape)}},
	{"ClusterServiceVersion.operators.coreos.com", []place{
		at("spec.install.spec.deployments[*].spec.template", template).as("{name}"),
	}},
	{"CloneSet.apps.kruise.io", one("spec.template")},
	{"StatefulSet.apps.kruise.io", one("spec.template")},
	{"DaemonSet.apps.kruise.io", one("spec.template")},
	{"BroadcastJob.apps.kruise.io", one("spec.template")},
	{"ScaledJob.keda.sh", one("spec.jobTargetRef.template")},
	{"ScaledObject.keda.sh", nil},
	{"TriggerAuthentication.keda.sh", nil},
	{"ClusterTriggerAuthentication.keda.sh", nil},
	{"ServiceMonitor.monitoring.coreos.com", nil},
	{"PodMonitor.monitoring.coreos.com", nil},
	{"Probe.monitoring.coreos.com", nil},
	{"PrometheusRule.monitoring.coreos.com", nil},
	{"ClusterPolicy.nvidia.com", nil},
	{"NVIDIADriver.nvidia.com", nil},
	{"GPUCluster.nvidia.com", nil},
	{"NicClusterPolicy.mellanox.com", nil},
	{"CompositeController.metacontroller.k8s.io", nil},
	{"DecoratorController.metacontroller.k8s.io", nil},
	{"ControllerRevision.metacontroller.k8s.io", nil},
	{"ClusterPolicy.kyverno.io", nil},
	{"Policy.kyverno.io", nil},
}

package cluster

// The custom resources of the vLLM production stack, as its operator reads them
// (operator/api/v1alpha1). The image, arguments and environment of the server
// are in fields of their own; an earlier version had them at the top level.
var (
	vllmRuntime = assemble(assembly{
		template: "podTemplate",
		pod:      []part{{from: "deploymentConfig.image.pullSecretName", to: "imagePullSecrets", convert: secretNames}},
		containers: []assembled{
			{name: "vllm", parts: []part{
				{from: "image", to: "image", convert: imageOf},
				{from: "deploymentConfig.image", to: "image", convert: imageOf},
				{from: "resources", to: "resources", convert: gpuResources},
				{from: "deploymentConfig.resources", to: "resources", convert: gpuResources},
				{from: "extraArgs", to: "args"},
				{from: "vllmConfig.extraArgs", to: "args"},
				{from: "env", to: "env"},
				{from: "vllmConfig.env", to: "env"},
			}},
			{field: "deploymentConfig.sidecarConfig", name: "sidecar", parts: []part{
				{from: "image", to: "image", convert: imageOf}, {from: "command", to: "command"}, {from: "args", to: "args"},
				{from: "env", to: "env"}, {from: "resources", to: "resources", convert: gpuResources},
			}},
		},
	})
	vllmRouter = assemble(assembly{
		pod: append(same("serviceAccountName"), part{from: "image.pullSecretName", to: "imagePullSecrets", convert: secretNames}),
		containers: []assembled{{name: "router", parts: []part{
			{from: "image", to: "image", convert: imageOf}, {from: "resources", to: "resources", convert: gpuResources},
			{from: "extraArgs", to: "args"}, {from: "env", to: "env"},
		}}},
	})
	vllmCacheServer = assemble(assembly{
		pod: []part{{from: "image.pullSecretName", to: "imagePullSecrets", convert: secretNames}},
		containers: []assembled{{name: "cache-server", parts: []part{
			{from: "image", to: "image", convert: imageOf}, {from: "image", to: "command", convert: cacheServerCommand},
			{from: "resources", to: "resources", convert: gpuResources},
		}}},
	})
)

// cacheServerCommand is what a CacheServer runs, whatever image it takes.
func cacheServerCommand(any) any { return []any{"lmcache_server"} }

// nimContainer are the fields of the containers that accompany a NIM.
var nimContainer = []part{
	{from: "image", to: "image", convert: imageOf}, {from: "image", to: "imagePullPolicy", convert: pullPolicyOf},
	{from: "command", to: "command"}, {from: "args", to: "args"}, {from: "env", to: "env"},
	{from: "workingDir", to: "workingDir"}, {from: "volumeMounts", to: "volumeMounts"},
}

// nim is a service of the NVIDIA NIM operator (api/apps/v1alpha1).
var nim = assemble(assembly{
	metadata: true,
	pod: append(same("nodeSelector", "tolerations", "affinity", "schedulerName", "runtimeClassName", "priorityClassName"),
		part{from: "runtimeClass", to: "runtimeClassName"},
		part{from: "affinity.podAffinity", to: "affinity.podAffinity"},
		part{from: "podAffinity", to: "affinity.podAffinity"},
		part{from: "userID", to: "securityContext.runAsUser"},
		part{from: "groupID", to: "securityContext.runAsGroup"},
		part{from: "image.pullSecrets", to: "imagePullSecrets", convert: secretNames},
		part{from: "storage.hostPath", to: "volumes", convert: hostPathVolume}),
	containers: []assembled{
		{field: "initContainers", list: "initContainers", name: "init", each: true, parts: nimContainer},
		{name: "nim", parts: append([]part{{from: "resources", to: "resources"}}, nimContainer...)},
		{field: "sidecarContainers", name: "sidecar", each: true, parts: nimContainer},
	},
})

// nimCache is a NIMCache, whose job downloads a model.
var nimCache = assemble(assembly{
	pod: append(same("nodeSelector", "tolerations", "runtimeClassName"),
		part{from: "userID", to: "securityContext.runAsUser"},
		part{from: "groupID", to: "securityContext.runAsGroup"},
		part{from: "storage.hostPath", to: "volumes", convert: hostPathVolume}),
	containers: []assembled{
		{field: "initContainers", list: "initContainers", name: "init", each: true, parts: nimContainer},
		{name: "nim-cache", parts: []part{
			{from: "source.ngc.modelPuller", to: "image"}, {from: "source.hf.modelPuller", to: "image"},
			{from: "source.dataStore.modelPuller", to: "image"}, {from: "env", to: "env"},
		}},
	},
})

// slinky is a kind of the Slinky Slurm operator (api/v1beta1): a pod template and,
// beside it, the containers that the operator puts into it.
func slinky(containers ...string) []place {
	a := assembly{template: "template"}
	for _, name := range containers {
		a.containers = append(a.containers, assembled{field: name, name: name})
	}
	return []place{at("spec", assemble(a)).with("the Slurm operator")}
}

// soperatorContainer are the fields of a NodeContainer of soperator
// (api/v1/slurmcluster_types.go).
var soperatorContainer = []part{
	{from: "image", to: "image"}, {from: "command", to: "command"}, {from: "args", to: "args"},
	{from: "customEnv", to: "env"}, {from: "imagePullPolicy", to: "imagePullPolicy"},
	{from: "resources", to: "resources", convert: limits},
	{from: "appArmorProfile", to: "securityContext.appArmorProfile", convert: appArmor},
	{from: "procMount", to: "securityContext.procMount"},
}

// soperatorNode is a kind of node of a SlurmCluster.
func soperatorNode(containers ...string) shape {
	a := assembly{pod: append(same("hostUsers", "serviceAccountName"), part{from: "priorityClass", to: "priorityClassName"})}
	a.containers = append(a.containers, assembled{field: "customInitContainers", list: "initContainers", name: "init", each: true})
	for _, name := range containers {
		a.containers = append(a.containers, assembled{field: name, name: name, parts: soperatorContainer})
	}
	return assemble(a)
}

// soperatorWorker are the fields of a container of a NodeSet of soperator
// (api/v1alpha1/nodeset_types.go).
var soperatorWorker = []part{
	{from: "image", to: "image", convert: imageOf}, {from: "customEnv", to: "env"},
	{from: "resources", to: "resources", convert: limits},
	{from: "security.appArmorProfile", to: "securityContext.appArmorProfile", convert: appArmor},
	{from: "security.procMount", to: "securityContext.procMount"},
}

// soperatorJob are the fields of the container of an ActiveCheck.
var soperatorJob = []part{
	{from: "image", to: "image"}, {from: "command", to: "command"}, {from: "args", to: "args"}, {from: "env", to: "env"},
	{from: "workingDir", to: "workingDir"}, {from: "volumeMounts", to: "volumeMounts"}, {from: "imagePullPolicy", to: "imagePullPolicy"},
	{from: "appArmorProfile", to: "securityContext.appArmorProfile", convert: appArmor},
}

// soperatorConfigurator are the fields of a container of a NodeConfigurator.
var soperatorConfigurator = []part{
	{from: "image", to: "image", convert: imageOf}, {from: "command", to: "command"}, {from: "env", to: "env"},
	{from: "resources", to: "resources"},
}

// dynamo is a component of a graph of NVIDIA Dynamo
// (deploy/cloud/operator/api/v1alpha1).
var dynamo = assemble(assembly{
	metadata: true, podSpec: "extraPodSpec", podMetadata: "extraPodMetadata",
	containers: []assembled{
		{field: "extraPodSpec.mainContainer", name: "main"},
		{name: "main", parts: []part{
			{from: "envs", to: "env"}, {from: "resources", to: "resources", convert: gpuRequirements},
		}},
	},
})

// bento is a BentoDeployment or a runner of one (apis/serving/v2alpha1).
var bento = assemble(assembly{
	metadata: true, podSpec: "extraPodSpec", podMetadata: "extraPodMetadata",
	containers: []assembled{{name: "main", parts: []part{
		{from: "envs", to: "env"}, {from: "resources", to: "resources", convert: gpuRequirements},
	}}},
})

// prometheus is a server of the Prometheus operator
// (pkg/apis/monitoring/v1/prometheus_types.go), with its containers beside it.
func prometheus(name string) []place {
	return []place{at("spec", assemble(assembly{
		pod: same("volumes", "nodeSelector", "tolerations", "affinity", "securityContext", "serviceAccountName", "priorityClassName",
			"imagePullSecrets", "hostNetwork", "hostUsers", "dnsPolicy", "dnsConfig", "hostAliases", "automountServiceAccountToken",
			"topologySpreadConstraints"),
		podMetadata: "podMetadata",
		containers: []assembled{
			{field: "initContainers", list: "initContainers", name: "init", each: true},
			{name: name, parts: append(same("image", "resources", "volumeMounts"), part{from: "imagePullPolicy", to: "imagePullPolicy"})},
			{field: "containers", name: name, each: true},
		},
	})).with("the Prometheus operator")}
}

// assembledRows are the kinds whose controllers put a pod together from fields
// that do not have the shape of a pod.
var assembledRows = []row{
	{"VLLMRuntime.production-stack.vllm.ai", []place{at("spec", vllmRuntime).with("the vLLM operator")}},
	{"VLLMRouter.production-stack.vllm.ai", []place{at("spec", vllmRouter).with("the vLLM operator")}},
	{"CacheServer.production-stack.vllm.ai", []place{at("spec", vllmCacheServer).with("the vLLM operator")}},

	{"NIMService.apps.nvidia.com", []place{at("spec", nim).with("the NIM operator")}},
	{"NIMPipeline.apps.nvidia.com", []place{at("spec.services[*].spec", nim).as("{name}").with("the NIM operator")}},
	{"NIMCache.apps.nvidia.com", []place{at("spec", nimCache).with("the NIM operator")}},
	{"NIMBuild.apps.nvidia.com", []place{at("spec", nim).with("the NIM operator")}},
	{"NemoGuardrail.apps.nvidia.com", []place{at("spec", nim).with("the NIM operator")}},
	{"NemoCustomizer.apps.nvidia.com", []place{at("spec", nim).with("the NIM operator")}},
	{"NemoDatastore.apps.nvidia.com", []place{at("spec", nim).with("the NIM operator")}},
	{"NemoEntitystore.apps.nvidia.com", []place{at("spec", nim).with("the NIM operator")}},
	{"NemoEvaluator.apps.nvidia.com", []place{at("spec", nim).with("the NIM operator")}},

	{"DynamoGraphDeployment.nvidia.com", []place{at("spec.services.*", dynamo).as("{*}").with("the Dynamo operator")}},
	{"DynamoComponentDeployment.nvidia.com", []place{at("spec", dynamo).with("the Dynamo operator")}},
	{"BentoDeployment.serving.yatai.ai", []place{
		at("spec", bento).with("the Bento"),
		at("spec.runners[*]", bento).as("{name}").with("the Bento"),
	}},

	{"Prometheus.monitoring.coreos.com", prometheus("prometheus")},
	{"PrometheusAgent.monitoring.coreos.com", prometheus("prometheus")},
	{"Alertmanager.monitoring.coreos.com", prometheus("alertmanager")},
	{"ThanosRuler.monitoring.coreos.com", prometheus("thanos-ruler")},
	{"AlertmanagerConfig.monitoring.coreos.com", nil},
	{"ScrapeConfig.monitoring.coreos.com", nil},

	{"NodeSet.slinky.slurm.net", slinky("slurmd", "logfile")},
	{"LoginSet.slinky.slurm.net", slinky("login", "initconf")},
	{"Controller.slinky.slurm.net", slinky("slurmctld", "reconfigure", "logfile")},
	{"RestApi.slinky.slurm.net", slinky("slurmrestd")},
	{"Accounting.slinky.slurm.net", slinky("slurmdbd", "initconf")},
	{"Cluster.slinky.slurm.net", nil},
	{"Token.slinky.slurm.net", nil},

	{"SlurmCluster.slurm.nebius.ai", []place{
		at("spec.slurmNodes.controller", soperatorNode("slurmctld", "munge", "sssd")).as("controller").with("soperator"),
		at("spec.slurmNodes.worker", soperatorNode("slurmd", "munge", "sssd")).as("worker").with("soperator"),
		at("spec.slurmNodes.login", soperatorNode("sshd", "munge", "sssd")).as("login").with("soperator"),
		at("spec.slurmNodes.accounting", soperatorNode("slurmdbd", "munge")).as("accounting").with("soperator"),
		at("spec.slurmNodes.rest", soperatorNode("rest")).as("rest").with("soperator"),
		at("spec.slurmNodes.exporter", soperatorNode("exporterContainer", "exporter", "munge")).as("exporter").with("soperator"),
		at("spec.populateJail", assemble(assembly{
			pod:        append(same("imagePullSecrets", "hostUsers"), part{from: "priorityClass", to: "priorityClassName"}),
			containers: []assembled{{name: "populate-jail", parts: soperatorContainer}},
		})).as("populate-jail").with("soperator"),
		at("spec.sConfigController", assemble(assembly{
			pod: append(same("hostUsers", "serviceAccountName"), part{from: "runAsUid", to: "securityContext.runAsUser"},
				part{from: "runAsGid", to: "securityContext.runAsGroup"}),
			containers: []assembled{{field: "container", name: "sconfigcontroller", parts: soperatorContainer}},
		})).as("sconfigcontroller").with("soperator"),
	}},
	{"NodeSet.slurm.nebius.ai", []place{at("spec", assemble(assembly{
		pod: append(same("nodeSelector", "affinity", "tolerations", "imagePullSecrets"), part{from: "priorityClass", to: "priorityClassName"}),
		containers: []assembled{
			{field: "customInitContainers", list: "initContainers", name: "init", each: true},
			{field: "slurmd", name: "slurmd", parts: soperatorWorker}, {field: "munge", name: "munge", parts: soperatorWorker},
			{field: "sssd", name: "sssd", parts: soperatorWorker},
		},
	})).with("soperator")}},
	{"ActiveCheck.slurm.nebius.ai", []place{
		at("spec", assemble(assembly{
			pod: append(same("nodeSelector", "affinity", "tolerations", "hostUsers"), part{from: "k8sJobSpec.jobContainer.volumes", to: "volumes"}),
			containers: []assembled{
				{field: "k8sJobSpec.jobContainer", name: "job", parts: soperatorJob},
				{field: "k8sJobSpec.mungeContainer", name: "munge", parts: soperatorJob},
			},
		})).as("kubernetes-job").with("soperator"),
		at("spec.slurmJobSpec", assemble(assembly{
			pod: []part{{from: "jobContainer.volumes", to: "volumes"}},
			containers: []assembled{
				{field: "jobContainer", name: "job", parts: soperatorJob}, {field: "mungeContainer", name: "munge", parts: soperatorJob},
			},
		})).as("slurm-job").with("soperator"),
	}},
	{"NodeConfigurator.slurm.nebius.ai", []place{at("spec", assemble(assembly{
		pod: append(same("hostNetwork", "hostIPC", "shareProcessNamespace", "initContainers"),
			part{from: "rebooter.serviceAccountName", to: "serviceAccountName"}, part{from: "rebooter.tolerations", to: "tolerations"}),
		containers: []assembled{
			{field: "rebooter", name: "rebooter", parts: soperatorConfigurator},
			{field: "customContainer", name: "custom", parts: soperatorConfigurator},
		},
	})).with("soperator")}},
	{"JailedConfig.slurm.nebius.ai", nil},
}

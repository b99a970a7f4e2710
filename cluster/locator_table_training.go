package cluster

// rayCluster are the places of a RayCluster, relative to its specification.
var rayCluster = []place{
	at("", rayHead).as("head").labelled("ray.io/node-type", "head").labelled("ray.io/group", "headgroup").
		labelled("ray.io/is-ray-node", "yes"),
	at("workerGroupSpecs[*].template", template).as("worker-{groupName}").labelled("ray.io/node-type", "worker").
		labelled("ray.io/group", "{groupName}").labelled("ray.io/is-ray-node", "yes"),
}

// rayJob are the places of a RayJob, relative to its specification.
var rayJob = append(below("rayClusterSpec", rayCluster), at("submitterPodTemplate", template).as("submitter"))

// replicas is a job of the Kubeflow training operator: one pod template for
// every replica type.
func replicas(field string) []place {
	return []place{at("spec."+field+".*.template", template).as("{*}").labelled("training.kubeflow.org/job-name", "{object}")}
}

// jobSet are the places of a JobSet, relative to its specification.
var jobSet = []place{at("replicatedJobs[*].template.spec.template", template).as("{name}").labelled("jobset.sigs.k8s.io/replicatedjob-name", "{name}")}

// leaderWorker are the places of a LeaderWorkerSet, relative to its specification.
var leaderWorker = []place{
	at("leaderWorkerTemplate.leaderTemplate", template).as("leader"),
	at("leaderWorkerTemplate.workerTemplate", template).as("worker"),
}

// machineLearningRows are the kinds that train models and run batch work.
var machineLearningRows = []row{
	{"RayCluster.ray.io", labelledAll(below("spec", rayCluster), "ray.io/cluster", "{object}")},
	{"RayJob.ray.io", below("spec", rayJob)},
	{"RayService.ray.io", below("spec.rayClusterConfig", rayCluster)},
	{"RayCronJob.ray.io", below("spec.jobTemplate", rayJob)},

	{"PyTorchJob.kubeflow.org", replicas("pytorchReplicaSpecs")},
	{"TFJob.kubeflow.org", replicas("tfReplicaSpecs")},
	{"XGBoostJob.kubeflow.org", replicas("xgbReplicaSpecs")},
	{"PaddleJob.kubeflow.org", replicas("paddleReplicaSpecs")},
	{"JAXJob.kubeflow.org", replicas("jaxReplicaSpecs")},
	{"MXJob.kubeflow.org", replicas("mxReplicaSpecs")},
	{"MPIJob.kubeflow.org", append(replicas("mpiReplicaSpecs"), at("spec.template", template))},

	{"TrainJob.trainer.kubeflow.org", []place{at("spec", trainJob).with("TrainingRuntime")}},
	{"TrainJob.kubeflow.org", []place{at("spec", trainJob).with("TrainingRuntime")}},
	{"TrainingRuntime.trainer.kubeflow.org", below("spec.template.spec", jobSet)},
	{"ClusterTrainingRuntime.trainer.kubeflow.org", below("spec.template.spec", jobSet)},
	{"TrainingRuntime.kubeflow.org", below("spec.template.spec", jobSet)},
	{"ClusterTrainingRuntime.kubeflow.org", below("spec.template.spec", jobSet)},

	{"JobSet.jobset.x-k8s.io", below("spec", jobSet)},
	{"DisaggregatedSet.disaggregatedset.x-k8s.io", []place{
		at("spec.roles[*].spec.leaderWorkerTemplate.leaderTemplate", template).as("{name}-leader"),
		at("spec.roles[*].spec.leaderWorkerTemplate.workerTemplate", template).as("{name}-worker"),
	}},
	{"LeaderWorkerSet.leaderworkerset.x-k8s.io", below("spec", leaderWorker)},

	{"Job.batch.volcano.sh", []place{at("spec", volcanoJob).as("{name}").labelled("volcano.sh/job-name", "{object}")}},
	{"JobTemplate.flow.volcano.sh", []place{at("spec", volcanoJob).as("{name}")}},
	{"JobFlow.flow.volcano.sh", []place{at("spec.flows[*].patch.jobSpec", volcanoJob).as("{name}").with("JobTemplate")}},

	{"Workload.kueue.x-k8s.io", []place{at("spec.podSets[*].template", template).as("{name}")}},
	{"ClusterQueue.kueue.x-k8s.io", nil},
	{"LocalQueue.kueue.x-k8s.io", nil},
	{"Cohort.kueue.x-k8s.io", nil},
	{"ResourceFlavor.kueue.x-k8s.io", nil},
	{"Topology.kueue.x-k8s.io", nil},
	{"AdmissionCheck.kueue.x-k8s.io", nil},
	{"MultiKueueCluster.kueue.x-k8s.io", nil},
	{"MultiKueueConfig.kueue.x-k8s.io", nil},
	{"ProvisioningRequestConfig.kueue.x-k8s.io", nil},
	{"WorkloadPriorityClass.kueue.x-k8s.io", nil},
	{"AppWrapper.workload.codeflare.dev", []place{at("spec.components[*].template", objectShape)}},
	{"AppWrapper.mcad.ibm.com", []place{at("spec.resources.GenericItems[*].generictemplate", objectShape)}},

	{"Experiment.kubeflow.org", []place{at("spec.trialTemplate.trialSpec", objectShape)}},
	{"Trial.kubeflow.org", []place{at("spec.runSpec", objectShape)}},
	{"Suggestion.kubeflow.org", nil},

	{"SparkApplication.sparkoperator.k8s.io", []place{at("spec", sparkApplication)}},
	{"ScheduledSparkApplication.sparkoperator.k8s.io", []place{at("spec.template", sparkApplication)}},
	{"SparkConnect.sparkoperator.k8s.io", []place{at("spec", sparkConnect)}},

	{"FlinkDeployment.flink.apache.org", []place{
		at("spec.podTemplate", template).with("FlinkDeployment"),
		at("spec.jobManager.podTemplate", template).as("jobmanager").with("FlinkDeployment"),
		at("spec.taskManager.podTemplate", template).as("taskmanager").with("FlinkDeployment"),
	}},
}

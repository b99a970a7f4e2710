package cluster

// builtInRows are the kinds of Kubernetes itself, in all groups they were ever
// served in. Built-in kinds that are not here hold no pods.
var builtInRows = []row{
	{"Pod", []place{at("", podShape)}},
	{"PodTemplate", one("template")},
	{"ReplicationController", one("spec.template")},
	{"Deployment.apps", one("spec.template")},
	{"Deployment.extensions", one("spec.template")},
	{"StatefulSet.apps", one("spec.template")},
	{"DaemonSet.apps", one("spec.template")},
	{"DaemonSet.extensions", one("spec.template")},
	{"ReplicaSet.apps", one("spec.template")},
	{"ReplicaSet.extensions", one("spec.template")},
	{"Job.batch", job("spec.template")},
	{"CronJob.batch", one("spec.jobTemplate.spec.template")},
	{"List", []place{at("items[*]", objectShape)}},
}

// job is a Job, whose pods are labelled with its name.
func job(path string) []place {
	return []place{at(path, template).labelled("batch.kubernetes.io/job-name", "{object}").labelled("job-name", "{object}")}
}

// podShape is a Pod.
func podShape(l *locating, at node) {
	mapping := l.mapping(at)
	d := draft{specPath: "spec", metadataPath: "metadata", budget: &l.budget}
	d.metadata = l.mapping(node{value: mapping["metadata"], path: "metadata"})
	if d.spec = l.mapping(node{value: mapping["spec"], path: "spec"}); d.spec != nil {
		l.add(d)
	}
}

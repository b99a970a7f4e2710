package rbac

import (
	"maps"
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
)

// podMakers are the resources from which somebody who may create them gets a
// pod of his own design: pods themselves, the workloads of Kubernetes, and the
// custom resources whose controllers make pods out of a template in them.
var podMakers = map[string][]string{
	"":                         {"pods", "replicationcontrollers"},
	"apps":                     {"deployments", "statefulsets", "daemonsets", "replicasets"},
	"batch":                    {"jobs", "cronjobs"},
	"agents.x-k8s.io":          {"sandboxes"},
	"argoproj.io":              {"workflows", "cronworkflows"},
	"batch.volcano.sh":         {"jobs"},
	"jobset.x-k8s.io":          {"jobsets"},
	"kubeflow.org":             {"notebooks", "pytorchjobs", "tfjobs", "mpijobs", "xgboostjobs", "paddlejobs", "jaxjobs"},
	"leaderworkerset.x-k8s.io": {"leaderworkersets"},
	"ray.io":                   {"rayclusters", "rayjobs", "rayservices", "raycronjobs"},
	"serving.knative.dev":      {"services"},
	"serving.kserve.io":        {"inferenceservices", "llminferenceservices"},
	"sparkoperator.k8s.io":     {"sparkapplications", "scheduledsparkapplications"},
	"tekton.dev":               {"taskruns", "pipelineruns"},
	"trainer.kubeflow.org":     {"trainjobs"},
	"workload.codeflare.dev":   {"appwrappers"},
}

// finalTemplates are those whose pods nobody can change once they are created.
var finalTemplates = []cluster.GroupResource{
	{Group: "batch", Resource: "jobs"}, {Group: "batch.volcano.sh", Resource: "jobs"}, {Group: "jobset.x-k8s.io", Resource: "jobsets"},
	{Group: "tekton.dev", Resource: "pipelineruns"}, {Group: "tekton.dev", Resource: "taskruns"},
}

// makePods are the requests that create one of them, sorted, and then those
// that change one that is there: of a pod itself, the image.
var makePods = func() func(*cluster.Binding) []cluster.Request {
	var create, change []cluster.Request
	for _, group := range slices.Sorted(maps.Keys(podMakers)) {
		for _, resource := range podMakers[group] {
			create = append(create, cluster.Request{Verb: "create", Group: group, Resource: resource})
			if slices.Contains(finalTemplates, cluster.GroupResource{Group: group, Resource: resource}) {
				continue
			}
			for _, verb := range []string{"update", "patch"} {
				change = append(change, cluster.Request{Verb: verb, Group: group, Resource: resource})
			}
		}
	}
	return always(slices.Concat(create, change)...)
}()

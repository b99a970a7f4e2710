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

// createPods are the requests that create one of them, sorted.
var createPods = func() func(*cluster.Binding) []cluster.Request {
	var requests []cluster.Request
	for _, group := range slices.Sorted(maps.Keys(podMakers)) {
		for _, resource := range podMakers[group] {
			requests = append(requests, cluster.Request{Verb: "create", Group: group, Resource: resource})
		}
	}
	return always(requests...)
}()

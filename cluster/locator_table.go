package cluster

import "strings"

// groupKind is a kind in any version.
type groupKind struct{ group, kind string }

// locatorRows is the table of all kinds, compiled.
var locatorRows = compileRows(builtInRows, machineLearningRows, workflowRows, servingRows, assembledRows, platformRows)

// row is one kind, written Kind.group, and the places of pods in it. A kind
// without places is known to hold no pods.
type row struct {
	kind   string
	places []place
}

func compileRows(tables ...[]row) map[groupKind][]place {
	compiled := map[groupKind][]place{}
	for _, table := range tables {
		for _, row := range table {
			kind, group, _ := strings.Cut(row.kind, ".")
			places := make([]place, len(row.places))
			for i, place := range row.places {
				place.steps = compileSteps(place.path)
				places[i] = place
			}
			compiled[groupKind{group, kind}] = places
		}
	}
	return compiled
}

// at is a place without a role.
func at(path string, shape shape) place { return place{path: path, shape: shape} }

// as names the pods of a place.
func (p place) as(role string) place { p.role = role; return p }

// with says what else contributes to the pods of a place.
func (p place) with(partial string) place { p.partial = partial; return p }

// labelled says which label the controller adds to the pods of a place.
func (p place) labelled(name, value string) place {
	p.labels = append(p.labels[:len(p.labels):len(p.labels)], label{name, value})
	return p
}

// labelledAll is [place.labelled] for several places.
func labelledAll(places []place, name, value string) []place {
	for i := range places {
		places[i] = places[i].labelled(name, value)
	}
	return places
}

// below moves places below a field of another kind.
func below(path string, places []place) []place {
	moved := make([]place, len(places))
	for i, place := range places {
		if place.path == "" {
			place.path = path
		} else {
			place.path = path + "." + place.path
		}
		moved[i] = place
	}
	return moved
}

// one is the place of a kind with a single pod template.
func one(path string) []place { return []place{at(path, template)} }

// withoutPods reports whether no kind of a group holds pods.
func withoutPods(group string) bool {
	_, parent, _ := strings.Cut(group, ".")
	return groupsWithoutPods[group] || groupsWithoutPods["*."+parent]
}

// groupsWithoutPods are the API groups of widespread projects of which no kind
// holds pods; a leading "*." stands for one word.
var groupsWithoutPods = map[string]bool{
	"*.istio.io": true, "*.projectcalico.org": true, "cilium.io": true, "policy.networking.k8s.io": true,
	"gateway.networking.k8s.io": true, "inference.networking.k8s.io": true, "inference.networking.x-k8s.io": true,
	"networking.gke.io": true, "cloud.google.com": true, "traefik.io": true, "route.openshift.io": true,
	"cert-manager.io": true, "certmanager.k8s.io": true, "scorecard.operatorframework.io": true, "holodeck.nvidia.com": true, "acme.cert-manager.io": true, "external-secrets.io": true, "dex.coreos.com": true,
	"snapshot.storage.k8s.io": true, "metrics.k8s.io": true, "external.metrics.k8s.io": true,
	"nfd.k8s-sigs.io": true, "resource.nvidia.com": true, "gpu.resource.nvidia.com": true,
	"karpenter.sh": true, "karpenter.k8s.aws": true, "scheduling.volcano.sh": true, "topology.volcano.sh": true,
	"nodeinfo.volcano.sh": true, "autoscaling.k8s.io": true, "autoscaling.x-k8s.io": true,
	"capsule.clastix.io": true, "hnc.x-k8s.io": true, "openreports.io": true, "wgpolicyk8s.io": true, "bulkhead.dev": true,
	"aquasecurity.github.io": true, "templates.gatekeeper.sh": true, "constraints.gatekeeper.sh": true,
	"config.gatekeeper.sh": true, "mutations.gatekeeper.sh": true, "security.openshift.io": true,
	"config.openshift.io": true, "app.k8s.io": true, "kustomize.config.k8s.io": true, "kind.x-k8s.io": true,
	"kubescheduler.config.k8s.io": true, "kubelet.config.k8s.io": true, "kubeadm.k8s.io": true,
	"config.kueue.x-k8s.io": true, "config.kubeflow.org": true, "config.trainer.kubeflow.org": true,
	"controller-runtime.sigs.k8s.io": true, "autoscaling.internal.knative.dev": true,
	"networking.internal.knative.dev": true, "caching.internal.knative.dev": true,
	"eventing.knative.dev": true, "messaging.knative.dev": true, "flows.knative.dev": true,
}

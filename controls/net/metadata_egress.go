package net

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/controls/server"
)

// metadataAddress is where the machines of nearly every cloud ask for their
// credentials.
var metadataAddress = netip.MustParseAddr("169.254.169.254")

var _ = Family.Add(control.Control{
	ID:       "net-metadata-egress",
	Title:    "AI workload reaches the metadata service of the cloud",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Needs:    cluster.NetworkPolicies,
	Why: `A node's metadata service hands the credentials of the node to whoever asks from it. An inference server that fetches ` +
		`the URL in a prompt, a Ray dashboard, a notebook or a poisoned package asks on behalf of an attacker, who then reads ` +
		`buckets and registries as the node. A policy that allows egress to 0.0.0.0/0, or to nobody in particular ("to: []"), ` +
		`includes that address. Limits of the cloud (a hop limit of one for IMDSv2, workload identity) help where they are set, ` +
		`which manifests do not show.`,
	Fix: `Isolate the pod for egress and except 169.254.169.254/32, better 169.254.0.0/16, from every ipBlock that contains it; ` +
		`on IPv6 fd00:ec2::254/128 (AWS) and fd20:ce::254/128 (Google). Give pods that need a cloud identity one of their own.`,
	Refs: control.Refs{
		ATTACK: []string{"T1552.005"},
		NIST:   []string{"SC-7", "AC-4"},
		CVE:    []string{"CVE-2023-48023"},
		URLs: []string{
			"https://kubernetes.io/docs/concepts/services-networking/network-policies/",
			"https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
		},
	},
	Check: func(pass *control.Pass) {
		pod := pass.Pod
		if pass.Settings.IsPlatformNamespace(pod.Namespace) || pass.Object.RunsElsewhere() || !isAIWorkload(pod) {
			pass.NotApplicable()
			return
		}
		reach := pass.Facts.Egress(pod)
		if reach.HostNetwork() {
			pass.Fail(pod.FieldPath("hostNetwork"), "pod uses the network of its node: no NetworkPolicy keeps it from %s", metadataAddress)
			return
		}
		if !pass.Require(cluster.NetworkPolicies) {
			return
		}
		if reason := reach.Undecided(); reason != "" {
			pass.Unknown(pod.FieldPath(""), "whether the pod reaches %s is not known: %s", metadataAddress, reason)
			return
		}
		admission := reach.AdmitsIP(metadataAddress, cluster.TCP(80))
		if !admission.Admitted() {
			return
		}
		switch {
		case admission.Policy != nil:
			pass.Fail(pod.FieldPath(""), "NetworkPolicy %s lets the pod reach %s", admission.Policy.Name, metadataAddress).
				Because(admission.Policy.Object, admission.Path, nil)
		default:
			pass.Fail(pod.FieldPath(""), "no NetworkPolicy isolates the pod for egress: it reaches %s", metadataAddress)
		}
	},
})

// aiGroups are the API groups whose kinds train, serve and explore.
var aiGroups = map[string]bool{
	"ray.io": true, "kubeflow.org": true, "trainer.kubeflow.org": true, "jobset.x-k8s.io": true, "leaderworkerset.x-k8s.io": true,
	"batch.volcano.sh": true, "serving.kserve.io": true, "production-stack.vllm.ai": true, "apps.nvidia.com": true, "nvidia.com": true,
	"machinelearning.seldon.io": true, "kaito.sh": true, "orchestration.aibrix.ai": true, "serving.yatai.ai": true, "agents.x-k8s.io": true,
}

// isAIWorkload reports whether a pod comes out of a custom resource that trains,
// serves or explores, asks for accelerators, or runs a server that does one of
// these.
func isAIWorkload(pod *cluster.Pod) bool {
	_, group, _ := strings.Cut(pod.Object.GroupKind(), ".")
	return aiGroups[group] || len(pod.Accelerators()) > 0 ||
		slices.ContainsFunc(pod.Containers(), func(container cluster.Container) bool { return server.Of(container) != "" })
}

package net

import (
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "net-no-default-deny",
	Title:    "Namespace does not deny network traffic by default",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryNamespace,
	Needs:    cluster.NetworkPolicies,
	Why: `Kubernetes lets every pod talk to every other and to the world until a NetworkPolicy isolates it. What AI workloads open ` +
		`on the pod network (Ray, torch.distributed, inference servers, notebooks) mostly asks nobody who they are, so one ` +
		`compromised pod of any tenant reaches all of it, and sends weights and data out. Only a policy that selects every pod, ` +
		`for ingress and for egress, covers the pods that nobody thought of; a rule that is empty ({} or "to: []") allows ` +
		`everything again, although guides write it for "allow downloads".`,
	Fix: `Add a NetworkPolicy with podSelector: {} and policyTypes: [Ingress, Egress] without rules, then one policy for each ` +
		`connection that is meant: DNS, the object store, the gateway in front of a model.`,
	Refs: control.Refs{
		ATTACK: []string{"T1046"},
		CIS:    []string{"5.3.2"},
		NIST:   []string{"SC-7(5)", "AC-4"},
		URLs: []string{
			"https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies",
		},
	},
	Check: func(pass *control.Pass) {
		name := pass.Namespace.Name
		pods := pass.Facts.Pods(name)
		if pass.Settings.IsPlatformNamespace(name) || len(pods) == 0 {
			pass.NotApplicable()
			return
		}
		if !pass.Require(cluster.NetworkPolicies) {
			return
		}
		var open, undecided []string
		var opened []cluster.Admission
		for _, reach := range []*cluster.DefaultReach{pass.Facts.DefaultIngress(name), pass.Facts.DefaultEgress(name)} {
			direction := strings.ToLower(string(reach.Stranger.Direction()))
			switch reason := reach.Undecided(); {
			case reason != "":
				undecided = append(undecided, reason)
			case !reach.Isolated():
				open = append(open, "no policy isolates every pod for "+direction)
			default:
				if policy, path := reach.OpenedBy(); policy != nil {
					open = append(open, "policy "+policy.Name+" allows all "+direction)
					opened = append(opened, cluster.Admission{Policy: policy, Path: path})
				}
			}
		}
		if len(open) == 0 {
			for _, reason := range undecided[:min(1, len(undecided))] {
				pass.Unknown("", "whether namespace %s denies by default is not known: %s", name, reason)
			}
			return
		}
		answer := pass.Fail("", "namespace %s does not deny by default: %s", name, strings.Join(open, ", and "))
		for _, opening := range opened {
			answer.Because(opening.Policy.Object, opening.Path, nil)
		}
		// Without accelerators there is less to win in the namespace.
		if !slices.ContainsFunc(pods, func(pod *cluster.Pod) bool { return len(pod.Accelerators()) > 0 }) {
			answer.At(control.Medium)
		}
	},
})

package net

import (
	networkingv1 "k8s.io/api/networking/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "net-policytypes-missing",
	Title:    "NetworkPolicy has rules for a direction that it does not isolate",
	Severity: control.Medium,
	Stage:    control.Stable,
	Judges:   control.Kinds("NetworkPolicy.networking.k8s.io"),
	Why: `policyTypes says which directions a policy isolates. Rules for a direction that is not listed are accepted and do ` +
		`nothing: the pods stay as open as before, while the file reads as if they were closed. Without policyTypes a policy ` +
		`isolates for ingress, and for egress only if it has an egress rule: an empty "egress: []", meant to deny, denies nothing.`,
	Fix: `List the direction in spec.policyTypes, for both directions [Ingress, Egress].`,
	Refs: control.Refs{
		ATTACK: []string{"T1046"},
		NIST:   []string{"CM-6", "SC-7"},
		URLs:   []string{"https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource"},
	},
	Check: func(pass *control.Pass) {
		policy := cluster.ReadNetworkPolicy(pass.Object)
		for _, direction := range []struct {
			field   string
			isolate networkingv1.PolicyType
		}{{"ingress", networkingv1.PolicyTypeIngress}, {"egress", networkingv1.PolicyTypeEgress}} {
			_, written := pass.Object.Lookup("spec", direction.field)
			if written && !policy.Isolates(direction.isolate) {
				pass.Fail("spec."+direction.field, "the %s rules of NetworkPolicy %s do nothing: policyTypes lacks %s",
					direction.field, policy.Name, direction.isolate)
			}
		}
	},
})

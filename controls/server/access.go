package server

import (
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// Strangers answers whether pods that nobody named may connect to a port of the
// pod, as far as NetworkPolicies and the mesh say. What they admit by name, such
// as a gateway or an address outside the cluster, is for others to judge.
func Strangers(facts *cluster.Snapshot, pod *cluster.Pod, port cluster.Port) cluster.Admission {
	if Authorized(facts, pod) {
		return cluster.Admission{Verdict: cluster.Denied}
	}
	return facts.Ingress(pod).AdmitsStranger(port)
}

// Authorized reports whether the mesh asks who a client is before it lets a
// request through to the pod: the pod is in the mesh, and either an external
// authorizer is asked or policies admit some requests and not all.
func Authorized(facts *cluster.Snapshot, pod *cluster.Pod) bool {
	if facts.MeshMembership(pod).Membership == cluster.NotInMesh {
		return false
	}
	asked := false
	for _, policy := range facts.Authorization(pod) {
		switch policy.Action {
		case cluster.CustomAction:
			return true
		case cluster.AllowAction:
			if slices.ContainsFunc(policy.Rules, admitsAnyone) {
				return false
			}
			asked = true
		}
	}
	return asked
}

// admitsAnyone reports whether a rule lets every client use the whole server.
func admitsAnyone(rule cluster.AuthorizationRule) bool { return rule.MatchesEverything() }

// Unprotected answers whether nothing keeps strangers from a port of a pod. When
// the input lacks the policies that would say so, or has some that are not
// evaluated, it answers Unknown on the pass and returns false.
func Unprotected(pass *control.Pass, port cluster.Port) bool {
	admission := Strangers(pass.Facts, pass.Pod, port)
	return !admission.Denied() && pass.Require(cluster.NetworkPolicies|cluster.Mesh) && !Open(pass, admission, port)
}

// Open reports whether it is open who may connect, and answers so.
func Open(pass *control.Pass, admission cluster.Admission, port cluster.Port) bool {
	if admission.Verdict != cluster.Undecided {
		return false
	}
	pass.Unknown(pass.Pod.Path, "whether any pod may connect to port %d is not known: %s", port.Number, admission.Reason)
	return true
}

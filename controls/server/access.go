package server

import (
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// stranger is a pod that no policy expects: of another namespace, without
// labels.
var stranger = cluster.LabelPeer("bulkhead-stranger", nil)

// ClosedToStrangers reports whether NetworkPolicies keep pods that nobody named
// from a port of the pod. What they do admit by name, such as a gateway or an
// address outside the cluster, is for others to judge.
func ClosedToStrangers(facts *cluster.Snapshot, pod *cluster.Pod, port cluster.Port) bool {
	reach := facts.Ingress(pod)
	return reach.Isolated() && len(Strangers(reach, port)) == 0
}

// Strangers returns the openings of a port that admit pods nobody named.
func Strangers(reach *cluster.Reach, port cluster.Port) []cluster.Opening {
	return slices.DeleteFunc(reach.Openings(port), func(opening cluster.Opening) bool {
		return opening.Admits(stranger) != cluster.Admitted
	})
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
// the input lacks the policies that would say so, it answers Unknown on the
// pass and returns false.
func Unprotected(pass *control.Pass, port cluster.Port) bool {
	return !ClosedToStrangers(pass.Facts, pass.Pod, port) && !Authorized(pass.Facts, pass.Pod) &&
		pass.Require(cluster.NetworkPolicies|cluster.Mesh)
}

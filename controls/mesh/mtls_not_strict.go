package mesh

import (
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "mesh-mtls-not-strict",
	Title:    "Pods of the mesh accept traffic without mutual TLS",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryNamespace,
	Needs:    cluster.Namespaces | cluster.Mesh,
	Why: `Being in the mesh protects nothing by itself: Istio's default mode, PERMISSIVE, accepts plain text beside mutual TLS. ` +
		`Any pod of the cluster, in the mesh or not, may then talk to model servers, notebooks and Ray heads without showing ` +
		`who it is, read prompts and weights on the wire, and walk past every AuthorizationPolicy that asks for a principal only ` +
		`in a DENY rule. One port set to PERMISSIVE or DISABLE is enough of a hole.`,
	Fix: `Add a PeerAuthentication without selector and with mtls.mode: STRICT to the namespace, or to the root namespace for the ` +
		`whole mesh, and remove portLevelMtls exceptions.`,
	Refs: control.Refs{
		ATTACK: []string{"T1557", "T1040"},
		NIST:   []string{"SC-8"},
		URLs: []string{
			"https://istio.io/latest/docs/reference/config/security/peer_authentication/",
			"https://istio.io/latest/docs/ops/best-practices/security/#mutual-tls",
		},
	},
	Check: func(pass *control.Pass) {
		name := pass.Namespace.Name
		if pass.Settings.IsPlatformNamespace(name) {
			pass.NotApplicable()
			return
		}
		members, known := meshPods(pass.Facts, name)
		switch {
		case len(members) > 0:
			if pass.Require(cluster.Mesh) {
				judgeModes(pass, members)
			}
		case known, !pass.Facts.MeshSeen():
			pass.NotApplicable()
		default:
			pass.Require(cluster.Namespaces)
		}
	},
})

// meshPods returns the pods of a namespace that are in the mesh; known is false
// if there may be others.
func meshPods(facts *cluster.Snapshot, namespace string) (members []*cluster.Pod, known bool) {
	known = true
	for _, pod := range facts.Pods(namespace) {
		switch facts.MeshMembership(pod).Membership {
		case cluster.Sidecar, cluster.Ambient:
			members = append(members, pod)
		case cluster.MembershipUnknown:
			known = false
		case cluster.NotInMesh:
		}
	}
	return members, known
}

// judgeModes looks at every port of every pod for which a mode is in force.
func judgeModes(pass *control.Pass, members []*cluster.Pod) {
	name := pass.Namespace.Name
	var weak []cluster.MTLS
	var reason string
	for _, pod := range members {
		for _, port := range exceptedPorts(pass.Facts, name) {
			switch mtls := pass.Facts.MutualTLS(pod, port); {
			case !mtls.Known:
				reason = "no PeerAuthentication of the namespace decides, and whether the mesh has one in namespace " +
					pass.Facts.MeshRoot() + " is not in the input"
			case mtls.Rival != nil:
				reason = "PeerAuthentications " + mtls.Policy.Name + " and " + mtls.Rival.Name + " disagree, and the older one counts"
			case mtls.Mode != cluster.ModeStrict && !slices.Contains(weak, mtls):
				weak = append(weak, mtls)
			}
		}
	}
	if len(weak) == 0 {
		if reason != "" {
			pass.Unknown("", "whether the pods of namespace %s insist on mutual TLS is not known: %s", name, reason)
		}
		return
	}
	var why []string
	for _, mtls := range weak {
		why = append(why, decision(mtls).words)
	}
	answer := pass.Fail("", "pods of namespace %s accept plain text: %s", name, strings.Join(why, ", "))
	for _, mtls := range weak {
		answer.Because(decision(mtls).object, mtls.Path, mtls.Mode)
	}
}

// exceptedPorts are the ports for which a policy of the namespace has a mode of
// its own, and zero for all others.
func exceptedPorts(facts *cluster.Snapshot, namespace string) []int32 {
	ports := []int32{0}
	for _, policy := range facts.PeerAuthentications(namespace) {
		for port := range policy.Ports {
			ports = append(ports, port)
		}
	}
	slices.Sort(ports)
	return slices.Compact(ports)
}

// decided is what decides on a mode: a policy, or nothing but the default.
type decided struct {
	words  string
	object *cluster.Object
}

func decision(mtls cluster.MTLS) decided {
	if mtls.Policy == nil {
		return decided{words: mtls.Mode.String() + " is the default"}
	}
	return decided{mtls.Mode.String() + " by " + mtls.Path + " of PeerAuthentication " + mtls.Policy.Name, mtls.Policy.Object}
}

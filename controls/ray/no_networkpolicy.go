package ray

import (
	"cmp"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/controls/server"
)

// listener is a port on which Ray takes orders.
type listener struct {
	port int32
	what string
}

// listeners are the default ports of head and workers.
var listeners = map[string][]listener{
	"head":   {{dashboardPort, "the dashboard and job interface"}, {10001, "Ray clients"}, {6379, "the cluster's control service"}},
	"worker": {{10002, "the worker processes"}},
}

var _ = Family.Add(control.Control{
	ID:       "ray-no-networkpolicy",
	Title:    "Any pod can connect to the Ray cluster",
	Severity: control.Critical,
	Stage:    control.Stable,
	// The kinds of KubeRay are listed so that their own networkPolicy is seen.
	Judges: control.Subject{Pods: true, Kinds: kinds},
	Needs:  cluster.NetworkPolicies,
	Why: `The processes of a Ray cluster trust whoever connects: the job interface, the client port and the control service of the ` +
		`head, and the ports of the workers all run code on request. Kubernetes connects every pod with every other unless a ` +
		`NetworkPolicy says otherwise, so without one the cluster belongs to all tenants. KubeRay can make the policies itself ` +
		`(spec.networkPolicy), but does so only when the operator runs with the feature gate RayClusterNetworkPolicy, which is ` +
		`off by default; with the gate off the field does nothing and nobody is told. Policies of a service mesh are not counted: ` +
		`they see the requests to the dashboard, but Ray's other ports are often kept out of the mesh.`,
	Fix: `Add a NetworkPolicy that selects ray.io/cluster: NAME with policyTypes: [Ingress] and admits pods with the same ` +
		`ray.io/cluster label (or, without KubeRay, the labels of head and workers) and the pods that submit jobs. Or turn the gate on and set spec.networkPolicy.mode: DenyAllIngress.`,
	Refs: control.Refs{
		ATTACK: []string{"T1190", "T1210"},
		ATLAS:  []string{"AML.CS0023"},
		NIST:   []string{"SC-7", "AC-4"},
		CVE:    []string{"CVE-2023-48022"},
		URLs: []string{
			"https://docs.ray.io/en/latest/ray-security/index.html",
			"https://kubernetes.io/docs/concepts/services-networking/network-policies/",
		},
	},
	Check: func(pass *control.Pass) {
		if pass.Pod == nil {
			pass.NotApplicable()
			return
		}
		role := roleOf(pass.Pod)
		if role == "" {
			pass.NotApplicable()
			return
		}
		ray, _ := clusterOf(pass.Object)
		if policy := ray.NetworkPolicy; policy != nil && policy.Mode != "DenyAllEgress" {
			pass.Unknown(ray.path+".networkPolicy", "KubeRay acts on networkPolicy only with the feature gate RayClusterNetworkPolicy; whether it is on is not said here")
			return
		}
		if !pass.Require(cluster.NetworkPolicies) {
			return
		}
		var worst cluster.Admission
		var at listener
		reach := pass.Facts.Ingress(pass.Pod)
		for _, listener := range listeners[role] {
			if admission := reach.AdmitsStranger(cluster.TCP(listener.port)); admission.Verdict > worst.Verdict {
				worst, at = admission, listener
			}
		}
		switch {
		case worst.Denied(), server.Open(pass, worst, cluster.TCP(at.port)):
		case worst.Policy == nil:
			pass.Fail(pass.Pod.Path, "no NetworkPolicy keeps other pods from %s of the Ray cluster", cmp.Or(pass.Pod.Role, role))
		default:
			pass.Fail(pass.Pod.Path, "NetworkPolicy %s lets any pod connect to port %d, %s", worst.Policy.Name, at.port, at.what).
				Because(worst.Policy.Object, worst.Path, nil)
		}
	},
})

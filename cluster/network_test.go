package cluster

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const worldOfPods = `
apiVersion: v1
kind: Namespace
metadata: {name: team, labels: {tenant: a}}
---
apiVersion: v1
kind: Pod
metadata: {name: server, namespace: team, labels: {app: server}}
spec:
  containers: [{name: main, image: main, ports: [{name: http, containerPort: 8080}]}]
---
apiVersion: v1
kind: Pod
metadata: {name: client, namespace: team, labels: {app: client}}
spec: {containers: [{name: main, image: main}]}
---
apiVersion: v1
kind: Pod
metadata: {name: host, namespace: team, labels: {app: host}}
spec: {hostNetwork: true, containers: [{name: main, image: main}]}
---
apiVersion: v1
kind: Pod
metadata: {name: stranger, namespace: elsewhere, labels: {app: client}}
spec: {containers: [{name: main, image: main}]}
---
`

const (
	serverPolicy = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: server, namespace: team}
spec:
  podSelector: {matchLabels: {app: server}}
  policyTypes: [Ingress, Egress]
`
	webhookPath = "spec.ingress[0].from[0]"
)

func TestReach(t *testing.T) {
	for name, c := range map[string]struct {
		policy string
		from   string
		port   Port
		want   Verdict
		path   string
	}{
		"no rules deny":                            {policy: "", from: "team/client", port: TCP(8080), want: Denied},
		"an empty list of rules denies":            {policy: "  ingress: []", from: "team/client", port: TCP(8080), want: Denied},
		"an empty rule admits":                     {policy: "  ingress: [{}]", from: "elsewhere/stranger", port: UDP(1), want: Admitted, path: "spec.ingress[0]"},
		"an empty list of peers means everybody":   {policy: "  ingress: [{from: [], ports: []}]", from: "elsewhere/stranger", port: TCP(8080), want: Admitted, path: "spec.ingress[0]"},
		"a pod of the same namespace":              {policy: "  ingress: [{from: [{podSelector: {}}]}]", from: "team/client", port: TCP(8080), want: Admitted, path: webhookPath},
		"a pod of another namespace":               {policy: "  ingress: [{from: [{podSelector: {}}]}]", from: "elsewhere/stranger", port: TCP(8080), want: Denied},
		"every namespace":                          {policy: "  ingress: [{from: [{namespaceSelector: {}}]}]", from: "elsewhere/stranger", port: TCP(8080), want: Admitted, path: webhookPath},
		"a namespace by name, which always exists": {policy: "  ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: elsewhere}}}]}]", from: "elsewhere/stranger", port: TCP(8080), want: Admitted, path: webhookPath},
		"another namespace by name":                {policy: "  ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: team}}}]}]", from: "elsewhere/stranger", port: TCP(8080), want: Denied},
		"a namespace by a label that is not known": {policy: "  ingress: [{from: [{namespaceSelector: {matchLabels: {tenant: a}}}]}]", from: "elsewhere/stranger", port: TCP(8080), want: Undecided, path: webhookPath},
		"an unknown namespace, but another pod":    {policy: "  ingress: [{from: [{namespaceSelector: {matchLabels: {tenant: a}}, podSelector: {matchLabels: {app: gateway}}}]}]", from: "elsewhere/stranger", port: TCP(8080), want: Denied},
		"a namespace by a label that is known":     {policy: "  ingress: [{from: [{namespaceSelector: {matchLabels: {tenant: a}}}]}]", from: "team/client", port: TCP(8080), want: Admitted, path: webhookPath},
		"a named port":                             {policy: "  ingress: [{ports: [{port: http}]}]", from: "team/client", port: TCP(8080), want: Admitted, path: "spec.ingress[0]"},
		"a named port of another number":           {policy: "  ingress: [{ports: [{port: http}]}]", from: "team/client", port: TCP(8081), want: Denied},
		"a named port of another protocol":         {policy: "  ingress: [{ports: [{port: http, protocol: UDP}]}]", from: "team/client", port: UDP(8080), want: Denied},
		"a port that no container declares":        {policy: "  ingress: [{ports: [{port: grpc}]}]", from: "team/client", port: AnyPort, want: Denied},
		"a range of ports":                         {policy: "  ingress: [{ports: [{port: 8000, endPort: 9000}]}]", from: "team/client", port: TCP(9000), want: Admitted, path: "spec.ingress[0]"},
		"beyond a range of ports":                  {policy: "  ingress: [{ports: [{port: 8000, endPort: 9000}]}]", from: "team/client", port: TCP(9001), want: Denied},
		"protocols default to TCP":                 {policy: "  ingress: [{ports: [{port: 53}]}]", from: "team/client", port: UDP(53), want: Denied},
		"a protocol without a port":                {policy: "  ingress: [{ports: [{protocol: UDP}]}]", from: "team/client", port: UDP(53), want: Admitted, path: "spec.ingress[0]"},
		"a block may contain a pod":                {policy: "  ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]", from: "team/client", port: TCP(80), want: Undecided, path: webhookPath},
		"every address contains every pod":         {policy: "  ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]", from: "team/client", port: TCP(80), want: Admitted, path: webhookPath},
		"no pod is link-local":                     {policy: "  ingress: [{from: [{ipBlock: {cidr: 169.254.169.254/32}}]}]", from: "team/client", port: TCP(80), want: Denied},
		"the host network is not selected":         {policy: "  ingress: [{from: [{podSelector: {}}]}]", from: "team/host", port: TCP(80), want: Denied},
		"the host network may be in a block":       {policy: "  ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]", from: "team/host", port: TCP(80), want: Undecided, path: webhookPath},
		"a certain admission beats a possible one": {policy: "  ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}, {from: [{podSelector: {}}]}]", from: "team/client", port: TCP(80), want: Admitted, path: "spec.ingress[1].from[0]"},
		"a bad block makes the policy void":        {policy: "  ingress: [{from: [{ipBlock: {cidr: 10.0.0.0}}]}]", from: "team/client", port: TCP(80), want: Undecided},
		"an exception outside the block":           {policy: "  ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [192.168.0.0/16]}}]}]", from: "team/client", port: TCP(80), want: Undecided},
		"a peer that names nothing":                {policy: "  ingress: [{from: [{}]}]", from: "team/client", port: TCP(80), want: Undecided},
		"a wrong type":                             {policy: "  ingress: {from: []}", from: "team/client", port: TCP(80), want: Undecided},
		"a bad port range":                         {policy: "  ingress: [{ports: [{port: 9000, endPort: 8000}]}]", from: "team/client", port: TCP(80), want: Undecided},
	} {
		t.Run(name, func(t *testing.T) {
			snapshot := readSnapshot(t, worldOfPods+serverPolicy+c.policy)
			got := snapshot.Ingress(podNamed(t, snapshot, "team/server")).Admits(PodPeer(podNamed(t, snapshot, c.from)), c.port)
			if got.Verdict != c.want || got.Path != c.path {
				t.Errorf("%v by %q (%s), want %v by %q", got.Verdict, got.Path, got.Reason, c.want, c.path)
			}
			if (got.Verdict == Undecided) != (got.Reason != "") {
				t.Errorf("%v with reason %q", got.Verdict, got.Reason)
			}
		})
	}
}

func TestReachOfPodsWithoutPolicies(t *testing.T) {
	snapshot := readSnapshot(t, worldOfPods+serverPolicy)
	for name, reason := range map[string]string{
		"team/client": "no NetworkPolicy isolates the pod for egress",
		"team/host":   "the pod uses the host network, to which NetworkPolicies do not apply",
	} {
		reach := snapshot.Egress(podNamed(t, snapshot, name))
		want := Admission{Verdict: Admitted, Reason: reason}
		for _, got := range []Admission{
			reach.Admits(LabelPeer("anywhere", nil), TCP(80)), reach.AdmitsInternet(AnyPort), reach.AdmitsSomeInternet(AnyPort),
			reach.AdmitsIP(netip.MustParseAddr("169.254.169.254"), TCP(80)), reach.AdmitsEveryone(TCP(80)),
		} {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		if reach.Isolated() || reach.HostNetwork() != (name == "team/host") {
			t.Errorf("%s: isolated %v, host network %v", name, reach.Isolated(), reach.HostNetwork())
		}
	}
}

func TestOtherPoliciesLeaveTheReachUndecided(t *testing.T) {
	for name, c := range map[string]struct {
		other           string
		ingress, egress bool
	}{
		"Cilium in the namespace": {`
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: other, namespace: team}
spec: {endpointSelector: {}, egress: [{toEntities: [world]}]}`, false, true},
		"Cilium in another namespace": {`
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: other, namespace: elsewhere}
spec: {endpointSelector: {}, egress: [{}]}`, false, false},
		"Cilium for the cluster": {`
apiVersion: cilium.io/v2
kind: CiliumClusterwideNetworkPolicy
metadata: {name: other}
spec: {endpointSelector: {}, ingressDeny: [{}]}`, true, false},
		"Calico with types": {`
apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: {name: other, namespace: team}
spec: {types: [Egress]}`, false, true},
		"Calico staged": {`
apiVersion: projectcalico.org/v3
kind: StagedNetworkPolicy
metadata: {name: other, namespace: team}
spec: {types: [Egress]}`, false, false},
		"AdminNetworkPolicy for these namespaces": {`
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: other}
spec: {subject: {namespaces: {matchLabels: {tenant: a}}}, ingress: [{action: Allow, from: [{namespaces: {}}]}]}`, true, false},
		"AdminNetworkPolicy for other namespaces": {`
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: other}
spec: {subject: {pods: {namespaceSelector: {matchLabels: {tenant: b}}, podSelector: {}}}, ingress: [{action: Allow}]}`, false, false},
		"a baseline does not reach isolated pods": {`
apiVersion: policy.networking.k8s.io/v1alpha1
kind: BaselineAdminNetworkPolicy
metadata: {name: default}
spec: {subject: {namespaces: {}}, ingress: [{action: Deny}], egress: [{action: Deny}]}`, false, false},
		"ClusterNetworkPolicy of the baseline tier": {`
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: other}
spec: {tier: Baseline, subject: {namespaces: {}}, ingress: [{action: Deny}]}`, false, false},
		"ClusterNetworkPolicy of the admin tier": {`
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: other}
spec: {tier: Admin, subject: {namespaces: {}}, egress: [{action: Deny}]}`, false, true},
		"OVN egress firewall": {`
apiVersion: k8s.ovn.org/v1
kind: EgressFirewall
metadata: {name: default, namespace: team}
spec: {egress: [{type: Deny, to: {cidrSelector: 0.0.0.0/0}}]}`, false, true},
		"nothing but a name": {`
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: other, namespace: team}`, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			snapshot := readSnapshot(t, worldOfPods+serverPolicy+"\n---\n"+c.other)
			server := podNamed(t, snapshot, "team/server")
			for direction, want := range map[*Reach]bool{snapshot.Ingress(server): c.ingress, snapshot.Egress(server): c.egress} {
				got := direction.Undecided()
				if (got != "") != want {
					t.Errorf("%v: undecided %q, want %v", direction.Direction(), got, want)
				}
				if want && direction.Admits(LabelPeer("team", nil), AnyPort).Verdict != Undecided {
					t.Errorf("%v: questions must be undecided", direction.Direction())
				}
				if want && !strings.Contains(got, "also decides on") {
					t.Errorf("%q does not say what decides", got)
				}
			}
		})
	}
}

func TestBaselineCountsForPodsThatNothingIsolates(t *testing.T) {
	snapshot := readSnapshot(t, worldOfPods+`
apiVersion: policy.networking.k8s.io/v1alpha1
kind: BaselineAdminNetworkPolicy
metadata: {name: default}
spec: {subject: {namespaces: {}}, ingress: [{action: Deny}]}`)
	server := podNamed(t, snapshot, "team/server")
	if snapshot.Ingress(server).Undecided() == "" || snapshot.Egress(server).Undecided() != "" {
		t.Error("the baseline decides on ingress, and on ingress alone")
	}
}

func TestOpenings(t *testing.T) {
	snapshot := readSnapshot(t, worldOfPods+serverPolicy+`
  ingress:
  - from:
    - podSelector: {matchLabels: {app: client, tier: front}}
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: team}}
    - namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [istio-system, team]}]}
    - namespaceSelector: {matchLabels: {tenant: a}}
      podSelector: {matchLabels: {app: client}}
    - ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}
    ports: [{port: 8080}]
  - ports: [{port: 9090}]`)
	type opening struct {
		Path, Block                                         string
		Everyone, WithinNamespace, EveryPod, Closed, Client bool
		Namespaces                                          []string
	}
	describe := func(openings []Opening) []opening {
		var described []opening
		for _, o := range openings {
			d := opening{
				Path: o.Path, Everyone: o.Everyone(), WithinNamespace: o.WithinNamespace(), EveryPod: o.EveryPod(),
				Client: o.Requires(map[string]string{"app": "client"}),
			}
			d.Namespaces, d.Closed = o.Namespaces()
			if block, except, ok := o.Block(); ok {
				d.Block = block.String() + " without " + except[0].String()
			}
			described = append(described, d)
		}
		return described
	}
	reach := snapshot.Ingress(podNamed(t, snapshot, "team/server"))
	want := []opening{
		{Path: "spec.ingress[0].from[0]", WithinNamespace: true, Client: true, Namespaces: []string{"team"}, Closed: true},
		{Path: "spec.ingress[0].from[1]", WithinNamespace: true, EveryPod: true, Namespaces: []string{"team"}, Closed: true},
		{Path: "spec.ingress[0].from[2]", EveryPod: true, Namespaces: []string{"istio-system", "team"}, Closed: true},
		{Path: "spec.ingress[0].from[3]", Client: true, Namespaces: []string{"team", "elsewhere"}},
		{Path: "spec.ingress[0].from[4]", Block: "10.0.0.0/8 without 10.1.0.0/16"},
	}
	if diff := cmp.Diff(want, describe(reach.Openings(TCP(8080)))); diff != "" {
		t.Errorf("8080 (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want[2:], describe(reach.Outside(TCP(8080)))); diff != "" {
		t.Errorf("8080 from outside (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]opening{{Path: "spec.ingress[1]", Everyone: true, EveryPod: true}}, describe(reach.Openings(TCP(9090)))); diff != "" {
		t.Errorf("9090 (-want +got):\n%s", diff)
	}
	if openings := reach.Openings(TCP(22)); openings != nil {
		t.Errorf("22: %+v", describe(openings))
	}
}

func TestStrangers(t *testing.T) {
	for peers, want := range map[string]Verdict{
		"":                        Admitted,
		"{podSelector: {}}":       Denied,
		"{namespaceSelector: {}}": Admitted,
		"{namespaceSelector: {}, podSelector: {matchLabels: {app: a}}}":                                               Denied,
		"{namespaceSelector: {}, podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [a]}]}}":        Admitted,
		"{namespaceSelector: {matchLabels: {tenant: a}}}":                                                             Denied,
		"{namespaceSelector: {matchExpressions: [{key: tenant, operator: DoesNotExist}]}}":                            Admitted,
		"{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [a]}]}}": Admitted,
		"{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: a}}}":                                        Denied,
		"{ipBlock: {cidr: 10.0.0.0/8}}":                                                                               Undecided,
		"{ipBlock: {cidr: 0.0.0.0/0}}":                                                                                Admitted,
	} {
		snapshot := readSnapshot(t, worldOfPods+serverPolicy+"  ingress: [{from: ["+peers+"]}]")
		if got := snapshot.Ingress(podNamed(t, snapshot, "team/server")).AdmitsStranger(TCP(80)); got.Verdict != want {
			t.Errorf("from %q: %+v, want %v", peers, got, want)
		}
	}
}

func TestPoliciesAndServicesOfObjects(t *testing.T) {
	snapshot := readSnapshot(t, worldOfPods+serverPolicy+"\n---\n"+modelServiceOf("team")+modelServiceOf("team"))
	policies, services := snapshot.NetworkPolicies("team"), snapshot.Services("team")
	if len(policies) != 1 || len(services) != 2 {
		t.Fatalf("%d policies, %d services", len(policies), len(services))
	}
	if snapshot.NetworkPolicyOf(policies[0].Object) != policies[0] || snapshot.NetworkPolicyOf(services[0].Object) != nil {
		t.Error("a policy is found by its object")
	}
	for _, service := range services {
		if snapshot.ServiceOf(service.Object) != service {
			t.Error("a service is found by its object, even if its name is taken twice")
		}
	}
	if pods := snapshot.PodsOf(policies[0]); len(pods) != 1 || pods[0].Object.Name != "server" {
		t.Errorf("selected: %v", pods)
	}
}

func TestNamedPortsOfPartialPods(t *testing.T) {
	snapshot := readSnapshot(t, worldOfPods+serverPolicy+"  ingress: [{ports: [{port: grpc}]}]")
	server := podNamed(t, snapshot, "team/server")
	if got := snapshot.Ingress(server).AdmitsStranger(TCP(9000)); got.Verdict != Denied {
		t.Errorf("a whole pod has no such port: %+v", got)
	}
	server.Partial = "ServingRuntime"
	if got := snapshot.Ingress(server).AdmitsStranger(TCP(9000)); got.Verdict != Undecided || got.Reason == "" {
		t.Errorf("the runtime may add the port: %+v", got)
	}
}

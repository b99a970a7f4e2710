package cluster

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"testing"

	utiljson "k8s.io/apimachinery/pkg/util/json"
	"pgregory.net/rapid"
	"sigs.k8s.io/yaml"
)

// hostileSeed has every kind that the facts of networks, services, meshes and
// namespaces read, with every field that they read.
const hostileSeed = model + modelService + meshPod + serverPolicy + `
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: team}, matchExpressions: [{key: a, operator: In, values: [b]}]}
      podSelector: {matchExpressions: [{key: a, operator: DoesNotExist}]}
    - ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}
    ports: [{protocol: TCP, port: http}, {port: 80, endPort: 90}]
  egress: [{to: [{ipBlock: {cidr: '::/0'}}], ports: [{protocol: UDP}]}]
---
apiVersion: v1
kind: Namespace
metadata: {name: team, labels: {istio-injection: enabled}, annotations: {owner: a}, ownerReferences: [{apiVersion: kubeflow.org/v1, kind: Profile, name: team}]}
---
apiVersion: kubeflow.org/v1
kind: Profile
metadata: {name: serving}
spec: {owner: {kind: User, name: a}}
---
apiVersion: hnc.x-k8s.io/v1alpha2
kind: HierarchyConfiguration
metadata: {name: hierarchy, namespace: team}
spec: {parent: serving}
---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: other}
spec: {subject: {pods: {namespaceSelector: {matchLabels: {a: b}}}}, ingress: [{action: Allow}]}
---
apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: {name: other, namespace: elsewhere}
spec: {types: [Egress]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: serving}
spec: {ingressClassName: x, tls: [{hosts: [a.b]}], defaultBackend: {service: {name: vllm, port: {number: 80}}}, rules: [{host: a.b, http: {paths: [{path: /, backend: {service: {name: vllm, port: {name: web}}}}]}}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: serving}
spec: {listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: serving}
spec: {hostnames: [a.b], parentRefs: [{name: edge, sectionName: http, port: 80}], rules: [{matches: [{path: {value: /}}], filters: [{requestMirror: {backendRef: {name: vllm, port: 80}}}], backendRefs: [{name: vllm, namespace: serving, port: 80}]}]}
---
apiVersion: inference.networking.k8s.io/v1
kind: InferencePool
metadata: {name: pool, namespace: serving}
spec: {selector: {matchLabels: {app: vllm}}, targetPorts: [{number: 8000}]}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: serving}
spec: {servers: [{name: http, port: {number: 80, protocol: HTTP}, tls: {httpsRedirect: true}}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: serving}
spec: {hosts: [a.b], gateways: [edge], http: [{match: [{uri: {prefix: /}}], route: [{destination: {host: vllm, port: {number: 80}}}], mirror: {host: vllm}, mirrors: [{destination: {host: vllm}}]}], tls: [{route: [{destination: {host: vllm}}]}], tcp: [{route: [{destination: {host: vllm}}]}]}
---
apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: web, namespace: serving}
spec: {host: a.b, path: /, to: {kind: Service, name: vllm}, alternateBackends: [{kind: Service, name: vllm}], port: {targetPort: http}, tls: {insecureEdgeTerminationPolicy: Allow}}
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default, namespace: team, creationTimestamp: "2026-01-01T00:00:00Z"}
spec: {selector: {matchLabels: {app: server}}, mtls: {mode: STRICT}, portLevelMtls: {"8080": {mode: DISABLE}}}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: default, namespace: team}
spec: {selector: {matchLabels: {app: server}}, targetRefs: [{kind: Service, name: vllm}], action: ALLOW, rules: [{from: [{source: {principals: [a]}}], to: [{operation: {paths: [/]}}], when: [{key: a, values: [b], notValues: [c]}]}]}
---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: default, namespace: team}
spec: {selector: {matchLabels: {app: server}}, jwtRules: [{issuer: a, audiences: [b]}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data: {mesh: "rootNamespace: team"}
---
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: {name: istio}
spec: {meshConfig: {rootNamespace: team}}
`

// hostileObjects returns the content of the seed, anew each time.
func hostileObjects(t testing.TB) []map[string]any {
	t.Helper()
	var objects []map[string]any
	for _, document := range strings.Split(hostileSeed, "\n---\n") {
		var content map[string]any
		encoded, err := yaml.YAMLToJSON([]byte(document))
		if err == nil {
			err = unmarshalPreservingIntegers(encoded, &content)
		}
		if err != nil {
			t.Fatal(err)
		}
		if content != nil {
			objects = append(objects, content)
		}
	}
	return objects
}

// askEverything puts every question about networks, services, meshes and
// namespaces to a snapshot.
func askEverything(snapshot *Snapshot) {
	for _, pod := range snapshot.AllPods() {
		for _, reach := range []*Reach{snapshot.Ingress(pod), snapshot.Egress(pod)} {
			for _, port := range []Port{AnyPort, TCP(80), UDP(53)} {
				for _, other := range snapshot.AllPods() {
					reach.Admits(PodPeer(other), port)
				}
				reach.Admits(LabelPeer("nowhere", nil), port)
				reach.AdmitsIP(netip.MustParseAddr("8.8.8.8"), port)
				reach.AdmitsIP(netip.MustParseAddr("fd00:ec2::254"), port)
				reach.AdmitsEveryone(port)
				reach.AdmitsInternet(port)
				reach.AdmitsSomeInternet(port)
				askOpenings(reach.Openings(port))
				askOpenings(reach.Outside(port))
			}
		}
		snapshot.PoliciesSelecting(pod)
		snapshot.Exposures(pod)
		for _, service := range snapshot.ServicesSelecting(pod) {
			snapshot.PodsSelectedBy(service)
			snapshot.AuthorizationAt(service)
			snapshot.RequestAuthenticationsAt(service)
		}
		snapshot.MutualTLS(pod, 8080)
		snapshot.MeshMembership(pod)
		for _, policy := range snapshot.Authorization(pod) {
			for i := range policy.Rules {
				policy.Rules[i].MatchesEverything()
			}
		}
		snapshot.RequestAuthentications(pod)
	}
	for _, namespace := range snapshot.Namespaces() {
		snapshot.TrustDomain(namespace.Name)
		snapshot.Known(NetworkPolicies|Services|Mesh|Namespaces, namespace.Name)
		namespace.Label("a")
		for _, reach := range []*DefaultReach{snapshot.DefaultIngress(namespace.Name), snapshot.DefaultEgress(namespace.Name)} {
			reach.Denies()
			reach.Isolated()
			reach.Undecided()
			reach.Stranger.AdmitsInternet(TCP(443))
			reach.Stranger.Admits(LabelPeer("nowhere", nil), TCP(443))
			askOpenings(reach.Stranger.Openings(AnyPort))
		}
		snapshot.Routes(namespace.Name)
	}
}

func askOpenings(openings []Opening) {
	for _, opening := range openings {
		opening.Admits(LabelPeer("nowhere", nil))
		opening.WithinNamespace()
		opening.EveryPod()
		opening.Requires(map[string]string{"a": "b"})
		opening.Block()
	}
}

// TestHostileObjects replaces parts of good objects by values of other types
// and asks everything.
func TestHostileObjects(t *testing.T) {
	bad := []any{
		nil, true, int64(-1), int64(1 << 40), 1.5, "", "x", "10.0.0.0/99", "::ffff:10.0.0.0/100", []any{}, []any{nil, int64(1), "x", []any{}}, map[string]any{},
		map[string]any{"x": map[string]any{"x": []any{nil}}}, strings.Repeat("x", 1000),
	}
	objects := len(hostileObjects(t))
	rapid.Check(t, func(r *rapid.T) {
		contents := hostileObjects(t)
		for range rapid.IntRange(1, 4).Draw(r, "changes") {
			content := contents[rapid.IntRange(0, objects-1).Draw(r, "object")]
			mutate(r, content, rapid.SampledFrom(bad).Draw(r, "bad"))
		}
		snapshot := NewSnapshot(Options{Complete: rapid.Bool().Draw(r, "complete")})
		for _, content := range contents {
			addContent(snapshot, content)
		}
		snapshot.Seal()
		askEverything(snapshot)
	})
}

// mutate puts a bad value in the place of something inside a mapping.
func mutate(t *rapid.T, content map[string]any, bad any) {
	var places []func(any)
	var collect func(value any)
	collect = func(value any) {
		switch value := value.(type) {
		case map[string]any:
			for key := range value {
				places = append(places, func(v any) { value[key] = v })
				collect(value[key])
			}
		case []any:
			for i := range value {
				places = append(places, func(v any) { value[i] = v })
				collect(value[i])
			}
		}
	}
	collect(content)
	places[rapid.IntRange(0, len(places)-1).Draw(t, "place")](bad)
}

// FuzzSnapshot reads any list of JSON objects and asks everything.
func FuzzSnapshot(f *testing.F) {
	for _, content := range hostileObjects(f) {
		encoded, err := json.Marshal([]any{content, map[string]any{"apiVersion": "v1", "kind": "Pod", "metadata": map[string]any{"namespace": "team"}, "spec": map[string]any{"containers": []any{}}}})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(encoded)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var list []any
		if err := utiljson.Unmarshal(data, &list); err != nil || len(list) > 20 {
			t.Skip()
		}
		snapshot := NewSnapshot(Options{})
		for _, item := range list {
			if content, ok := item.(map[string]any); ok {
				addContent(snapshot, content)
			}
		}
		snapshot.Seal()
		askEverything(snapshot)
	})
}

func TestDeepHierarchiesEnd(t *testing.T) {
	snapshot := NewSnapshot(Options{})
	const depth = 100_000
	for i := range depth {
		addContent(snapshot, map[string]any{
			"apiVersion": "hnc.x-k8s.io/v1alpha2", "kind": "SubnamespaceAnchor",
			"metadata": map[string]any{"name": fmt.Sprint("n", i+1), "namespace": fmt.Sprint("n", i)},
		})
	}
	snapshot.Seal()
	if got := snapshot.TrustDomain(fmt.Sprint("n", depth)).Name; got != "n0" {
		t.Errorf("got %s", got)
	}
}

// TestSealedSnapshotsAreSafeForConcurrentUse means something under the race
// detector.
func TestSealedSnapshotsAreSafeForConcurrentUse(t *testing.T) {
	snapshot := NewSnapshot(Options{})
	for _, content := range hostileObjects(t) {
		addContent(snapshot, content)
	}
	snapshot.Seal()
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() { askEverything(snapshot) })
	}
	readers.Wait()
}

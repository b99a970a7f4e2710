package cluster

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestKnown(t *testing.T) {
	const inNamespaces = NetworkPolicies | Quotas | Services | ServiceAccounts | Workloads | Mesh
	snapshot := readSnapshot(t, `
apiVersion: v1
kind: Namespace
metadata: {name: defined}
---
apiVersion: kubeflow.org/v1
kind: Profile
metadata: {name: profile}
---
apiVersion: v1
kind: Pod
metadata: {name: p, namespace: used}
spec: {containers: [{name: main, image: main}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: x, namespace: policies}
---
apiVersion: v1
kind: Service
metadata: {name: x, namespace: services}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: x, namespace: routes}
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: x, namespace: mesh}
---
apiVersion: cilium.io/v2
kind: CiliumClusterwideNetworkPolicy
metadata: {name: x}
---
apiVersion: v1
kind: Service
metadata: {name: x}`)
	for namespace, want := range map[string]Facts{
		"defined":  Namespaces | inNamespaces,
		"profile":  inNamespaces,
		"used":     0,
		"policies": NetworkPolicies,
		"services": Services,
		"routes":   Services,
		"mesh":     Mesh,
		"nowhere":  0,
		"":         0, // chosen when the objects are applied
	} {
		var got Facts
		for fact := range (Namespaces | inNamespaces | RBAC | Nodes).Each {
			if snapshot.Known(fact, namespace) {
				got |= fact
			}
		}
		if got != want {
			t.Errorf("%q: known are %v, want %v", namespace, got, want)
		}
	}
	if snapshot.Known(NetworkPolicies|Services, "policies") || !snapshot.Known(0, "nowhere") {
		t.Error("several facts are known when each of them is")
	}
	if whole := readSnapshotWith(t, Options{Complete: true}, ""); !whole.Known(inNamespaces|RBAC|Nodes, "nowhere") || whole.Known(Namespaces, "nowhere") {
		t.Error("everything but the labels of a namespace that is not there is known of a whole cluster")
	}
}

func TestNamespacesAreThoseDefinedOrUsed(t *testing.T) {
	snapshot := readSnapshot(t, `
apiVersion: v1
kind: Pod
metadata: {name: p, namespace: b}
spec: {containers: [{name: main, image: main}]}
---
apiVersion: v1
kind: Namespace
metadata: {name: a}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: x, namespace: c}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: x}
---
apiVersion: v1
kind: Pod
metadata: {name: p, namespace: a}
spec: {containers: [{name: main, image: main}]}`)
	var names []string
	for _, namespace := range snapshot.Namespaces() {
		names = append(names, namespace.Name)
	}
	if diff := cmp.Diff([]string{"b", "a", "c"}, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if a, b := snapshot.Namespace("a"), snapshot.Namespace("b"); !a.Defined() || b.Defined() || snapshot.Namespace("d") != nil {
		t.Errorf("a %+v, b %+v", a, b)
	}
	if len(snapshot.AllPods()) != 2 || len(snapshot.Pods("a")) != 1 || len(snapshot.ObjectsOfKind("Pod")) != 2 || len(snapshot.ObjectsOfKind("ClusterRole.rbac.authorization.k8s.io")) != 1 {
		t.Error("pods and objects are kept")
	}
}

func TestPodsWithoutNamespaceAreAGroup(t *testing.T) {
	snapshot := readSnapshot(t, `
apiVersion: v1
kind: Pod
metadata: {name: p, labels: {app: x}}
spec: {containers: [{name: main, image: main}]}
---
apiVersion: v1
kind: Service
metadata: {name: x}
spec: {selector: {app: x}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: x}
spec: {podSelector: {}}
---
apiVersion: v1
kind: Pod
metadata: {name: p, namespace: other, labels: {app: x}}
spec: {containers: [{name: main, image: main}]}`)
	inside, outside := snapshot.AllPods()[0], snapshot.AllPods()[1]
	if len(snapshot.ServicesSelecting(inside)) != 1 || len(snapshot.PoliciesSelecting(inside)) != 1 {
		t.Error("objects without a namespace select each other")
	}
	if len(snapshot.ServicesSelecting(outside)) != 0 || len(snapshot.PoliciesSelecting(outside)) != 0 {
		t.Error("objects without a namespace select nothing elsewhere")
	}
	if snapshot.Namespace("") == nil {
		t.Error("the group is a namespace without a name")
	}
}

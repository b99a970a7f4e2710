package net

import (
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "net-np-ineffective-selector",
	Title:    "NetworkPolicy selects peers that cannot match",
	Severity: control.Medium,
	Stage:    control.Stable,
	Judges:   control.Kinds("NetworkPolicy.networking.k8s.io"),
	Needs:    cluster.Namespaces,
	Why: `A selector that matches nothing is accepted without a word. Namespaces do not carry their name in the label "name", only ` +
		`in kubernetes.io/metadata.name, so "name: istio-system" admits nobody until somebody adds the label, and then whoever ` +
		`may label a namespace is admitted. Pods of the control plane (component: kube-apiserver) use the network of their node: ` +
		`no pod selector matches their traffic. The connection fails, and the policy that is made to help it is wider.`,
	Fix: `Select a namespace by kubernetes.io/metadata.name. Admit the API server by ipBlock with its addresses and its real port, ` +
		`usually 6443, since policies see the connection after the Service was resolved.`,
	Refs: control.Refs{
		NIST: []string{"CM-6", "SC-7"},
		URLs: []string{
			"https://kubernetes.io/docs/concepts/services-networking/network-policies/#targeting-a-namespace-by-its-name",
			"https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name",
		},
	},
	Check: func(pass *control.Pass) {
		spec := cluster.ReadNetworkPolicy(pass.Object).Spec
		for i := range spec.Ingress {
			judgePeers(pass, cluster.Index("spec.ingress", i)+".from", spec.Ingress[i].From)
		}
		for i := range spec.Egress {
			judgePeers(pass, cluster.Index("spec.egress", i)+".to", spec.Egress[i].To)
		}
	},
})

func judgePeers(pass *control.Pass, path string, peers []networkingv1.NetworkPolicyPeer) {
	for i := range peers {
		at := cluster.Index(path, i)
		if component := wanted(peers[i].PodSelector, "component"); controlPlane[component] {
			pass.Fail(at+".podSelector", "%s uses the network of its node: no pod selector matches it", component)
		}
		if name := wanted(peers[i].NamespaceSelector, "name"); name != "" {
			judgeName(pass, at+".namespaceSelector", name)
		}
	}
}

// judgeName judges a selector for the label "name", which nobody but people
// sets.
func judgeName(pass *control.Pass, path, name string) {
	if !pass.RequireIn(cluster.Namespaces, name) {
		return
	}
	namespace := pass.Facts.Namespace(name)
	if value, _, _ := namespace.Label("name"); value != name {
		pass.Fail(path, "namespace %s does not have the label name=%s, only kubernetes.io/metadata.name=%s", name, name, name).
			Because(namespace.Object, "metadata.labels", nil)
	}
}

// wanted is the value that a selector asks for in a label.
func wanted(selector *metav1.LabelSelector, label string) string {
	if selector == nil {
		return ""
	}
	return selector.MatchLabels[label]
}

// controlPlane are the values of the label "component" of the static pods that
// kubeadm makes, all on the host network.
var controlPlane = map[string]bool{
	"kube-apiserver": true, "etcd": true, "kube-controller-manager": true, "kube-scheduler": true,
}

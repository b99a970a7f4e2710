package cluster

import (
	"testing"

	"github.com/bulkhead-dev/bulkhead/trust"
)

func TestTrustDomain(t *testing.T) {
	const profile = "apiVersion: kubeflow.org/v1\nkind: Profile\nmetadata: {name: team}\nspec: {owner: {kind: User, name: a@example.com}}\n---\n"
	namespace := func(metadata string) string {
		return "apiVersion: v1\nkind: Namespace\nmetadata: {name: team, " + metadata + "}\n---\n"
	}
	for name, c := range map[string]struct {
		manifests string
		of        string
		want      trust.Domain
	}{
		"a namespace that nobody mentions":  {"", "", trust.Domain{Kind: trust.Namespace, Name: "team"}},
		"a plain namespace":                 {namespace(""), "", trust.Domain{Kind: trust.Namespace, Name: "team"}},
		"the label":                         {namespace("labels: {bulkhead.dev/trust-domain: a, capsule.clastix.io/tenant: b}") + profile, "", trust.Domain{Kind: trust.Tenant, Name: "a"}},
		"the Profile":                       {namespace("labels: {capsule.clastix.io/tenant: b}") + profile, "", trust.Domain{Kind: trust.Profile, Name: "a@example.com"}},
		"the annotation of the controller":  {namespace("labels: {app.kubernetes.io/part-of: kubeflow-profile}, annotations: {owner: a@example.com}"), "", trust.Domain{Kind: trust.Profile, Name: "a@example.com"}},
		"the annotation and the owner":      {namespace("annotations: {owner: a@example.com}, ownerReferences: [{apiVersion: kubeflow.org/v1, kind: Profile, name: team}]"), "", trust.Domain{Kind: trust.Profile, Name: "a@example.com"}},
		"somebody else's annotation":        {namespace("annotations: {owner: ops}"), "", trust.Domain{Kind: trust.Namespace, Name: "team"}},
		"Capsule":                           {namespace("labels: {capsule.clastix.io/tenant: b, org.tree.hnc.x-k8s.io/depth: '1'}"), "", trust.Domain{Kind: trust.Capsule, Name: "b"}},
		"a tree by labels":                  {namespace("labels: {org.tree.hnc.x-k8s.io/depth: '2', mid.tree.hnc.x-k8s.io/depth: '1', team.tree.hnc.x-k8s.io/depth: '0'}"), "", trust.Domain{Kind: trust.Hierarchy, Name: "org"}},
		"the root of a tree by labels":      {namespace("labels: {team.tree.hnc.x-k8s.io/depth: '0'}"), "", trust.Domain{Kind: trust.Hierarchy, Name: "team"}},
		"a tree by annotation":              {namespace("annotations: {hnc.x-k8s.io/subnamespace-of: org}"), "", trust.Domain{Kind: trust.Hierarchy, Name: "org"}},
		"a tree by anchors":                 {anchor("mid", "team") + anchor("org", "mid"), "", trust.Domain{Kind: trust.Hierarchy, Name: "org"}},
		"the root of a tree by anchors":     {anchor("mid", "team") + anchor("org", "mid"), "org", trust.Domain{Kind: trust.Hierarchy, Name: "org"}},
		"a tree by configuration":           {"apiVersion: hnc.x-k8s.io/v1alpha2\nkind: HierarchyConfiguration\nmetadata: {name: hierarchy, namespace: team}\nspec: {parent: org}", "", trust.Domain{Kind: trust.Hierarchy, Name: "org"}},
		"a loop":                            {anchor("team", "mid") + anchor("mid", "team"), "", trust.Domain{Kind: trust.Namespace, Name: "team"}},
		"a loop above":                      {anchor("a", "b") + anchor("b", "a") + anchor("a", "team"), "", trust.Domain{Kind: trust.Namespace, Name: "team"}},
		"a Profile of wrong types":          {"apiVersion: kubeflow.org/v1\nkind: Profile\nmetadata: {name: team}\nspec: []", "", trust.Domain{Kind: trust.Namespace, Name: "team"}},
		"a Volcano Profile is not Kubeflow": {"apiVersion: example.com/v1\nkind: Profile\nmetadata: {name: team}\nspec: {owner: {name: a}}", "", trust.Domain{Kind: trust.Namespace, Name: "team"}},
	} {
		t.Run(name, func(t *testing.T) {
			of := c.of
			if of == "" {
				of = "team"
			}
			if got := readSnapshot(t, c.manifests).TrustDomain(of); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// anchor writes the object that makes child a subnamespace of parent.
func anchor(parent, child string) string {
	return "apiVersion: hnc.x-k8s.io/v1alpha2\nkind: SubnamespaceAnchor\nmetadata: {name: " + child + ", namespace: " + parent + "}\n---\n"
}

func TestTrustDomainLabelOfTheOrganisation(t *testing.T) {
	snapshot := readSnapshotWith(t, Options{TrustDomainLabel: "example.com/team"}, `
apiVersion: v1
kind: Namespace
metadata: {name: here, labels: {example.com/team: blue, bulkhead.dev/trust-domain: red}}`)
	if got := snapshot.TrustDomain("here"); got != (trust.Domain{Kind: trust.Tenant, Name: "blue"}) {
		t.Errorf("%v", got)
	}
}

func TestNamespaceLabel(t *testing.T) {
	snapshot := readSnapshot(t, `
apiVersion: v1
kind: Namespace
metadata: {name: defined, labels: {a: b, kubernetes.io/metadata.name: forged}}
---
apiVersion: kubeflow.org/v1
kind: Profile
metadata: {name: profile}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: x, namespace: used}`)
	for _, c := range []struct {
		namespace, key, value string
		present, known        bool
	}{
		{"defined", "a", "b", true, true},
		{"defined", "c", "", false, true},
		{"defined", "kubernetes.io/metadata.name", "defined", true, true},
		{"profile", "istio-injection", "enabled", true, true},
		{"profile", "a", "", false, false},
		{"used", "kubernetes.io/metadata.name", "used", true, true},
		{"used", "a", "", false, false},
	} {
		value, present, known := snapshot.Namespace(c.namespace).Label(c.key)
		if value != c.value || present != c.present || known != c.known {
			t.Errorf("%s %s: %q, %v, %v; want %q, %v, %v", c.namespace, c.key, value, present, known, c.value, c.present, c.known)
		}
	}
}

package cluster

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const meshPod = `
apiVersion: v1
kind: Pod
metadata: {name: server, namespace: team, labels: {app: server}}
spec: {containers: [{name: main, image: main}]}
---
`

// peer writes a PeerAuthentication.
func peer(namespace, name, spec string) string {
	return fmt.Sprintf("apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: %s, namespace: %s}\nspec: %s\n---\n", name, namespace, spec)
}

func TestMutualTLS(t *testing.T) {
	for name, c := range map[string]struct {
		manifests string
		complete  bool
		want      string
	}{
		"nothing at all":                     {"", false, "PERMISSIVE unknown"},
		"nothing at all in a whole cluster":  {"", true, "PERMISSIVE"},
		"nothing, but the root is there":     {"apiVersion: v1\nkind: Namespace\nmetadata: {name: istio-system}\n---\n", false, "PERMISSIVE"},
		"the mesh":                           {peer("istio-system", "default", "{mtls: {mode: STRICT}}"), false, "STRICT by istio-system/default spec.mtls.mode"},
		"the mesh, unset":                    {peer("istio-system", "default", "{mtls: {mode: UNSET}}"), false, "PERMISSIVE"},
		"a workload policy in the root":      {peer("istio-system", "default", "{selector: {matchLabels: {app: server}}, mtls: {mode: STRICT}}"), false, "PERMISSIVE"},
		"the namespace beats the mesh":       {peer("istio-system", "default", "{mtls: {mode: STRICT}}") + peer("team", "default", "{mtls: {mode: PERMISSIVE}}"), false, "PERMISSIVE by team/default spec.mtls.mode"},
		"an unset namespace inherits":        {peer("istio-system", "default", "{mtls: {mode: STRICT}}") + peer("team", "default", "{}"), false, "STRICT by istio-system/default spec.mtls.mode"},
		"another namespace":                  {peer("istio-system", "default", "{mtls: {mode: STRICT}}") + peer("other", "default", "{mtls: {mode: DISABLE}}"), false, "STRICT by istio-system/default spec.mtls.mode"},
		"the workload beats the namespace":   {peer("team", "default", "{mtls: {mode: STRICT}}") + peer("team", "server", "{selector: {matchLabels: {app: server}}, mtls: {mode: DISABLE}}"), false, "DISABLE by team/server spec.mtls.mode"},
		"an empty selector is the namespace": {peer("team", "default", "{selector: {matchLabels: {}}, mtls: {mode: STRICT}}"), false, "STRICT by team/default spec.mtls.mode"},
		"another workload":                   {peer("team", "default", "{mtls: {mode: STRICT}}") + peer("team", "client", "{selector: {matchLabels: {app: client}}, mtls: {mode: DISABLE}}"), false, "STRICT by team/default spec.mtls.mode"},
		"the port beats the workload":        {peer("team", "server", "{selector: {matchLabels: {app: server}}, mtls: {mode: STRICT}, portLevelMtls: {8080: {mode: DISABLE}}}"), false, `DISABLE by team/server spec.portLevelMtls["8080"].mode`},
		"another port":                       {peer("team", "server", "{selector: {matchLabels: {app: server}}, mtls: {mode: STRICT}, portLevelMtls: {9090: {mode: DISABLE}}}"), false, "STRICT by team/server spec.mtls.mode"},
		"an unset port inherits":             {peer("team", "default", "{mtls: {mode: STRICT}}") + peer("team", "server", "{selector: {matchLabels: {app: server}}, portLevelMtls: {8080: {mode: UNSET}}}"), false, "STRICT by team/default spec.mtls.mode"},
		"ports without a selector":           {peer("team", "default", "{mtls: {mode: STRICT}, portLevelMtls: {8080: {mode: DISABLE}}}"), false, "STRICT by team/default spec.mtls.mode"},
		"rivals of unknown age":              {peer("team", "b", "{mtls: {mode: STRICT}}") + peer("team", "a", "{mtls: {mode: PERMISSIVE}}"), false, "PERMISSIVE by team/a spec.mtls.mode rival b"},
		"rivals that agree":                  {peer("team", "b", "{mtls: {mode: STRICT}}") + peer("team", "a", "{mtls: {mode: STRICT}}"), false, "STRICT by team/a spec.mtls.mode"},
		"the oldest counts": {
			peer("team", "a, creationTimestamp: 2026-02-01T00:00:00Z", "{mtls: {mode: STRICT}}") + peer("team", "b, creationTimestamp: 2026-01-01T00:00:00Z", "{mtls: {mode: DISABLE}}"), false, "DISABLE by team/b spec.mtls.mode",
		},
		"another root": {
			"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata: {mesh: \"trustDomain: x\\nrootNamespace: \\\"mesh-root\\\" # moved\\n\"}\n---\n" +
				peer("istio-system", "default", "{mtls: {mode: DISABLE}}") + peer("mesh-root", "default", "{mtls: {mode: STRICT}}"), false, "STRICT by mesh-root/default spec.mtls.mode",
		},
		"another root by the operator": {
			"apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: istio}\nspec: {meshConfig: {rootNamespace: mesh-root}}\n---\n" +
				peer("mesh-root", "default", "{mtls: {mode: STRICT}}"), false, "STRICT by mesh-root/default spec.mtls.mode",
		},
		"a mode that does not exist": {peer("team", "default", "{mtls: {mode: strict}}"), false, "PERMISSIVE unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			snapshot := readSnapshotWith(t, Options{Complete: c.complete}, meshPod+c.manifests)
			got := snapshot.MutualTLS(podNamed(t, snapshot, "team/server"), 8080)
			text := got.Mode.String()
			if !got.Known {
				text += " unknown"
			}
			if got.Policy != nil {
				text += " by " + got.Policy.Namespace + "/" + got.Policy.Name + " " + got.Path
			}
			if got.Rival != nil {
				text += " rival " + got.Rival.Name
			}
			if text != c.want {
				t.Errorf("got %s, want %s", text, c.want)
			}
		})
	}
}

func TestMeshMembership(t *testing.T) {
	namespace := func(labels string) string {
		return "apiVersion: v1\nkind: Namespace\nmetadata: {name: team, labels: {" + labels + "}}\n---\n"
	}
	pod := func(metadata, spec string) string {
		return "apiVersion: v1\nkind: Pod\nmetadata: {name: server, namespace: team, " + metadata + "}\nspec: {containers: [{name: main, image: main}], " + spec + "}\n---\n"
	}
	for name, c := range map[string]struct {
		manifests string
		want      string
	}{
		"an unknown namespace":                 {pod("", ""), "unknown"},
		"a plain namespace":                    {namespace("") + pod("", ""), "not in the mesh"},
		"injection":                            {namespace("istio-injection: enabled") + pod("", ""), `sidecar by Namespace metadata.labels.istio-injection`},
		"injection refused by label":           {namespace("istio-injection: enabled") + pod(`labels: {sidecar.istio.io/inject: "false"}`, ""), `not in the mesh by Pod metadata.labels["sidecar.istio.io/inject"]`},
		"injection refused by annotation":      {namespace("istio-injection: enabled") + pod(`annotations: {sidecar.istio.io/inject: "false"}`, ""), `not in the mesh by Pod metadata.annotations["sidecar.istio.io/inject"]`},
		"the label beats the annotation":       {namespace("istio-injection: enabled") + pod(`labels: {sidecar.istio.io/inject: "true"}, annotations: {sidecar.istio.io/inject: "false"}`, ""), `sidecar by Namespace metadata.labels.istio-injection`},
		"injection disabled":                   {namespace("istio-injection: disabled") + pod(`labels: {sidecar.istio.io/inject: "true"}`, ""), `not in the mesh by Namespace metadata.labels.istio-injection`},
		"disabled injection beats a revision":  {namespace("istio-injection: disabled, istio.io/rev: canary") + pod("", ""), `not in the mesh by Namespace metadata.labels.istio-injection`},
		"a revision":                           {namespace("istio.io/rev: canary") + pod("", ""), `sidecar by Namespace metadata.labels["istio.io/rev"]`},
		"asked by label":                       {namespace("") + pod(`labels: {sidecar.istio.io/inject: "true"}`, ""), `sidecar by Pod metadata.labels["sidecar.istio.io/inject"]`},
		"asked by annotation, in vain":         {namespace("") + pod(`annotations: {sidecar.istio.io/inject: "true"}`, ""), `not in the mesh by Pod metadata.annotations["sidecar.istio.io/inject"]`},
		"a revision of the pod":                {namespace("") + pod(`labels: {istio.io/rev: canary}`, ""), `sidecar by Pod metadata.labels["istio.io/rev"]`},
		"the host network":                     {namespace("istio-injection: enabled") + pod("", "hostNetwork: true"), `not in the mesh by Pod spec.hostNetwork`},
		"injected already":                     {pod(`annotations: {sidecar.istio.io/status: "{}"}`, ""), `sidecar by Pod metadata.annotations["sidecar.istio.io/status"]`},
		"written with the proxy":               {pod("", "initContainers: [{name: istio-proxy, image: proxyv2, restartPolicy: Always}]"), `sidecar by Pod metadata.annotations["sidecar.istio.io/status"]`},
		"ambient":                              {namespace("istio.io/dataplane-mode: ambient") + pod("", ""), `ambient by Namespace metadata.labels["istio.io/dataplane-mode"]`},
		"ambient pod":                          {namespace("") + pod("labels: {istio.io/dataplane-mode: ambient}", ""), `ambient by Pod metadata.labels["istio.io/dataplane-mode"]`},
		"not ambient":                          {namespace("istio.io/dataplane-mode: ambient") + pod("labels: {istio.io/dataplane-mode: none}", ""), `not in the mesh by Pod metadata.labels["istio.io/dataplane-mode"]`},
		"refusing a sidecar is still ambient":  {namespace("istio.io/dataplane-mode: ambient") + pod(`labels: {sidecar.istio.io/inject: "false"}`, ""), `ambient by Namespace metadata.labels["istio.io/dataplane-mode"]`},
		"a sidecar beats ambient":              {namespace("istio.io/dataplane-mode: ambient, istio-injection: enabled") + pod("", ""), `sidecar by Namespace metadata.labels.istio-injection`},
		"a Kubeflow profile asks for sidecars": {"apiVersion: kubeflow.org/v1\nkind: Profile\nmetadata: {name: team}\nspec: {owner: {kind: User, name: a}}\n---\n" + pod("", ""), `sidecar by Profile `},
	} {
		t.Run(name, func(t *testing.T) {
			snapshot := readSnapshot(t, c.manifests)
			got := snapshot.MeshMembership(podNamed(t, snapshot, "team/server"))
			text := got.Membership.String()
			if got.Object != nil {
				text += " by " + got.Object.Kind + " " + got.Path
			}
			if text != c.want {
				t.Errorf("got %s, want %s", text, c.want)
			}
			if got.Membership == MembershipUnknown && got.Reason == "" {
				t.Error("an unknown membership needs a reason")
			}
		})
	}
}

func TestNoSidecarsInSystemNamespaces(t *testing.T) {
	snapshot := readSnapshot(t, strings.ReplaceAll(meshPod, "team", "kube-system"))
	got := snapshot.MeshMembership(podNamed(t, snapshot, "kube-system/server"))
	if got.Membership != MembershipUnknown || !strings.Contains(got.Reason, "kube-system") {
		t.Errorf("no sidecar, but perhaps ambient: %+v", got)
	}
}

func TestAuthorization(t *testing.T) {
	snapshot := readSnapshot(t, meshPod+modelServiceOf("team")+`
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: nothing, namespace: istio-system}
spec: {}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: everything, namespace: team}
spec: {selector: {matchLabels: {app: server}}, rules: [{}]}
---
apiVersion: security.istio.io/v1beta1
kind: AuthorizationPolicy
metadata: {name: gateway, namespace: team}
spec:
  action: ALLOW
  rules:
  - from: [{source: {principals: [cluster.local/ns/istio-system/sa/gateway], notNamespaces: [default]}}]
    to: [{operation: {methods: [GET], paths: ["/v1/*"]}}]
    when: [{key: "request.headers[kubeflow-userid]", values: [a@example.com]}]
  - from: [{source: {ipBlocks: [0.0.0.0/0]}}]
    to: [{operation: {methods: ["*"]}}]
  - from: [{source: {principals: ["*"]}}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: client, namespace: team}
spec: {selector: {matchLabels: {app: client}}, action: DENY, rules: [{}]}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: waypoint, namespace: team}
spec: {targetRefs: [{group: "", kind: Service, name: vllm}], rules: [{}]}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: broken, namespace: team}
spec: {action: 3, rules: [{from: {}}]}
---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: tokens, namespace: istio-system}
spec: {jwtRules: [{issuer: https://dex, jwksUri: https://dex/keys, forwardOriginalToken: true}]}
---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: waypoint, namespace: team}
spec: {targetRef: {kind: Service, name: vllm}}`)
	pod := podNamed(t, snapshot, "team/server")
	var names []string
	for _, policy := range snapshot.Authorization(pod) {
		names = append(names, policy.Name)
	}
	if diff := cmp.Diff([]string{"nothing", "everything", "gateway", "broken"}, names); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	policies := snapshot.Authorization(pod)
	if !policies[0].MatchesNothing() || policies[0].Action != AllowAction || !policies[1].Rules[0].MatchesEverything() || policies[1].MatchesNothing() {
		t.Error("spec {} matches nothing, rules [{}] everything")
	}
	want := []AuthorizationRule{
		{
			Path: "spec.rules[0]",
			From: []AuthorizationSource{{Principals: []string{"cluster.local/ns/istio-system/sa/gateway"}, NotNamespaces: []string{"default"}}},
			To:   []AuthorizationOperation{{Methods: []string{"GET"}, Paths: []string{"/v1/*"}}},
			When: []AuthorizationCondition{{Key: "request.headers[kubeflow-userid]", Values: []string{"a@example.com"}}},
		},
		{
			Path: "spec.rules[1]",
			From: []AuthorizationSource{{IPBlocks: []string{"0.0.0.0/0"}}},
			To:   []AuthorizationOperation{{Methods: []string{"*"}}},
		},
		{Path: "spec.rules[2]", From: []AuthorizationSource{{Principals: []string{"*"}}}},
	}
	if diff := cmp.Diff(want, policies[2].Rules); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for i, want := range []bool{false, true, false} {
		if got := policies[2].Rules[i].MatchesEverything(); got != want {
			t.Errorf("rule %d matches everything: %v, want %v", i, got, want)
		}
	}
	if got := len(policies[3].Malformed); got != 2 {
		t.Errorf("%d malformed fields, want 2: %v", got, policies[3].Malformed)
	}
	at := snapshot.AuthorizationAt(snapshot.Service("team", "vllm"))
	if len(at) != 1 || at[0].Name != "waypoint" {
		t.Errorf("at the waypoint: %v", at)
	}
	requests := snapshot.RequestAuthentications(pod)
	if len(requests) != 1 || requests[0].Name != "tokens" {
		t.Fatalf("%v", requests)
	}
	wantRule := []JWTRule{{Path: "spec.jwtRules[0]", Issuer: "https://dex", JWKSURI: "https://dex/keys", ForwardOriginalToken: true}}
	if diff := cmp.Diff(wantRule, requests[0].Rules); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := snapshot.RequestAuthenticationsAt(snapshot.Service("team", "vllm")); len(got) != 1 {
		t.Errorf("%v", got)
	}
}

func modelServiceOf(namespace string) string {
	return strings.ReplaceAll(modelService, "serving", namespace)
}

func TestProfilesBringTheirAuthorizationPolicy(t *testing.T) {
	const profile = "apiVersion: kubeflow.org/v1\nkind: Profile\nmetadata: {name: team}\nspec: {owner: {kind: User, name: a@example.com}}\n---\n"
	snapshot := readSnapshot(t, meshPod+profile)
	policies := snapshot.Authorization(podNamed(t, snapshot, "team/server"))
	if len(policies) != 1 || !policies[0].Implied || policies[0].Kind != "Profile" || policies[0].Rules[0].When[0].Values[0] != "a@example.com" {
		t.Errorf("%+v", policies)
	}
	snapshot = readSnapshot(t, meshPod+profile+"apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: ns-owner-access-istio, namespace: team}\nspec: {}")
	if policies = snapshot.Authorization(podNamed(t, snapshot, "team/server")); len(policies) != 1 || policies[0].Implied {
		t.Errorf("what is read beats what is implied: %+v", policies)
	}
}

package cluster

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/util/yaml"
)

// snapshotOf reads one object from each YAML text into a sealed snapshot.
func snapshotOf(t testing.TB, options Options, documents ...string) *Snapshot {
	t.Helper()
	snapshot := NewSnapshot(options)
	for _, document := range documents {
		var content map[string]any
		if err := yaml.Unmarshal([]byte(document), &content); err != nil {
			t.Fatalf("%v in %s", err, document)
		}
		object := NewObject(content, Origin{})
		snapshot.Add(object, Locate(object).Pods)
	}
	snapshot.Seal()
	return snapshot
}

const rbacHeader = "apiVersion: rbac.authorization.k8s.io/v1\n"

func role(kind, namespace, name, rest string) string {
	text := rbacHeader + "kind: " + kind + "\nmetadata:\n  name: " + name + "\n"
	if namespace != "" {
		text += "  namespace: " + namespace + "\n"
	}
	return text + rest
}

func binding(kind, namespace, name, roleKind, roleName, subjects string) string {
	return role(kind, namespace, name, "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: "+roleKind+", name: "+roleName+"}\nsubjects: ["+subjects+"]\n")
}

const (
	podReader = "rules:\n- {apiGroups: [''], resources: [pods, pods/log], verbs: [get, list]}\n"
	alice     = "{kind: User, name: alice}"
	runner    = "{kind: ServiceAccount, name: runner, namespace: team}"
)

func get(resource string) Request { return Request{Verb: "get", Resource: resource, Name: "x"} }

func (r Request) in(namespace string) Request {
	r.Scope = InNamespace(namespace)
	return r
}

func (r Request) clusterWide() Request {
	r.Scope = ClusterWide()
	return r
}

func TestAllows(t *testing.T) {
	user := Subject{Kind: "User", Name: "alice"}
	account := ServiceAccountSubject("team", "runner")
	tests := map[string]struct {
		objects []string
		subject Subject
		yes, no []Request
	}{
		"role": {
			[]string{role("Role", "team", "reader", podReader), binding("RoleBinding", "team", "b", "Role", "reader", alice)},
			user,
			[]Request{get("pods").in("team"), {Verb: "list", Resource: "pods", Scope: InNamespace("team")},
				{Verb: "get", Resource: "pods", Subresource: "log", Name: "x", Scope: InNamespace("team")}, get("pods")},
			[]Request{get("pods").in("other"), get("pods").clusterWide(), get("secrets").in("team"), {Verb: "delete", Resource: "pods", Scope: InNamespace("team")},
				{Verb: "get", Group: "apps", Resource: "pods", Scope: InNamespace("team")},
				{Verb: "get", Resource: "pods", Subresource: "exec", Scope: InNamespace("team")}},
		},
		"cluster role in one namespace": {
			[]string{role("ClusterRole", "", "reader", "rules:\n- {apiGroups: ['*'], resources: ['*'], verbs: ['*']}\n- {nonResourceURLs: [/metrics], verbs: [get]}\n"),
				binding("RoleBinding", "team", "b", "ClusterRole", "reader", alice)},
			user,
			[]Request{get("pods").in("team"), get("anything").in("team"), get("namespaces")},
			// Not what is cluster-scoped, and not URLs.
			[]Request{get("nodes"), get("nodes").clusterWide(), {Verb: "list", Resource: "namespaces"}, {Verb: "get", Path: "/metrics"},
				{Verb: "get", Path: "/metrics", Scope: InNamespace("team")}},
		},
		"cluster-wide": {
			[]string{role("ClusterRole", "", "reader", podReader), binding("ClusterRoleBinding", "", "b", "ClusterRole", "reader", runner)},
			account,
			[]Request{get("pods").in("team"), get("pods").in("other"), get("pods").clusterWide(), get("pods").in("")},
			[]Request{get("secrets")},
		},
		"a ClusterRoleBinding cannot bind a Role": {
			[]string{role("Role", "team", "reader", podReader), binding("ClusterRoleBinding", "", "b", "Role", "reader", alice)},
			user, nil, []Request{get("pods"), get("pods").in("team")},
		},
		"a Role of another namespace": {
			[]string{role("Role", "other", "reader", podReader), binding("RoleBinding", "team", "b", "Role", "reader", alice)},
			user, nil, []Request{get("pods"), get("pods").in("team"), get("pods").in("other")},
		},
		"ServiceAccount of the binding's own namespace": {
			[]string{role("Role", "team", "reader", podReader), binding("RoleBinding", "team", "b", "Role", "reader", "{kind: ServiceAccount, name: runner}")},
			account, []Request{get("pods").in("team")}, nil,
		},
		"ServiceAccount without namespace in a ClusterRoleBinding": {
			[]string{role("ClusterRole", "", "reader", podReader), binding("ClusterRoleBinding", "", "b", "ClusterRole", "reader", "{kind: ServiceAccount, name: runner}")},
			ServiceAccountSubject("", "runner"), nil, []Request{get("pods")},
		},
		"ServiceAccount bound by its user name": {
			[]string{role("ClusterRole", "", "reader", podReader), binding("ClusterRoleBinding", "", "b", "ClusterRole", "reader", "{kind: User, name: 'system:serviceaccount:team:runner'}")},
			account, []Request{get("pods")}, nil,
		},
		"user with the name of a ServiceAccount": {
			[]string{role("ClusterRole", "", "reader", podReader), binding("ClusterRoleBinding", "", "b", "ClusterRole", "reader", runner)},
			Subject{Kind: "User", Name: "system:serviceaccount:team:runner"}, []Request{get("pods")}, nil,
		},
		"all ServiceAccounts of a namespace": {
			[]string{role("ClusterRole", "", "reader", podReader), binding("ClusterRoleBinding", "", "b", "ClusterRole", "reader", "{kind: Group, name: 'system:serviceaccounts:team'}")},
			account, []Request{get("pods")}, nil,
		},
		"ServiceAccounts of another namespace": {
			[]string{role("ClusterRole", "", "reader", podReader), binding("ClusterRoleBinding", "", "b", "ClusterRole", "reader", "{kind: Group, name: 'system:serviceaccounts:other'}")},
			account, nil, []Request{get("pods")},
		},
		"everybody": {
			[]string{role("ClusterRole", "", "reader", podReader), binding("ClusterRoleBinding", "", "b", "ClusterRole", "reader", "{kind: Group, name: 'system:authenticated'}")},
			account, []Request{get("pods")}, nil,
		},
		"anonymous is not authenticated": {
			[]string{role("ClusterRole", "", "reader", podReader), binding("ClusterRoleBinding", "", "b", "ClusterRole", "reader", "{kind: Group, name: 'system:authenticated'}")},
			Subject{Kind: "User", Name: "system:anonymous"}, nil, []Request{get("pods")},
		},
		"group of a user": {
			[]string{role("ClusterRole", "", "reader", podReader), binding("ClusterRoleBinding", "", "b", "ClusterRole", "reader", "{kind: Group, name: ml}")},
			Subject{Kind: "User", Name: "bob", Groups: []string{"ml"}}, []Request{get("pods")}, nil,
		},
		"a user is not the ServiceAccount or the group of that name": {
			[]string{role("ClusterRole", "", "reader", podReader), binding("ClusterRoleBinding", "", "b", "ClusterRole", "reader", "{kind: Group, name: alice}, {kind: ServiceAccount, name: alice, namespace: team}")},
			user, nil, []Request{get("pods")},
		},
		"names": {
			[]string{role("ClusterRole", "", "one", "rules:\n- {apiGroups: [''], resources: [secrets], verbs: [get, list], resourceNames: [x]}\n"),
				binding("ClusterRoleBinding", "", "b", "ClusterRole", "one", alice)},
			user,
			[]Request{get("secrets"), {Verb: "get", Resource: "secrets", AnyName: true}},
			[]Request{{Verb: "get", Resource: "secrets", Name: "y"}, {Verb: "list", Resource: "secrets"}},
		},
		"subresource of everything": {
			[]string{role("ClusterRole", "", "scaler", "rules:\n- {apiGroups: [apps], resources: ['*/scale', 'deployments/*'], verbs: [update]}\n"),
				binding("ClusterRoleBinding", "", "b", "ClusterRole", "scaler", alice)},
			user,
			[]Request{{Verb: "update", Group: "apps", Resource: "deployments", Subresource: "scale"}, {Verb: "update", Group: "apps", Resource: "statefulsets", Subresource: "scale"}},
			[]Request{{Verb: "update", Group: "apps", Resource: "deployments", Subresource: "status"}, {Verb: "update", Group: "apps", Resource: "deployments"}},
		},
		"URLs": {
			[]string{role("ClusterRole", "", "urls", "rules:\n- {nonResourceURLs: [/healthz, '/logs/*'], verbs: [get]}\n"),
				binding("ClusterRoleBinding", "", "b", "ClusterRole", "urls", alice)},
			user,
			[]Request{{Verb: "get", Path: "/healthz"}, {Verb: "get", Path: "/logs/a/b"}},
			[]Request{{Verb: "get", Path: "/healthz/etcd"}, {Verb: "post", Path: "/healthz"}, {Verb: "get", Path: "/logs"}, get("pods")},
		},
		"no namespace anywhere": {
			[]string{role("Role", "", "reader", podReader), binding("RoleBinding", "", "b", "Role", "reader", "{kind: ServiceAccount, name: runner}")},
			ServiceAccountSubject("", "runner"),
			[]Request{get("pods").in(""), get("pods")},
			[]Request{get("pods").in("team"), get("pods").clusterWide()},
		},
		"built-in edit role": {
			[]string{binding("RoleBinding", "team", "b", "ClusterRole", "edit", alice)},
			user,
			[]Request{get("secrets").in("team"), {Verb: "create", Resource: "pods", Subresource: "exec", Scope: InNamespace("team")}},
			[]Request{get("secrets").in("other"), {Verb: "create", Group: "rbac.authorization.k8s.io", Resource: "rolebindings", Scope: InNamespace("team")}},
		},
		"built-in view role": {
			[]string{binding("RoleBinding", "team", "b", "ClusterRole", "view", alice)},
			user, []Request{get("pods").in("team")}, []Request{get("secrets").in("team")},
		},
		"built-in role replaced by the input": {
			[]string{role("ClusterRole", "", "cluster-admin", podReader), binding("ClusterRoleBinding", "", "b", "ClusterRole", "cluster-admin", alice)},
			user, []Request{get("pods")}, []Request{get("secrets")},
		},
		"built-in edit role extended by the input": {
			[]string{role("ClusterRole", "", "gpu", "  labels: {rbac.authorization.k8s.io/aggregate-to-edit: 'true'}\nrules:\n- {apiGroups: [nvidia.com], resources: [clusterpolicies], verbs: ['*']}\n"),
				binding("RoleBinding", "team", "b", "ClusterRole", "admin", alice)},
			user, []Request{{Verb: "patch", Group: "nvidia.com", Resource: "clusterpolicies", Scope: InNamespace("team")}}, nil,
		},
	}
	for name, test := range tests {
		permissions := snapshotOf(t, Options{}, test.objects...).RBAC()
		for _, request := range test.yes {
			if decision := permissions.Decide(test.subject, request); !decision.Allowed {
				t.Errorf("%s: %v may not %+v", name, test.subject, request)
			}
		}
		for _, request := range test.no {
			if decision := permissions.Decide(test.subject, request); decision.Allowed {
				t.Errorf("%s: %v may %+v by %s", name, test.subject, request, decision.Grant.Rule.Path)
			}
		}
	}
}

func TestGrantsNameTheirEvidence(t *testing.T) {
	permissions := snapshotOf(t, Options{},
		role("ClusterRole", "", "nothing", ""),
		role("ClusterRole", "", "parts", "  labels: {part: 'true'}\nrules:\n- {apiGroups: [''], resources: [nodes], verbs: [get]}\n- {apiGroups: [''], resources: [secrets], verbs: [get]}\n"),
		role("ClusterRole", "", "whole", "aggregationRule: {clusterRoleSelectors: [{matchLabels: {part: 'true'}}]}\n"),
		binding("ClusterRoleBinding", "", "empty", "ClusterRole", "whole", ""),
		binding("RoleBinding", "team", "first", "ClusterRole", "whole", "{kind: User, name: bob}, "+alice),
		binding("ClusterRoleBinding", "", "second", "ClusterRole", "whole", runner+", {kind: Robot, name: r2}"),
	).RBAC()

	decision := permissions.Decide(Subject{Kind: "User", Name: "alice"}, get("secrets").in("team"))
	type evidence struct{ Binding, Subject, Role, Rule string }
	of := func(grant Grant) evidence {
		return evidence{grant.Binding.String(), grant.Binding.SubjectPath(grant.Subject), grant.Rule.Role.String(), grant.Rule.Path}
	}
	if diff := cmp.Diff(evidence{"RoleBinding/team/first", "subjects[1]", "ClusterRole/parts", "rules[1]"}, of(decision.Grant)); diff != "" {
		t.Errorf("decision (-want +got):\n%s", diff)
	}

	whoCan := func(request Request) (all []evidence) {
		for _, grant := range permissions.WhoCan(request) {
			all = append(all, of(grant))
		}
		return all
	}
	want := []evidence{
		{"RoleBinding/team/first", "subjects[0]", "ClusterRole/parts", "rules[1]"},
		{"RoleBinding/team/first", "subjects[1]", "ClusterRole/parts", "rules[1]"},
		{"ClusterRoleBinding/second", "subjects[0]", "ClusterRole/parts", "rules[1]"},
	}
	if diff := cmp.Diff(want, whoCan(get("secrets"))); diff != "" {
		t.Errorf("who can anywhere (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want[2:], whoCan(get("secrets").clusterWide())); diff != "" {
		t.Errorf("who can cluster-wide (-want +got):\n%s", diff)
	}
	if got := whoCan(get("nodes")); len(got) != 1 {
		t.Errorf("a RoleBinding grants nodes: %v", got)
	}

	whole := permissions.RoleOf(permissions.Roles()[2].Object)
	if whole == nil || whole.Name != "whole" || len(permissions.BindingsOf(whole)) != 3 {
		t.Errorf("bindings of %v: %v", whole, permissions.BindingsOf(whole))
	}
	if got := permissions.BindingOf(permissions.Bindings()[1].Object); got.Name != "first" {
		t.Errorf("binding of an object: %v", got)
	}
	if got := SubjectOfBinding(permissions.Bindings()[2], 0); got.String() != "ServiceAccount/team/runner" {
		t.Errorf("subject of a binding: %v", got)
	}
	if got := len(permissions.RulesFor(Subject{Kind: "User", Name: "alice"}, InNamespace("team"))); got != 2 {
		t.Errorf("alice has %d rules", got)
	}
}

func TestMissingRoles(t *testing.T) {
	objects := []string{
		binding("RoleBinding", "team", "known", "ClusterRole", "view", alice),
		binding("RoleBinding", "team", "gone", "Role", "gone", alice),
		binding("RoleBinding", "team", "odd", "Potato", "gone", alice),
		binding("ClusterRoleBinding", "", "refused", "Role", "gone", alice),
	}
	user := Subject{Kind: "User", Name: "alice"}
	permissions := snapshotOf(t, Options{}, objects...).RBAC()
	if decision := permissions.Decide(user, get("pods").in("team")); !decision.Allowed || !decision.Known() {
		t.Errorf("what is allowed is known: %+v", decision)
	}
	decision := permissions.Decide(user, get("secrets").in("team"))
	if decision.Allowed || decision.Known() || len(decision.Unresolved) != 1 || decision.Unresolved[0].Name != "gone" {
		t.Errorf("want one unresolved binding, got %+v", decision)
	}
	if decision := permissions.Decide(user, get("secrets").in("other")); !decision.Known() {
		t.Errorf("another namespace is known: %+v", decision)
	}
	if got := permissions.Unresolved(user, Anywhere()); len(got) != 1 {
		t.Errorf("unresolved: %v", got)
	}

	complete := snapshotOf(t, Options{Complete: true}, objects...).RBAC()
	if decision := complete.Decide(user, get("pods").in("team")); decision.Allowed || !decision.Known() {
		t.Errorf("in a whole cluster a role that is not there grants nothing: %+v", decision)
	}
}

func TestDefaultRoles(t *testing.T) {
	rules := map[string]int{}
	for _, role := range newRoleResolver(nil, true).roles {
		if len(role.Rules) == 0 && role.Name != "system:kube-dns" {
			rules[role.Name] = 0
		}
		for _, rule := range role.Rules {
			if len(rule.Verbs) == 0 || len(rule.Resources)+len(rule.NonResourceURLs) == 0 {
				t.Errorf("%s %s: %+v", role.Name, rule.Path, rule)
			}
		}
	}
	if len(rules) > 0 {
		t.Errorf("roles without rules: %v", rules)
	}
	resolver := newRoleResolver(nil, true)
	for name, can := range map[string]Request{
		"cluster-admin": {Verb: "anything", Path: "/at/all"},
		"admin":         {Verb: "create", Group: "rbac.authorization.k8s.io", Resource: "rolebindings"},
		"edit":          {Verb: "impersonate", Resource: "serviceaccounts"},
		"view":          {Verb: "list", Group: "apps", Resource: "deployments"},
		"system:node":   {Verb: "create", Resource: "pods", Subresource: "eviction"},
	} {
		bound := &Binding{Object: &Object{ObjectRef: ObjectRef{Namespace: "ignored"}}, RoleRef: rbacv1.RoleRef{Kind: "ClusterRole", Name: name}}
		resolver.resolve(bound)
		if _, ok := (boundSubject{bound, 0}).allows(can); !ok {
			t.Errorf("%s may not %+v", name, can)
		}
	}
	bound := &Binding{
		Object:  &Object{ObjectRef: ObjectRef{Namespace: "kube-system"}},
		RoleRef: rbacv1.RoleRef{Kind: "Role", Name: "extension-apiserver-authentication-reader"},
	}
	if resolver.resolve(bound); bound.Role == nil {
		t.Error("the default Roles are missing")
	}
}

func TestMalformedRBAC(t *testing.T) {
	snapshot := snapshotOf(t, Options{},
		role("Role", "team", "a", "rules: all\n"),
		role("Role", "team", "b", "rules:\n- {apiGroups: '*', resources: [pods], verbs: [get]}\n"),
		binding("RoleBinding", "team", "c", "Role", "b", alice+", 3"),
		rbacHeader+"kind: ClusterRole\nmetadata: {name: d}\naggregationRule: {clusterRoleSelectors: [{matchExpressions: [{key: a, operator: Near}]}]}\n"+podReader,
		"apiVersion: rbac.authorization.k8s.io/v1\nkind: Unheard\n",
	)
	permissions := snapshot.RBAC()
	for i, role := range permissions.Roles()[:2] {
		if len(role.Malformed) == 0 {
			t.Errorf("role %d is not malformed", i)
		}
	}
	if len(permissions.Bindings()[0].Malformed) == 0 {
		t.Error("the binding is not malformed")
	}
	// A selector that is no selector leaves the rules of the role as they are.
	if role := permissions.Roles()[2]; len(role.Rules) != 1 {
		t.Errorf("rules: %+v", role.Rules)
	}
	if permissions.Allows(Subject{Kind: "User", Name: "alice"}, get("pods")) {
		t.Error("a rule without groups allows something")
	}
	if !snapshot.Known(RBAC, "") || snapshotOf(t, Options{}).Known(RBAC, "") {
		t.Error("RBAC is known where there is some")
	}
	var none Permissions
	if none.Allows(Subject{}, Request{}) || none.WhoCan(Request{}) != nil {
		t.Error("no permissions allow something")
	}
}

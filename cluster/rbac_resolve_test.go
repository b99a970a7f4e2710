package cluster

import (
	"testing"

	"k8s.io/apimachinery/pkg/util/yaml"
)

// A repository of many applications has many roles of one name; a binding is
// about the one that was read with it.
func TestResolveAmongRolesOfOneName(t *testing.T) {
	t.Parallel()
	const (
		reads  = podReader
		writes = "rules:\n- {apiGroups: [''], resources: [pods], verbs: [create]}\n"
	)
	at := func(file string) Origin { return Origin{File: file} }
	type roleAt struct {
		origin Origin
		rules  string
	}
	for name, test := range map[string]struct {
		roles     []roleAt
		binding   Origin
		want      string // the verb that the first rule begins with
		ambiguous bool
	}{
		"same file":            {[]roleAt{{at("a/role.yaml"), reads}, {at("a/all.yaml"), writes}}, at("a/all.yaml"), "create", false},
		"same folder":          {[]roleAt{{at("b/role.yaml"), reads}, {at("a/role.yaml"), writes}}, at("a/role_binding.yaml"), "create", false},
		"two of one folder":    {[]roleAt{{at("a/role.yaml"), reads}, {at("a/other.yaml"), writes}}, at("a/role_binding.yaml"), "", true},
		"both elsewhere":       {[]roleAt{{at("b/role.yaml"), reads}, {at("c/role.yaml"), writes}}, at("a/role_binding.yaml"), "", true},
		"no files":             {[]roleAt{{Origin{}, reads}, {Origin{}, writes}}, Origin{}, "", true},
		"elsewhere, but equal": {[]roleAt{{at("b/role.yaml"), reads}, {at("c/role.yaml"), reads}}, at("a/role_binding.yaml"), "get", false},
		"one is enough":        {[]roleAt{{at("b/role.yaml"), reads}}, at("a/role_binding.yaml"), "get", false},
		"same kustomization": {
			[]roleAt{{at("a/role.yaml"), reads}, {Origin{File: "a/role.yaml", RenderedFrom: "a"}, writes}}, Origin{File: "b/binding.yaml", RenderedFrom: "a"}, "create", false,
		},
		"outside kustomization": {
			[]roleAt{{at("a/role.yaml"), reads}, {Origin{File: "a/role.yaml", RenderedFrom: "a"}, writes}}, at("a/role_binding.yaml"), "get", false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			snapshot := NewSnapshot(Options{Complete: true})
			add := func(text string, origin Origin) {
				var content map[string]any
				if err := yaml.Unmarshal([]byte(text), &content); err != nil {
					t.Fatal(err)
				}
				snapshot.Add(NewObject(content, origin), nil)
			}
			for _, some := range test.roles {
				add(role("ClusterRole", "", "manager-role", some.rules), some.origin)
			}
			add(binding("ClusterRoleBinding", "", "manager-rolebinding", "ClusterRole", "manager-role", alice), test.binding)
			snapshot.Seal()
			permissions := snapshot.RBAC()
			bound := permissions.Bindings()[0]
			verb := ""
			rules, known := permissions.RulesOf(bound)
			if len(rules) > 0 {
				verb = rules[0].Verbs[0]
			}
			if verb != test.want || bound.Ambiguous != test.ambiguous || known == test.ambiguous {
				t.Errorf("%s, ambiguous=%t, known=%t, want %s, %t", verb, bound.Ambiguous, known, test.want, test.ambiguous)
			}
			if decision := permissions.Decide(Subject{Kind: "User", Name: "alice"}, get("pods").clusterWide()); decision.Known() == test.ambiguous {
				t.Errorf("an ambiguous role is taken for known: %+v", decision)
			}
			for _, role := range permissions.Roles() {
				if !test.ambiguous && len(permissions.BindingsOf(role)) != 1 {
					t.Errorf("the binding is not among those of a role of its name")
				}
			}
		})
	}
}

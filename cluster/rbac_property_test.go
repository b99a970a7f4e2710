package cluster

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/component-helpers/auth/rbac/validation"
	"pgregory.net/rapid"
)

// rbacWorld is a small random set of RBAC objects.
type rbacWorld struct {
	roles           []rbacv1.Role
	clusterRoles    []rbacv1.ClusterRole
	bindings        []rbacv1.RoleBinding
	clusterBindings []rbacv1.ClusterRoleBinding
}

var (
	someNamespaces = rapid.SampledFrom([]string{"a", "b"})
	someNames      = rapid.SampledFrom([]string{"one", "two", "three", "gone"})
	someVerbs      = rapid.SampledFrom([]string{"get", "list", "create", "*"})
	someGroups     = rapid.SampledFrom([]string{"", "apps", "*"})
	someResources  = rapid.SampledFrom([]string{"pods", "pods/log", "deployments/scale", "*/scale", "*/log", "pods/*", "*", "nodes"})
	someURLs       = rapid.SampledFrom([]string{"/metrics", "/logs/*", "*", "/logs"})
	someSubjects   = rapid.Custom(func(t *rapid.T) rbacv1.Subject {
		switch kind := rapid.SampledFrom([]string{"User", "Group", "ServiceAccount", "Robot"}).Draw(t, "kind"); kind {
		case "User":
			return rbacv1.Subject{Kind: kind, Name: rapid.SampledFrom([]string{"one", "system:serviceaccount:a:one"}).Draw(t, "name")}
		case "Group":
			return rbacv1.Subject{Kind: kind, Name: rapid.SampledFrom([]string{"one", "system:authenticated", "system:serviceaccounts", "system:serviceaccounts:a"}).Draw(t, "name")}
		default:
			return rbacv1.Subject{Kind: kind, Name: someNames.Draw(t, "name"), Namespace: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "namespace")}
		}
	})
	someRules = rapid.Custom(func(t *rapid.T) rbacv1.PolicyRule {
		rule := rbacv1.PolicyRule{Verbs: rapid.SliceOfN(someVerbs, 0, 2).Draw(t, "verbs")}
		if rapid.IntRange(0, 3).Draw(t, "what") == 0 {
			rule.NonResourceURLs = rapid.SliceOfN(someURLs, 1, 2).Draw(t, "urls")
			return rule
		}
		rule.APIGroups = rapid.SliceOfN(someGroups, 0, 2).Draw(t, "groups")
		rule.Resources = rapid.SliceOfN(someResources, 0, 2).Draw(t, "resources")
		rule.ResourceNames = rapid.SliceOfN(someNames, 0, 1).Draw(t, "names")
		return rule
	})
)

func drawWorld(t *rapid.T) rbacWorld {
	var world rbacWorld
	rules := rapid.SliceOfN(someRules, 0, 2)
	subjects := rapid.SliceOfN(someSubjects, 0, 2)
	named := func(label string) metav1.ObjectMeta {
		return metav1.ObjectMeta{Name: someNames.Draw(t, label), Namespace: someNamespaces.Draw(t, label+" namespace")}
	}
	seen := map[string]bool{}
	for range rapid.IntRange(0, 3).Draw(t, "roles") {
		role := rbacv1.Role{ObjectMeta: named("role"), Rules: rules.Draw(t, "rules")}
		if key := role.Namespace + "/" + role.Name; !seen[key] && role.Name != "gone" {
			seen[key] = true
			world.roles = append(world.roles, role)
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "cluster roles") {
		role := rbacv1.ClusterRole{ObjectMeta: metav1.ObjectMeta{Name: someNames.Draw(t, "cluster role")}, Rules: rules.Draw(t, "rules")}
		if !seen[role.Name] && role.Name != "gone" {
			seen[role.Name] = true
			world.clusterRoles = append(world.clusterRoles, role)
		}
	}
	reference := func() rbacv1.RoleRef {
		return rbacv1.RoleRef{Kind: rapid.SampledFrom([]string{"Role", "ClusterRole", "ClusterRole"}).Draw(t, "reference kind"), Name: someNames.Draw(t, "reference")}
	}
	for range rapid.IntRange(0, 3).Draw(t, "bindings") {
		world.bindings = append(world.bindings, rbacv1.RoleBinding{ObjectMeta: named("binding"), RoleRef: reference(), Subjects: subjects.Draw(t, "subjects")})
	}
	for range rapid.IntRange(0, 2).Draw(t, "cluster bindings") {
		world.clusterBindings = append(world.clusterBindings, rbacv1.ClusterRoleBinding{RoleRef: reference(), Subjects: subjects.Draw(t, "subjects")})
	}
	return world
}

func (w rbacWorld) permissions(t *rapid.T) *Permissions {
	snapshot := NewSnapshot(Options{Complete: true})
	add := func(kind string, object any) {
		content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(object)
		if err != nil {
			t.Fatal(err)
		}
		content["apiVersion"], content["kind"] = rbacGroup+"/v1", kind
		snapshot.Add(NewObject(content, Origin{}), nil)
	}
	for i := range w.roles {
		add("Role", &w.roles[i])
	}
	for i := range w.clusterRoles {
		add("ClusterRole", &w.clusterRoles[i])
	}
	for i := range w.bindings {
		add("RoleBinding", &w.bindings[i])
	}
	for i := range w.clusterBindings {
		add("ClusterRoleBinding", &w.clusterBindings[i])
	}
	snapshot.Seal()
	return snapshot.RBAC()
}

// rulesFor derives the rules of a user anew: every binding in turn, every
// subject in turn, by user name and groups as a token has them.
func (w rbacWorld) rulesFor(user string, groups []string, namespace string) []rbacv1.PolicyRule {
	applies := func(subjects []rbacv1.Subject, home string) bool {
		return slices.ContainsFunc(subjects, func(s rbacv1.Subject) bool {
			switch s.Kind {
			case "User":
				return user != "" && s.Name == user
			case "Group":
				return slices.Contains(groups, s.Name)
			case "ServiceAccount":
				if s.Namespace != "" {
					home = s.Namespace
				}
				return home != "" && user == "system:serviceaccount:"+home+":"+s.Name
			}
			return false
		})
	}
	var all []rbacv1.PolicyRule
	grant := func(reference rbacv1.RoleRef, namespace string) {
		for _, role := range w.clusterRoles {
			if reference.Kind == "ClusterRole" && role.Name == reference.Name {
				all = append(all, role.Rules...)
			}
		}
		for _, role := range w.roles {
			if reference.Kind == "Role" && role.Name == reference.Name && role.Namespace == namespace {
				all = append(all, role.Rules...)
			}
		}
	}
	for _, binding := range w.clusterBindings {
		if applies(binding.Subjects, "") {
			grant(binding.RoleRef, "")
		}
	}
	for _, binding := range w.bindings {
		if namespace != "" && binding.Namespace == namespace && applies(binding.Subjects, namespace) {
			grant(binding.RoleRef, namespace)
		}
	}
	return all
}

func TestPermissionsAgreeWithADerivationFromScratch(t *testing.T) {
	subjects := []struct {
		subject Subject
		user    string
		groups  []string
	}{
		{Subject{Kind: "User", Name: "one"}, "one", []string{"system:authenticated"}},
		{Subject{Kind: "User", Name: "two", Groups: []string{"one"}}, "two", []string{"one", "system:authenticated"}},
		{Subject{Kind: "User", Name: "system:anonymous"}, "system:anonymous", []string{"system:unauthenticated"}},
		{Subject{Kind: "Group", Name: "one"}, "", []string{"one", "system:authenticated"}},
		{Subject{Kind: "Group", Name: "system:serviceaccounts:a"}, "", []string{"system:serviceaccounts:a", "system:serviceaccounts", "system:authenticated"}},
		{ServiceAccountSubject("a", "one"), "system:serviceaccount:a:one", []string{"system:serviceaccounts", "system:serviceaccounts:a", "system:authenticated"}},
		{ServiceAccountSubject("b", "two"), "system:serviceaccount:b:two", []string{"system:serviceaccounts", "system:serviceaccounts:b", "system:authenticated"}},
	}
	rapid.Check(t, func(t *rapid.T) {
		world := drawWorld(t)
		permissions := world.permissions(t)
		who := rapid.SampledFrom(subjects).Draw(t, "who")
		namespace := rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "where")
		scope := ClusterWide()
		if namespace != "" {
			scope = InNamespace(namespace)
		}

		want := world.rulesFor(who.user, who.groups, namespace)
		got := PolicyRules(permissions.RulesFor(who.subject, scope))
		if fmt.Sprint(want) != fmt.Sprint(got) {
			t.Fatalf("rules of %v: got %v, want %v", who.subject, got, want)
		}

		request, servant := drawRequest(t, scope)
		// A rule covers a request as it covers the rule that asks for no more,
		// by the library with which the API server keeps users from escalating.
		covered, _ := validation.Covers(want, []rbacv1.PolicyRule{servant})
		decision := permissions.Decide(who.subject, request)
		if decision.Allowed != covered {
			t.Fatalf("%v, %+v: got %v, the library says %v for %v", who.subject, request, decision.Allowed, covered, want)
		}

		// Who can, turned round: somebody is among those who can if and only
		// if one of the bindings that apply to him is.
		among := slices.ContainsFunc(permissions.WhoCan(request), func(grant Grant) bool {
			return slices.Contains(permissions.BindingsFor(who.subject, scope), grant.Binding)
		})
		if among != decision.Allowed {
			t.Fatalf("%v, %+v: allowed %v, but among those who can: %v", who.subject, request, decision.Allowed, among)
		}
		if decision.Allowed {
			if anywhere := request; anywhere.Path == "" {
				anywhere.Scope = Anywhere()
				if !permissions.Allows(who.subject, anywhere) && !anywhere.onlyClusterWide() {
					t.Fatalf("%v may %+v, but not anywhere", who.subject, request)
				}
			}
			if grant := decision.Grant; !slices.Contains(grant.Rule.Role.Rules[mustIndex(t, grant.Rule.Path)].Verbs, request.Verb) &&
				!slices.Contains(grant.Rule.Verbs, "*") {
				t.Fatalf("the evidence %s does not have the verb of %+v", grant.Rule.Path, request)
			}
		}
	})
}

func mustIndex(t *rapid.T, path string) int {
	steps := SplitPath(path)
	if len(steps) != 2 {
		t.Fatalf("path %q", path)
	}
	return steps[1].Item
}

// drawRequest draws a request, and the smallest rule that allows it.
func drawRequest(t *rapid.T, scope Scope) (Request, rbacv1.PolicyRule) {
	verb := rapid.SampledFrom([]string{"get", "list", "create"}).Draw(t, "verb")
	if rapid.IntRange(0, 4).Draw(t, "kind of request") == 0 && scope == ClusterWide() {
		path := rapid.SampledFrom([]string{"/metrics", "/logs/a", "/logs", "/"}).Draw(t, "path")
		return Request{Verb: verb, Path: path, Scope: scope}, rbacv1.PolicyRule{Verbs: []string{verb}, NonResourceURLs: []string{path}}
	}
	request := Request{
		Verb:        verb,
		Group:       rapid.SampledFrom([]string{"", "apps"}).Draw(t, "group"),
		Resource:    rapid.SampledFrom([]string{"pods", "deployments", "nodes"}).Draw(t, "resource"),
		Subresource: rapid.SampledFrom([]string{"", "log", "scale"}).Draw(t, "subresource"),
		Name:        rapid.SampledFrom([]string{"", "one", "two"}).Draw(t, "name"),
		Scope:       scope,
	}
	rule := rbacv1.PolicyRule{Verbs: []string{verb}, APIGroups: []string{request.Group}, Resources: []string{request.Resource}}
	if request.Subresource != "" {
		rule.Resources[0] += "/" + request.Subresource
	}
	if request.Name != "" {
		rule.ResourceNames = []string{request.Name}
	}
	return request, rule
}

func FuzzRBACNeverPanics(f *testing.F) {
	f.Add("a", "RoleBinding", "ClusterRole", "edit", "ServiceAccount", "x")
	f.Add("", "ClusterRoleBinding", "Role", "", "User", "system:serviceaccount:::")
	f.Fuzz(func(t *testing.T, namespace, kind, roleKind, roleName, subjectKind, name string) {
		content := map[string]any{
			"apiVersion": rbacGroup + "/v1", "kind": kind, "metadata": map[string]any{"name": name, "namespace": namespace},
			"roleRef":  map[string]any{"kind": roleKind, "name": roleName},
			"subjects": []any{map[string]any{"kind": subjectKind, "name": name, "namespace": namespace}, name, nil},
			"rules":    []any{map[string]any{"verbs": []any{name}, "resources": strings.Split(roleName, ",")}, name},
		}
		snapshot := NewSnapshot(Options{})
		snapshot.Add(NewObject(content, Origin{}), nil)
		snapshot.Seal()
		permissions := snapshot.RBAC()
		subject := Subject{Kind: subjectKind, Namespace: namespace, Name: name}
		permissions.Decide(subject, Request{Verb: "get", Resource: roleName, Scope: InNamespace(namespace)})
		permissions.WhoCan(Request{Verb: name, Path: roleName})
		for _, binding := range permissions.Bindings() {
			for i := range binding.Subjects {
				permissions.RulesFor(SubjectOfBinding(binding, i), Anywhere())
			}
		}
	})
}

package rbac

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// bindings are the kinds that give permissions to somebody.
var bindings = control.Kinds("ClusterRoleBinding.rbac.authorization.k8s.io", "RoleBinding.rbac.authorization.k8s.io")

// tenantBinding is a judged binding that gives something to subjects who do not
// belong to the platform.
type tenantBinding struct {
	*cluster.Binding
	tenants []cluster.Subject
	// paths are the fields of the tenants in the binding, in the same order.
	paths []string
	// unplaced is the missing namespace of a subject that stands for nobody yet.
	unplaced string
	rules    []cluster.Rule
}

// bindingOf returns the judged binding. It answers by itself and returns false
// where nobody but the platform is bound, and where the input does not have the
// role.
func bindingOf(pass *control.Pass) (tenantBinding, bool) {
	permissions := pass.Facts.RBAC()
	judged := tenantBinding{Binding: permissions.BindingOf(pass.Object)}
	for i := range judged.Subjects {
		switch subject, path := subjectOf(judged.Binding, i), judged.SubjectPath(i); {
		case isNobody(judged.Binding, subject):
			judged.unplaced = cluster.Join(path, "namespace")
		case !isPlatform(pass.Settings, subject):
			judged.tenants, judged.paths = append(judged.tenants, subject), append(judged.paths, path)
		}
	}
	rules, known := permissions.RulesOf(judged.Binding)
	judged.rules = rules
	switch {
	case len(judged.tenants) == 0:
		pass.NotApplicable()
		return judged, false
	case judged.Ambiguous:
		pass.Unknown("roleRef.name", "several roles in the input are %s and differ: what it gives to %s is not known", judged.role(), names(judged.tenants))
		return judged, false
	case !known:
		pass.Unknown("roleRef.name", "%s is not in the input: what it gives to %s is not known", judged.role(), names(judged.tenants))
		return judged, false
	}
	return judged, true
}

// role names the bound role for a message.
func (b tenantBinding) role() string { return b.RoleRef.Kind + " " + b.RoleRef.Name }

// where says of which namespaces the binding speaks.
func (b tenantBinding) where() string {
	if b.Everywhere() {
		return "of every namespace"
	}
	return "of its namespace"
}

// subjectOf is a subject of a binding, the ServiceAccount where it is written as
// the user that it is to the API server.
func subjectOf(binding *cluster.Binding, i int) cluster.Subject {
	subject := cluster.SubjectOfBinding(binding, i)
	if account, ok := strings.CutPrefix(subject.Name, "system:serviceaccount:"); ok {
		subject.Kind = rbacv1.ServiceAccountKind
		subject.Namespace, subject.Name, _ = strings.Cut(account, ":")
	}
	return subject
}

// isPlatform reports whether a subject belongs to the platform: by the
// settings, or as a ServiceAccount of one of its namespaces. Who has not
// authenticated never does.
func isPlatform(settings *control.Settings, subject cluster.Subject) bool {
	if subject.Name == "system:anonymous" {
		return false
	}
	if namespace, ok := strings.CutPrefix(subject.Name, "system:serviceaccounts:"); ok {
		return settings.IsPlatformNamespace(namespace)
	}
	name := subject.Name
	if subject.Kind == rbacv1.ServiceAccountKind {
		if settings.IsPlatformNamespace(subject.Namespace) {
			return true
		}
		name = subject.Namespace + "/" + subject.Name
	}
	return settings.IsPlatformSubject(subject.Kind, name)
}

// isNobody reports whether a subject stands for nobody: a ServiceAccount of no
// namespace in a ClusterRoleBinding, as in the base of a kustomization.
func isNobody(binding *cluster.Binding, subject cluster.Subject) bool {
	return binding.Everywhere() && subject.Kind == rbacv1.ServiceAccountKind && subject.Namespace == ""
}

// names lists subjects for a message; of many, the first ones and how many more.
func names(subjects []cluster.Subject) string {
	const most = 3
	var shown []string
	for i, subject := range subjects {
		if i == most {
			return strings.Join(shown, ", ") + " and others"
		}
		shown = append(shown, subject.String())
	}
	return strings.Join(shown, ", ")
}

// everything reports whether a rule allows every request on every resource.
func everything(rule cluster.Rule) bool {
	return slices.Contains(rule.Verbs, rbacv1.VerbAll) && slices.Contains(rule.APIGroups, rbacv1.APIGroupAll) &&
		slices.Contains(rule.Resources, rbacv1.ResourceAll)
}

// grant is a permission that a binding gives to tenants.
type grant struct {
	tenantBinding
	request cluster.Request
	// rule is the rule of the bound role that allows the request.
	rule cluster.Rule
}

// grantOf returns the first of the requests that the judged binding allows to
// tenants. It answers by itself where that cannot be told.
func grantOf(pass *control.Pass, requests func(*cluster.Binding) []cluster.Request) (grant, bool) {
	binding, ok := detailsOf(pass)
	if !ok {
		return grant{}, false
	}
	for _, request := range requests(binding.Binding) {
		for _, rule := range binding.rules {
			if rule.Allows(request) {
				return grant{binding, request, rule}, true
			}
		}
	}
	return grant{}, false
}

// detailsOf is [bindingOf] for the controls on single permissions: they leave
// bindings that allow everything, in the cluster or in a namespace, to the
// controls on those.
func detailsOf(pass *control.Pass) (tenantBinding, bool) {
	binding, ok := bindingOf(pass)
	if slices.ContainsFunc(binding.rules, everything) {
		pass.NotApplicable()
		return binding, false
	}
	return binding, ok
}

// partOf is [bindingOf] for controls that leave bindings that allow everything
// everywhere to the control on those.
func partOf(pass *control.Pass) (tenantBinding, bool) {
	binding, ok := bindingOf(pass)
	if !ok {
		return binding, false
	}
	if binding.Everywhere() && slices.ContainsFunc(binding.rules, everything) {
		pass.NotApplicable()
		return binding, false
	}
	return binding, true
}

// reachesOthers reports whether the binding counts beyond the tenant's own
// namespace: everywhere, or in a namespace of the platform.
func (b tenantBinding) reachesOthers(settings *control.Settings) bool {
	return b.Everywhere() || settings.IsPlatformNamespace(b.Namespace)
}

// always are requests that do not depend on the binding.
func always(requests ...cluster.Request) func(*cluster.Binding) []cluster.Request {
	return func(*cluster.Binding) []cluster.Request { return requests }
}

// fail answers that tenants may do what the message says.
func (g grant) fail(pass *control.Pass, what string) *control.Answer {
	answer := pass.Fail("roleRef.name", "%s may %s, by %s", names(g.tenants), what, g.role())
	return because(answer, g.rule)
}

// because adds a rule to the evidence.
func because(answer *control.Answer, rule cluster.Rule) *control.Answer {
	value := strings.Join(rule.Verbs, ",") + " on " + strings.Join(rule.Resources, ",")
	return answer.Because(rule.Role.Object, rule.Path, value)
}

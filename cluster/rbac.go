package cluster

import (
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Role is a Role or ClusterRole with the rules it grants.
type Role struct {
	*Object
	// Rules are the rules in effect, in the order in which they are written;
	// for an aggregated ClusterRole, those of the roles it gathers.
	Rules []Rule
	// Aggregated is set for a ClusterRole whose rules are gathered from others
	// by an aggregationRule.
	Aggregated bool
	// BuiltIn is set for a role that the API server creates in every cluster
	// and that the input does not have. Its object has a name and nothing
	// else.
	BuiltIn bool
	// Incomplete is set when the rules could not all be gathered, because the
	// aggregation of the input is larger than any real one.
	Incomplete bool
	// Malformed are the fields that the API server would refuse.
	Malformed []FieldError

	stated    []Rule
	selectors []metav1.LabelSelector
	observed  bool
}

// Rule is one rule of a role, and where it stands.
type Rule struct {
	rbacv1.PolicyRule
	// Role is the role that has the rule in its text: for an aggregated role,
	// one of those it gathers. Path is the field in its object.
	Role *Role
	Path string
}

// Binding is a RoleBinding or ClusterRoleBinding.
type Binding struct {
	*Object
	RoleRef  rbacv1.RoleRef
	Subjects []rbacv1.Subject
	// Role is the role that is bound; nil when neither the input nor every
	// cluster has it. When the input has several of its name, it is the one
	// that was read with the binding: from the same kustomization or chart, the
	// same file, or else the same folder.
	Role *Role
	// Ambiguous is set, and Role nil, when that leaves several with different
	// rules.
	Ambiguous bool
	// Malformed are the fields that the API server would refuse.
	Malformed []FieldError

	order int
}

// Everywhere reports whether the binding grants in every namespace and on
// cluster-scoped resources: a ClusterRoleBinding.
func (b *Binding) Everywhere() bool { return b.Kind == "ClusterRoleBinding" }

// SubjectPath is the path of subject i in the object.
func (b *Binding) SubjectPath(i int) string { return Index("subjects", i) }

const rbacGroup = "rbac.authorization.k8s.io"

// rbacFacts are the facts that [RBAC] stands for.
type rbacFacts struct {
	roles       []*Role
	bindings    []*Binding
	permissions Permissions
}

func (f *rbacFacts) add(object *Object) bool {
	if object.Group() != rbacGroup {
		return false
	}
	switch object.Kind {
	case "Role", "ClusterRole":
		f.addRole(object)
	case "RoleBinding":
		var decoded rbacv1.RoleBinding
		problems := object.Decode(&decoded)
		f.addBinding(&Binding{Object: object, RoleRef: decoded.RoleRef, Subjects: decoded.Subjects, Malformed: problems})
	case "ClusterRoleBinding":
		var decoded rbacv1.ClusterRoleBinding
		problems := object.Decode(&decoded)
		f.addBinding(&Binding{Object: object, RoleRef: decoded.RoleRef, Subjects: decoded.Subjects, Malformed: problems})
	default:
		return false
	}
	return true
}

func (f *rbacFacts) addRole(object *Object) {
	// A ClusterRole has every field of a Role.
	var decoded rbacv1.ClusterRole
	role := &Role{Object: object, Malformed: object.Decode(&decoded)}
	role.state(decoded.Rules)
	if object.Kind == "ClusterRole" && decoded.AggregationRule != nil {
		role.Aggregated, role.selectors = true, decoded.AggregationRule.ClusterRoleSelectors
	}
	// Only an object that a cluster has stored has a uid.
	role.observed = LookupString(object.Content(), "metadata", "uid") != ""
	f.roles = append(f.roles, role)
}

func (f *rbacFacts) addBinding(binding *Binding) {
	binding.order = len(f.bindings)
	f.bindings = append(f.bindings, binding)
}

// state notes the rules as they are written in the role.
func (r *Role) state(rules []rbacv1.PolicyRule) {
	for i, rule := range rules {
		r.stated = append(r.stated, Rule{PolicyRule: rule, Role: r, Path: Index("rules", i)})
	}
	r.Rules = r.stated
}

func (f *rbacFacts) seal(snapshot *Snapshot) {
	// In a whole cluster the default roles are among the input, or were deleted.
	defaults := !snapshot.options.Complete && len(f.roles)+len(f.bindings) > 0
	f.permissions = newPermissions(f.roles, f.bindings, newRoleResolver(f.roles, defaults), snapshot.options.Complete)
}

// RBAC returns the permissions that the Roles, ClusterRoles and bindings of the
// input grant.
func (s *Snapshot) RBAC() *Permissions { return &s.rbac.permissions }

package cluster

import (
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
)

// Permissions answers who may do what by the RBAC objects of the input, with
// the semantics of the API server's RBAC authorizer.
//
// Roles that every cluster has (cluster-admin, admin, edit, view and the
// system: roles of Kubernetes 1.36) count where the input binds or aggregates
// them without having them; the bindings that every cluster has do not. What
// the API server grants without asking RBAC, as to the group system:masters, is
// not part of the answer.
type Permissions struct {
	roles     []*Role
	bindings  []*Binding
	bySubject map[subjectKey][]boundSubject
	byRole    map[*Role][]*Binding
	stands    map[*Role]*Role
	byObject  map[*Object]*Role
	ofObject  map[*Object]*Binding
	complete  bool
}

// boundSubject is one subject of one binding.
type boundSubject struct {
	binding *Binding
	index   int
}

// Grant is one rule that a binding gives to one of its subjects.
type Grant struct {
	Binding *Binding
	// Subject counts the subjects of the binding; [Binding.SubjectPath] is its
	// field.
	Subject int
	// Rule says which rule, of which role, at which path.
	Rule Rule
}

// Decision is the answer to one request, with what it rests on.
type Decision struct {
	Allowed bool
	// Grant is what allows it.
	Grant Grant
	// Unresolved are, when it is not allowed, the bindings of the subject whose
	// role the input does not have, or has several of: they may allow it.
	Unresolved []*Binding
}

// Known reports whether the answer is certain as far as the input goes.
func (d Decision) Known() bool { return d.Allowed || len(d.Unresolved) == 0 }

func newPermissions(roles []*Role, bindings []*Binding, resolver *roleResolver, complete bool) Permissions {
	p := Permissions{
		roles: roles, bindings: bindings, complete: complete, stands: resolver.stands,
		bySubject: map[subjectKey][]boundSubject{}, byRole: map[*Role][]*Binding{},
		byObject: map[*Object]*Role{}, ofObject: map[*Object]*Binding{},
	}
	for _, role := range roles {
		p.byObject[role.Object] = role
	}
	for _, binding := range bindings {
		p.ofObject[binding.Object] = binding
		if !binding.Everywhere() || binding.RoleRef.Kind == "ClusterRole" {
			resolver.resolve(binding)
		}
		if role := p.standing(binding.Role); role != nil {
			p.byRole[role] = append(p.byRole[role], binding)
		}
		for i, subject := range binding.Subjects {
			if key, ok := keyOfSubject(binding, subject); ok {
				p.bySubject[key] = append(p.bySubject[key], boundSubject{binding, i})
			}
		}
	}
	return p
}

// Roles returns the Roles and ClusterRoles of the input.
func (p *Permissions) Roles() []*Role { return p.roles }

// Bindings returns the RoleBindings and ClusterRoleBindings of the input.
func (p *Permissions) Bindings() []*Binding { return p.bindings }

// RoleOf returns the role that an object of the input is, or nil.
func (p *Permissions) RoleOf(object *Object) *Role { return p.byObject[object] }

// BindingOf returns the binding that an object of the input is, or nil.
func (p *Permissions) BindingOf(object *Object) *Binding { return p.ofObject[object] }

// BindingsOf returns the bindings that bind a role, or one of the same name.
func (p *Permissions) BindingsOf(role *Role) []*Binding {
	return p.byRole[p.standing(role)]
}

// standing returns the role that stands for all roles of the same name.
func (p *Permissions) standing(role *Role) *Role {
	if standIn, ok := p.stands[role]; ok {
		return standIn
	}
	return role
}

// BindingsFor returns the bindings that give something to a subject, by its
// name or one of its groups, in a scope: ClusterRoleBindings first, then
// RoleBindings, each in input order.
func (p *Permissions) BindingsFor(subject Subject, scope Scope) []*Binding {
	bound := p.boundTo(subject, scope)
	bindings := make([]*Binding, len(bound))
	for i := range bound {
		bindings[i] = bound[i].binding
	}
	return bindings
}

// RulesFor returns every rule that a subject has in a scope, in the order of
// [Permissions.BindingsFor].
func (p *Permissions) RulesFor(subject Subject, scope Scope) []Grant {
	var grants []Grant
	for _, bound := range p.boundTo(subject, scope) {
		grants = append(grants, bound.grants()...)
	}
	return grants
}

// Unresolved returns the bindings of a subject in a scope whose role is not
// known: what the subject may do is then known only in part. In a whole cluster
// a role that is not there grants nothing and is not unknown.
func (p *Permissions) Unresolved(subject Subject, scope Scope) []*Binding {
	var bindings []*Binding
	for _, bound := range p.boundTo(subject, scope) {
		if p.unresolved(bound.binding) {
			bindings = append(bindings, bound.binding)
		}
	}
	return bindings
}

func (p *Permissions) unresolved(binding *Binding) bool {
	if binding.Role != nil {
		return binding.Role.Incomplete
	}
	return binding.Ambiguous || !p.complete && (binding.RoleRef.Kind == "ClusterRole" || binding.RoleRef.Kind == "Role" && !binding.Everywhere())
}

// Allows reports whether a subject may make a request. A role that is not known
// allows nothing; [Permissions.Decide] says whether that matters.
func (p *Permissions) Allows(subject Subject, request Request) bool {
	return p.Decide(subject, request).Allowed
}

// Decide answers whether a subject may make a request, and names the first
// grant that allows it, in the order of [Permissions.RulesFor].
func (p *Permissions) Decide(subject Subject, request Request) Decision {
	var decision Decision
	for _, bound := range p.boundTo(subject, request.place()) {
		if rule, ok := bound.allows(request); ok {
			return Decision{Allowed: true, Grant: Grant{bound.binding, bound.index, rule}}
		}
		if p.unresolved(bound.binding) {
			decision.Unresolved = append(decision.Unresolved, bound.binding)
		}
	}
	return decision
}

// WhoCan returns who may make a request: for every subject of every binding
// that counts, the first rule that allows it. The same subject appears once for
// each binding that gives it the permission. In input order.
func (p *Permissions) WhoCan(request Request) []Grant {
	place := request.place()
	var grants []Grant
	for _, binding := range p.bindings {
		if !place.covers(binding) || len(binding.Subjects) == 0 {
			continue
		}
		rule, ok := (boundSubject{binding, 0}).allows(request)
		if !ok {
			continue
		}
		for i, subject := range binding.Subjects {
			if _, ok := keyOfSubject(binding, subject); ok {
				grants = append(grants, Grant{binding, i, rule})
			}
		}
	}
	return grants
}

// boundTo returns the bindings that apply to a subject, each with the first of
// its subjects that does.
func (p *Permissions) boundTo(subject Subject, scope Scope) []boundSubject {
	var all []boundSubject
	for _, key := range subject.keys() {
		for _, bound := range p.bySubject[key] {
			if scope.covers(bound.binding) {
				all = append(all, bound)
			}
		}
	}
	slices.SortFunc(all, func(a, b boundSubject) int {
		if first, second := a.binding.Everywhere(), b.binding.Everywhere(); first != second {
			if first {
				return -1
			}
			return 1
		}
		if a.binding != b.binding {
			return a.binding.order - b.binding.order
		}
		return a.index - b.index
	})
	return slices.CompactFunc(all, func(a, b boundSubject) bool { return a.binding == b.binding })
}

func (b boundSubject) grants() []Grant {
	if b.binding.Role == nil {
		return nil
	}
	grants := make([]Grant, len(b.binding.Role.Rules))
	for i, rule := range b.binding.Role.Rules {
		grants[i] = Grant{b.binding, b.index, rule}
	}
	return grants
}

func (b boundSubject) allows(request Request) (Rule, bool) {
	if b.binding.Role != nil {
		for _, rule := range b.binding.Role.Rules {
			if rule.Allows(request) {
				return rule, true
			}
		}
	}
	return Rule{}, false
}

// PolicyRules returns the rules of grants alone.
func PolicyRules(grants []Grant) []rbacv1.PolicyRule {
	rules := make([]rbacv1.PolicyRule, len(grants))
	for i, grant := range grants {
		rules[i] = grant.Rule.PolicyRule
	}
	return rules
}

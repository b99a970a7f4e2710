package cluster

import (
	"path"
	"slices"
)

// resolve sets the role that a binding refers to. An input may be many
// applications that were never meant for one cluster, so that ClusterRoles of
// one name (manager-role) have nothing to do with each other: the one that was
// read with the binding counts.
func (r *roleResolver) resolve(binding *Binding) {
	key := roleKey{binding.RoleRef.Kind, binding.Namespace, binding.RoleRef.Name}
	if key.kind == "ClusterRole" {
		key.namespace = ""
	}
	group := r.groups[key]
	if len(group) < 2 {
		binding.Role = r.roles[key]
		return
	}
	for _, near := range nearness {
		group = nearest(group, func(role *Role) bool { return near(role.Origin, binding.Origin) })
	}
	if slices.ContainsFunc(group[1:], func(other *Role) bool { return !sameRules(group[0], other) }) {
		binding.Ambiguous = true
		return
	}
	binding.Role = group[0]
}

// nearness are the signs that two objects belong together, the best first.
var nearness = []func(a, b Origin) bool{
	func(a, b Origin) bool { return a.RenderedFrom == b.RenderedFrom },
	func(a, b Origin) bool { return a.File == b.File },
	func(a, b Origin) bool { return path.Dir(a.File) == path.Dir(b.File) },
}

// nearest returns the roles that are near, or all if none is.
func nearest(group []*Role, near func(*Role) bool) []*Role {
	var some []*Role
	for _, role := range group {
		if near(role) {
			some = append(some, role)
		}
	}
	if len(some) == 0 {
		return group
	}
	return some
}

// sameRules reports whether two roles grant the same in the same words.
func sameRules(a, b *Role) bool {
	return slices.EqualFunc(a.Rules, b.Rules, func(a, b Rule) bool { return ruleKey(a) == ruleKey(b) })
}

package cluster

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// maxAggregation bounds the rules and roles visited while gathering the rules
// of all aggregated roles of an input. Real clusters stay below ten thousand.
const maxAggregation = 4_000_000

// roleResolver finds roles by reference and gathers aggregated ones.
type roleResolver struct {
	roles map[roleKey]*Role
	// groups are the roles of the input of each name.
	groups map[roleKey][]*Role
	// clusterRoles are the ClusterRoles in effect, by name.
	clusterRoles []*Role
	// stands is the role that stands for several of one name.
	stands   map[*Role]*Role
	gathered map[*Role][]*Role // the roles that an aggregated role selects
	reached  map[*Role][]*Role // those it selects directly or through others
	decided  map[*Role]bool
	visited  int
}

type roleKey struct{ kind, namespace, name string }

func keyOf(role *Role) roleKey {
	if role.Kind == "ClusterRole" {
		return roleKey{role.Kind, "", role.Name}
	}
	return roleKey{role.Kind, role.Namespace, role.Name}
}

// newRoleResolver indexes the roles and sets the rules of the aggregated ones.
// For aggregation, several roles of one name count as one that has the rules of
// all, since which of them is applied is not known. With defaults, the roles that every cluster
// has stand in where the input has none of that name.
func newRoleResolver(roles []*Role, defaults bool) *roleResolver {
	r := &roleResolver{
		roles: map[roleKey]*Role{}, groups: map[roleKey][]*Role{}, stands: map[*Role]*Role{}, gathered: map[*Role][]*Role{}, reached: map[*Role][]*Role{}, decided: map[*Role]bool{},
	}
	if defaults {
		for _, role := range defaultRoles() {
			r.roles[keyOf(role)] = role
		}
	}
	for _, role := range roles {
		r.groups[keyOf(role)] = append(r.groups[keyOf(role)], role)
	}
	for key, group := range r.groups {
		r.roles[key] = r.standIn(group)
	}
	for key, role := range r.roles {
		if key.kind == "ClusterRole" {
			r.clusterRoles = append(r.clusterRoles, role)
		}
	}
	slices.SortFunc(r.clusterRoles, func(a, b *Role) int { return strings.Compare(a.Name, b.Name) })
	r.aggregate()
	for role, standIn := range r.stands {
		if role.Aggregated {
			role.Rules, role.Incomplete = standIn.Rules, standIn.Incomplete
		}
	}
	return r
}

// standIn returns the role that stands for all roles of one name.
func (r *roleResolver) standIn(group []*Role) *Role {
	last := group[len(group)-1]
	if len(group) == 1 {
		return last
	}
	header := *last.Object
	header.Labels = map[string]string{}
	standIn := &Role{Object: &header}
	for _, role := range group {
		maps.Copy(header.Labels, role.Labels)
		standIn.stated = append(standIn.stated, role.stated...)
		standIn.selectors = append(standIn.selectors, role.selectors...)
		standIn.Aggregated = standIn.Aggregated || role.Aggregated
		standIn.observed = standIn.observed || role.observed
		r.stands[role] = standIn
	}
	standIn.Rules = standIn.stated
	return standIn
}

// aggregate computes what the cluster role aggregation controller settles on.
// Its rules: an aggregated role gets the rules of every role that one of its
// selectors matches, itself excepted, and loses its own; when it would get none
// it keeps its own. Roles that gather each other in a circle may keep anything
// they ever had, depending on timing, and are given all of it. A role that was
// read from a cluster keeps the rules it was read with: the input may be only a
// part of what it was gathered from.
func (r *roleResolver) aggregate() {
	index := indexLabels(r.clusterRoles)
	for _, role := range r.clusterRoles {
		if role.Aggregated {
			r.gathered[role] = r.selected(role, index)
		}
	}
	for _, role := range r.clusterRoles {
		if role.Aggregated {
			r.reached[role] = r.reach(role)
		}
	}
	for _, role := range r.clusterRoles {
		if role.Aggregated {
			role.Rules = r.rules(role)
		}
	}
}

// selected returns the roles that the selectors of a role match, for each
// selector in the order of their names. A selector that is not well formed
// stops the controller, so that the role keeps its rules.
func (r *roleResolver) selected(role *Role, index map[string][]*Role) []*Role {
	var all []*Role
	for i := range role.selectors {
		selector, err := metav1.LabelSelectorAsSelector(&role.selectors[i])
		if err != nil {
			role.Aggregated = false
			return nil
		}
		candidates := r.clusterRoles
		for key, value := range role.selectors[i].MatchLabels {
			if with := index[key+"="+value]; len(with) <= len(candidates) {
				candidates = with
			}
		}
		for _, candidate := range candidates {
			if r.visited++; r.visited > maxAggregation {
				role.Incomplete = true
				return all
			}
			if candidate != role && selector.Matches(labels.Set(candidate.Labels)) {
				all = append(all, candidate)
			}
		}
	}
	return all
}

func indexLabels(roles []*Role) map[string][]*Role {
	index := map[string][]*Role{}
	for _, role := range roles {
		for key, value := range role.Labels {
			index[key+"="+value] = append(index[key+"="+value], role)
		}
	}
	return index
}

// reach returns every role that a role selects directly or through others, in
// the order of a search in depth. It holds the role itself if it lies on a
// circle.
func (r *roleResolver) reach(role *Role) []*Role {
	var all []*Role
	seen := map[*Role]bool{}
	pending := slices.Clone(r.gathered[role])
	slices.Reverse(pending)
	for len(pending) > 0 {
		next := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		if seen[next] {
			continue
		}
		seen[next] = true
		all = append(all, next)
		through := r.gathered[next]
		if r.visited += 1 + len(through); r.visited > maxAggregation {
			role.Incomplete = true
			return all
		}
		for _, role := range slices.Backward(through) {
			pending = append(pending, role)
		}
	}
	return all
}

// rules returns the rules of an aggregated role.
func (r *roleResolver) rules(role *Role) []Rule {
	var all []Rule
	seen := map[string]bool{}
	add := func(rules []Rule) {
		for _, rule := range rules {
			if r.visited++; r.visited > maxAggregation {
				role.Incomplete = true
				return
			}
			if key := ruleKey(rule); !seen[key] {
				seen[key] = true
				all = append(all, rule)
			}
		}
	}
	for _, from := range r.reached[role] {
		if role.Incomplete = role.Incomplete || from.Incomplete; r.keeps(from) {
			add(from.stated)
		}
	}
	if role.observed || len(all) == 0 {
		add(role.stated)
	}
	return all
}

// keeps reports whether the rules written in a role are among those that it
// hands on.
func (r *roleResolver) keeps(role *Role) bool {
	if !role.Aggregated || role.observed {
		return true
	}
	keeps, done := r.decided[role]
	if done {
		return keeps
	}
	r.decided[role] = true // on a circle
	if !slices.Contains(r.reached[role], role) {
		keeps = true
		for _, from := range r.reached[role] {
			if len(from.stated) > 0 && r.keeps(from) {
				keeps = false
				break
			}
		}
		r.decided[role] = keeps
	}
	return r.decided[role]
}

// ruleKey is equal for rules that grant the same in the same words.
func ruleKey(rule Rule) string {
	return fmt.Sprintf("%q %q %q %q %q", rule.Verbs, rule.APIGroups, rule.Resources, rule.ResourceNames, rule.NonResourceURLs)
}

package cluster

import (
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// aggregated is an aggregated ClusterRole: labelled, selecting, with one rule
// for each verb of its own.
func aggregated(name, labels, selects string, verbs ...string) string {
	text := "  labels: {" + labels + "}\n"
	if selects != "" {
		text += "aggregationRule: {clusterRoleSelectors: [" + selects + "]}\n"
	}
	if len(verbs) > 0 {
		text += "rules:\n"
		for _, verb := range verbs {
			text += "- {apiGroups: [''], resources: [pods], verbs: [" + verb + "]}\n"
		}
	}
	return role("ClusterRole", "", name, text)
}

func verbsOf(role *Role) []string {
	var verbs []string
	for _, rule := range role.Rules {
		verbs = append(verbs, rule.Verbs...)
	}
	slices.Sort(verbs)
	return verbs
}

func TestAggregation(t *testing.T) {
	const selectA, selectB = "{matchLabels: {a: '1'}}", "{matchLabels: {b: '1'}}"
	tests := map[string]struct {
		objects []string
		role    string
		want    []string
	}{
		"gathers and loses its own":                     {[]string{aggregated("r", "", selectA, "own"), aggregated("x", "a: '1'", "", "get")}, "r", []string{"get"}},
		"keeps its own when there is nothing to gather": {[]string{aggregated("r", "", selectA, "own"), aggregated("x", "b: '1'", "", "get")}, "r", []string{"own"}},
		"keeps its own when what it gathers is empty":   {[]string{aggregated("r", "", selectA, "own"), aggregated("x", "a: '1'", "")}, "r", []string{"own"}},
		"several selectors, one role twice": {
			[]string{aggregated("r", "", selectA+", "+selectB), aggregated("x", "a: '1', b: '1'", "", "get"), aggregated("y", "b: '1'", "", "get", "list")},
			"r", []string{"get", "list"},
		},
		"expressions": {
			[]string{aggregated("r", "", "{matchExpressions: [{key: a, operator: In, values: ['1', '2']}]}"), aggregated("x", "a: '2'", "", "get"), aggregated("y", "a: '3'", "", "list")},
			"r", []string{"get"},
		},
		"the empty selector matches everything but itself": {
			[]string{aggregated("r", "", "{}", "own"), aggregated("x", "", "", "get")}, "r", []string{"get"},
		},
		"through another": {
			[]string{aggregated("r", "", selectA), aggregated("x", "a: '1'", selectB, "lost"), aggregated("y", "b: '1'", "", "get")}, "r", []string{"get"},
		},
		"through another that keeps its own": {
			[]string{aggregated("r", "", selectA), aggregated("x", "a: '1'", selectB, "kept")}, "r", []string{"kept"},
		},
		"itself": {[]string{aggregated("r", "a: '1'", selectA, "own")}, "r", []string{"own"}},
		"a circle keeps everything": {
			[]string{aggregated("r", "b: '1'", selectA, "one"), aggregated("x", "a: '1'", selectB, "two"), aggregated("y", "b: '1'", "", "get")},
			"r", []string{"get", "one", "two"},
		},
		"no selectors": {[]string{aggregated("r", "", "", "own")}, "r", []string{"own"}},
		"several of one name": {
			[]string{aggregated("r", "", selectA), aggregated("x", "a: '1'", "", "get"), aggregated("x", "a: '1'", "", "list")}, "r", []string{"get", "list"},
		},
		"a Role is never gathered": {
			[]string{aggregated("r", "", selectA, "own"), role("Role", "team", "x", "  labels: {a: '1'}\n"+podReader)}, "r", []string{"own"},
		},
	}
	for name, test := range tests {
		snapshot := snapshotOf(t, Options{Complete: true}, test.objects...)
		for _, role := range snapshot.RBAC().Roles() {
			if role.Name == test.role {
				if diff := cmp.Diff(test.want, verbsOf(role)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		}
	}
}

// Part of a cluster may be all that was exported: what a role was seen to have
// is not taken away because its sources are missing.
func TestAggregatedRoleReadFromACluster(t *testing.T) {
	text := rbacHeader + "kind: ClusterRole\nmetadata: {name: r, uid: 0a0b}\n" +
		"aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: '1'}}]}\n" +
		"rules:\n- {apiGroups: [''], resources: [pods], verbs: [watch]}\n"
	snapshot := snapshotOf(t, Options{}, text, aggregated("x", "a: '1'", "", "get"))
	if diff := cmp.Diff([]string{"get", "watch"}, verbsOf(snapshot.RBAC().Roles()[0])); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAggregationIsBounded(t *testing.T) {
	var documents []string
	for i := range 3000 {
		documents = append(documents, aggregated("r"+strconv.Itoa(i), "a: '1'", "{}", "v"+strconv.Itoa(i)))
	}
	snapshot := snapshotOf(t, Options{}, append(documents, binding("ClusterRoleBinding", "", "b", "ClusterRole", "r2999", alice))...)
	decision := snapshot.RBAC().Decide(Subject{Kind: "User", Name: "alice"}, get("secrets"))
	if decision.Allowed || decision.Known() {
		t.Errorf("a role that was not gathered to the end is taken for known: %+v", decision)
	}
}

package cluster

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"pgregory.net/rapid"
)

func TestDefaultReach(t *testing.T) {
	const denyIngress = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: team}
spec: {podSelector: {}, policyTypes: [Ingress]}`
	for name, c := range map[string]struct {
		policies          string
		isolated, denies  bool
		egress            bool
		escape            map[string]string
		openings          []string
		undecided, within bool
	}{
		"none":                                   {},
		"deny ingress":                           {policies: denyIngress, isolated: true, denies: true, within: true},
		"deny ingress says nothing about egress": {policies: denyIngress, egress: true, within: true},
		"deny both": {policies: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: team}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}`, egress: true, isolated: true, denies: true, within: true},
		"egress: [] without policyTypes isolates for ingress only": {policies: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: team}
spec: {podSelector: {}, egress: []}`, egress: true, within: true},
		"allow all is isolation in name only": {policies: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow, namespace: team}
spec: {podSelector: {}, ingress: [{}]}`, isolated: true, openings: []string{"allow spec.ingress[0]"}},
		"every address is everyone": {policies: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow, namespace: team}
spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}`, isolated: true, openings: []string{"allow spec.ingress[0].from[0]"}},
		"deny and allow the same namespace": {policies: denyIngress + `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: same, namespace: team}
spec: {podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}`, isolated: true, denies: true, openings: []string{"same spec.ingress[0].from[0]"}, within: true},
		"an exception for labelled pods does not undo the default": {policies: denyIngress + `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: team}
spec: {podSelector: {matchLabels: {app: web}}, ingress: [{}]}`, isolated: true, denies: true, within: true},
		"only some pods": {policies: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: team}
spec: {podSelector: {matchLabels: {app: web}}}`, escape: map[string]string{}},
		"two policies without a gap": {policies: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: team}
spec: {podSelector: {matchExpressions: [{key: app, operator: In, values: [web, api]}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: rest, namespace: team}
spec: {podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web, api]}]}}`, isolated: true, denies: true, within: true},
		"two policies with a gap": {policies: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: team}
spec: {podSelector: {matchExpressions: [{key: app, operator: In, values: [web]}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: rest, namespace: team}
spec: {podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web, api]}]}}`, escape: map[string]string{"app": "api"}, within: true},
		"has the label or has it not": {policies: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: with, namespace: team}
spec: {podSelector: {matchExpressions: [{key: app, operator: Exists}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: without, namespace: team}
spec: {podSelector: {matchExpressions: [{key: app, operator: DoesNotExist}]}}`, isolated: true, denies: true, within: true},
		"a policy of another namespace": {policies: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: other}
spec: {podSelector: {}}`},
		"a policy that is not valid": {policies: denyIngress + `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: broken, namespace: team}
spec: {podSelector: {matchLabels: {app: "not a value"}}}`, isolated: true, denies: true, undecided: true},
	} {
		t.Run(name, func(t *testing.T) {
			snapshot := readSnapshot(t, c.policies)
			got := snapshot.DefaultIngress("team")
			if c.egress {
				got = snapshot.DefaultEgress("team")
			}
			if (got.Undecided() != "") != c.undecided {
				t.Fatalf("undecided: %q", got.Undecided())
			}
			if c.undecided {
				return
			}
			if got.Isolated() != c.isolated || got.Denies() != c.denies {
				t.Errorf("isolated %v, denies %v; want %v, %v", got.Isolated(), got.Denies(), c.isolated, c.denies)
			}
			if diff := cmp.Diff(c.escape, got.Escape); diff != "" {
				t.Errorf("escape (-want +got):\n%s", diff)
			}
			var openings []string
			for _, opening := range got.Stranger.Openings(AnyPort) {
				openings = append(openings, opening.Policy.Name+" "+opening.Path)
			}
			if diff := cmp.Diff(c.openings, openings); diff != "" {
				t.Errorf("openings (-want +got):\n%s", diff)
			}
			if got.Stranger.Isolated() && (len(got.Stranger.Outside(AnyPort)) == 0) != c.within {
				t.Errorf("outside: %+v", got.Stranger.Outside(AnyPort))
			}
		})
	}
}

// TestCoverAllByTrying compares the answer with every set of labels of a small
// world.
func TestCoverAllByTrying(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var selectors []labels.Selector
		for range rapid.IntRange(1, 4).Draw(t, "selectors") {
			selector, err := metav1.LabelSelectorAsSelector(drawSelector(t))
			if err != nil {
				t.Fatal(err)
			}
			selectors = append(selectors, selector)
		}
		got, escape := coverAll(selectors)
		selected := func(set labels.Set) bool {
			for _, selector := range selectors {
				if selector.Matches(set) {
					return true
				}
			}
			return false
		}
		want := yes
		for i := range 5 * 5 * 5 {
			set := labels.Set{}
			for j, key := range []string{"app", "tier", "team"} {
				if value := i / []int{1, 5, 25}[j] % 5; value > 0 {
					set[key] = []string{"", "a", "b", "c", "d"}[value]
				}
			}
			if !selected(set) {
				want = no
			}
		}
		if got != want {
			t.Fatalf("%v: got %v with escape %v, want %v", selectors, got, escape, want)
		}
		if got == no && selected(escape) {
			t.Fatalf("%v select the escape %v", selectors, escape)
		}
	})
}

func TestCoverAllIsBounded(t *testing.T) {
	var selectors []labels.Selector
	for i := range 100 {
		selector, err := labels.Parse(fmt.Sprintf("key%d in (a,b,c)", i))
		if err != nil {
			t.Fatal(err)
		}
		selectors = append(selectors, selector)
	}
	if got, _ := coverAll(selectors); got != maybe {
		t.Errorf("got %v for a hundred keys, want maybe", got)
	}
}

package kf

import (
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "kf-profile-ingress-any-user",
	Title:    "Profile namespace admits every signed-in user",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.Kinds("AuthorizationPolicy.security.istio.io"),
	Needs:    cluster.Namespaces,
	Why: `All users of Kubeflow come through one ingress gateway, so a policy that admits the gateway admits every user who can sign ` +
		`in. In the namespace of a profile that means: everyone opens everyone's notebooks, with a terminal, the data and the ` +
		`credentials in them. The profile controller writes a policy that admits the gateway only together with the owner's ` +
		`user header; policies add up, so one broader policy beside it undoes it. Guides that admit the gateway's principal ` +
		`alone to "allow ingress" do exactly that.`,
	Fix: `Delete the policy; the profile controller's own is enough. To share with a colleague, add a contributor. Otherwise tie ` +
		`the rule to users: when: [{key: "request.headers[kubeflow-userid]", values: ["ana@corp.org"]}].`,
	Refs: control.Refs{
		ATTACK: []string{"T1078"},
		NIST:   []string{"AC-3", "AC-4"},
		URLs: []string{
			"https://www.kubeflow.org/docs/components/central-dash/profiles/",
			"https://istio.io/latest/docs/reference/config/security/authorization-policy/",
		},
	},
	Check: func(pass *control.Pass) {
		rules, allow := allowRules(pass.Object)
		broad := slices.ContainsFunc(rules, func(rule authorizationRule) bool { return rule.admitsEveryUser(pass.Settings) })
		if !allow {
			pass.NotApplicable()
			return
		}
		if !broad {
			return
		}
		if !belongsToUser(pass.Facts, pass.Object.Namespace) {
			pass.NotApplicable()
			pass.Require(cluster.Namespaces)
			return
		}
		for i, rule := range rules {
			if rule.admitsEveryUser(pass.Settings) {
				pass.Fail(cluster.Index("spec.rules", i), "the rule lets every user of the gateway into namespace %s", pass.Object.Namespace)
			}
		}
	},
})

// belongsToUser reports whether a namespace is that of a user of Kubeflow: it has
// a Profile, the label of the profile controller, or a Notebook in it.
func belongsToUser(facts *cluster.Snapshot, name string) bool {
	namespace := facts.Namespace(name)
	partOf, _, _ := namespace.Label("app.kubernetes.io/part-of")
	return namespace.Profile != nil || partOf == "kubeflow-profile" ||
		slices.ContainsFunc(facts.ObjectsOfKind("Notebook.kubeflow.org"), func(notebook *cluster.Object) bool { return notebook.Namespace == name })
}

// admitsEveryUser reports whether requests of all users that come through a
// gateway match the rule.
func (r authorizationRule) admitsEveryUser(settings *control.Settings) bool {
	if r.onlyProbes() || slices.ContainsFunc(r.When, func(c condition) bool { return namesUser(c) || keepsGatewayOut(c, settings) }) {
		return false
	}
	for _, from := range r.From {
		if gatewaySource(from.Source, settings) {
			return true
		}
	}
	return len(r.From) == 0
}

// namesUser reports whether the condition holds for certain users only.
func namesUser(c condition) bool {
	_, header := identityHeader(c)
	return (header || strings.HasPrefix(c.Key, "request.auth.")) && names(c.Values)
}

// keepsGatewayOut reports whether the condition names clients, and none of them
// is a gateway.
func keepsGatewayOut(c condition, settings *control.Settings) bool {
	return strings.HasPrefix(c.Key, "source.") && !admitsGateway(c.Values, settings)
}

// probePaths are paths that say whether a server is alive and nothing else, as
// the profile controller admits them.
var probePaths = []string{"/healthz", "/ready", "/metrics", "/wait-for-drain", "/stats/prometheus"}

// onlyProbes reports whether the rule admits nothing but probes.
func (r authorizationRule) onlyProbes() bool {
	for _, to := range r.To {
		if len(to.Operation.Paths) == 0 || slices.ContainsFunc(to.Operation.Paths, func(path string) bool { return !slices.Contains(probePaths, path) }) {
			return false
		}
	}
	return len(r.To) > 0
}

package rbac

import (
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "rbac-escalate-bind-impersonate",
	Title:    "Tenant may make itself anybody",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   bindings,
	Needs:    cluster.RBAC,
	Why: `Some verbs hand out permissions instead of using them: escalate and bind let their holder write or bind a role that is ` +
		`stronger than his own, impersonate lets him act as another user or group, to create tokens of ServiceAccounts lets him ` +
		`take theirs, and to approve certificate requests lets him make up a user. Whoever holds one across the cluster, or in a ` +
		`namespace of the platform, is a cluster administrator in one more step; in a namespace of his own he becomes the ` +
		`strongest ServiceAccount there. Names in resourceNames do not help when it is cluster-admin that may be bound, or ` +
		`system:masters that may be impersonated.`,
	Fix: `Remove the verbs escalate, bind and impersonate, and create on serviceaccounts/token, from the role. Where a ` +
		`role has to be handed out, limit bind with resourceNames to one that is harmless in any hands, such as view.`,
	Refs: control.Refs{
		ATTACK: []string{"T1134", "T1098"},
		CIS:    []string{"5.1.8", "5.1.11", "5.1.13"},
		NIST:   []string{"AC-6"},
		URLs: []string{
			"https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping",
			"https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb",
		},
	},
	Check: func(pass *control.Pass) {
		binding, ok := detailsOf(pass)
		if !ok {
			return
		}
		reaches := binding.reachesOthers(pass.Settings)
		var limited *grant // to names of which nothing is known
		for _, way := range waysUp {
			for _, rule := range binding.rules {
				if !way.opensTo(binding) || !way.opensBy(rule) {
					continue
				}
				found := grant{binding, way.request, rule}
				switch {
				case reaches && isLimited(rule):
					if limited == nil {
						limited = &found
					}
				case reaches:
					found.fail(pass, found.inWords())
					return
				case !strings.HasPrefix(rule.Role.Name, "system:aggregate-to-"): // what Kubernetes gives to owners by admin and edit
					found.fail(pass, found.inWords()+" in its namespace").At(control.Medium)
					return
				}
			}
		}
		if limited != nil {
			limited.fail(pass, limited.inWords()).At(control.High)
		}
	},
})

// inWords is what is granted, with the names that it is limited to.
func (g grant) inWords() string {
	what := g.request.Verb + " " + g.request.Resource
	if g.request.Subresource != "" {
		what += "/" + g.request.Subresource
	}
	if len(g.rule.ResourceNames) > 0 {
		what += " (" + strings.Join(g.rule.ResourceNames, ", ") + ")"
	}
	return what
}

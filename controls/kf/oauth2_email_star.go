package kf

import (
	"regexp"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "kf-oauth2-email-star",
	Title:    "Login admits every account of its provider",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.Kinds("ConfigMap", "Secret"),
	Why: `oauth2-proxy admits whom its provider has signed in, if the address matches email_domains. With "*" that is everyone, and ` +
		`with a public provider everyone with an account there: any Google or GitHub user passes the login of the platform. ` +
		`Behind a Dex of one's own, as Kubeflow ships, Dex decides who has an account, and the setting is right.`,
	Fix: `Name the domains, email_domains = ["corp.example"], or set allowed_groups; or restrict the provider itself (github_org, ` +
		`google_group, a tenant of the company).`,
	Refs: control.Refs{
		ATTACK: []string{"T1078"},
		NIST:   []string{"AC-3"},
		URLs:   []string{"https://oauth2-proxy.github.io/oauth2-proxy/configuration/overview"},
	},
	Check: func(pass *control.Pass) {
		judgeTexts(pass, func(text cluster.Text) bool {
			if !strings.Contains(text.Value, "email_domains") { // mutate: equivalent, because it only saves time
				return false
			}
			if everyDomain.MatchString(text.Value) && !restrictions.MatchString(text.Value) {
				pass.Fail(text.Path, "%s admits every account that the provider signs in", text.Key)
			}
			return true
		})
	},
})

var (
	everyDomain = regexp.MustCompile(`(?m)^\s*email_domains\s*=\s*\[?[^\]\n]*"\*"`)
	// restrictions are settings that leave the choice of users to something
	// else: groups, lists, or a Dex of one's own.
	restrictions = regexp.MustCompile(`(?m)^\s*(?:(?:allowed_groups?|authenticated_emails_file|github_org|github_users?|gitlab_groups?|google_groups?)\s*=|oidc_issuer_url\s*=\s*"[^"]*\bdex\b)`)
)

package kf

import (
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// shippedHashes are the bcrypt hashes of passwords that installations ship
// with and print in their documentation, and where they come from.
var shippedHashes = []struct{ hash, origin string }{
	{"$2y$12$4K/VkmDd1q1Orb3xAt82zu8gk7Ad6ReFR4LCP9UeYE90NLiN9Df72", "the Kubeflow manifests"},
	{"$2y$12$ruoM7FqXrpVgaol44eRZW.4HWS8SAvg6KYVVSCIwKQPBmTpCm.EeO", "earlier Kubeflow manifests"},
	{"$2a$10$2b2cU8CPhOTaGrs1HRQuAueS7JTT5ZHsHSzYiFPm1leZck7Mc8T4W", "the examples of Dex"},
}

// shippedUsers are the users that belong to those passwords.
var shippedUsers = map[string]string{
	"user@example.com":   "the Kubeflow manifests",
	"admin@kubeflow.org": "earlier Kubeflow manifests",
	"admin@example.com":  "the examples of Dex",
}

var _ = Family.Add(control.Control{
	ID:       "kf-dex-default-credentials",
	Title:    "Dex keeps a user or password that everyone knows",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.Kinds("ConfigMap", "Secret"),
	Why: `Kubeflow and Dex ship with a first user whose name and password stand in their documentation. Whoever reaches the login ` +
		`page signs in with them and owns that user's namespace: notebooks with a terminal, pipelines, models and stored ` +
		`credentials. The password is recognised by its published hash; a name that is kept with another password is half of ` +
		`the way, and the finding is milder.`,
	Fix: `Remove the user from staticPasswords and sign people in through a connector (OIDC, LDAP) with enablePasswordDB: false. ` +
		`Until then choose another name and a new hash: htpasswd -nbBC 12 "" "$PASSWORD", kept in a Secret that is not in Git.`,
	Refs: control.Refs{
		ATTACK: []string{"T1078.001", "T1110"},
		ATLAS:  []string{"AML.T0012"},
		NIST:   []string{"IA-5(1)"},
		URLs: []string{
			"https://github.com/kubeflow/manifests#change-default-user-password",
			"https://dexidp.io/docs/connectors/local/",
		},
	},
	Check: func(pass *control.Pass) {
		judgeTexts(pass, func(text cluster.Text) bool {
			if origin := shippedHash(text.Value); origin != "" {
				pass.Fail(text.Path, "%s has the password that %s ship with", text.Key, origin)
				return true
			}
			dex, ok := dexOf(text.Value)
			for _, user := range dex.StaticPasswords {
				if origin := shippedUsers[user.Email]; origin != "" {
					pass.Fail(text.Path, "%s has the user %s that %s ship with", text.Key, user.Email, origin).At(control.High)
					break // one finding for one text
				}
			}
			return ok
		})
	},
})

func shippedHash(text string) (origin string) {
	for _, shipped := range shippedHashes {
		if strings.Contains(text, shipped.hash) {
			return shipped.origin
		}
	}
	return ""
}

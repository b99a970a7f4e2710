package kf

import (
	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "kf-dex-static-passwords",
	Title:    "Dex signs users in with passwords of its own",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.Kinds("ConfigMap", "Secret"),
	Why: `Users that stand in the configuration of Dex, or in its local database, are outside the company's directory: nobody ` +
		`locks them when their owner leaves, no second factor protects them, there is no lock-out after wrong guesses and no ` +
		`way to change the password but to edit the cluster. They are made for trying Dex out. Behind Dex stand notebooks ` +
		`with a terminal, data and GPUs.`,
	Fix: `Add a connector to the company's identity provider (connectors: type oidc, ldap, saml) with a restriction to its groups, set ` +
		`enablePasswordDB: false and remove staticPasswords.`,
	Refs: control.Refs{
		ATTACK: []string{"T1078.001"},
		NIST:   []string{"IA-2", "IA-5"},
		URLs: []string{
			"https://dexidp.io/docs/connectors/local/",
			"https://github.com/kubeflow/manifests#dex",
		},
	},
	Check: func(pass *control.Pass) {
		judgeTexts(pass, func(text cluster.Text) bool {
			dex, ok := dexOf(text.Value)
			if hasShippedCredentials(text.Value, dex) {
				return false // kf-dex-default-credentials says the worse
			}
			switch users := len(dex.StaticPasswords); {
			case users > 0:
				pass.Fail(text.Path, "%s gives Dex users of its own: %d in staticPasswords", text.Key, users)
			case dex.EnablePasswordDB:
				pass.Fail(text.Path, "%s turns on the local user database of Dex", text.Key)
			}
			return ok
		})
	},
})

// hasShippedCredentials reports whether a configuration has a published user or
// password.
func hasShippedCredentials(text string, dex dexConfiguration) bool {
	if shippedHash(text) != "" {
		return true
	}
	for _, user := range dex.StaticPasswords {
		if shippedUsers[user.Email] != "" {
			return true
		}
	}
	return false
}

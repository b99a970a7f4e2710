package ray

import (
	"github.com/bulkhead-dev/bulkhead/control"
)

// The versions of Ray that matter to token authentication, from its
// documentation: the first that has it, and the first that is announced to ask
// every cluster for tokens by default.
const (
	firstWithTokens   = "2.52.0"
	firstWithDefaults = "2.61.0"
)

var _ = Family.Add(control.Control{
	ID:       "ray-auth-disabled",
	Title:    "Ray takes jobs from whoever can connect",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.Kinds(kinds...),
	Why: `Running code is what Ray is for: one HTTP request to the dashboard's job interface starts a program on the cluster, with ` +
		`its GPUs, data and credentials. Without authentication every pod, and every browser tab that can be made to reach the ` +
		`port, may send it; the ShadowRay campaigns mined on clusters that way. Ray has had token authentication since 2.52.0, ` +
		`but it is off unless it is asked for. A token is not encryption: in a network that is not trusted add TLS or a mesh.`,
	Fix: `Set spec.rayVersion to 2.52.0 or newer and spec.authOptions: {mode: token} (KubeRay 1.5.1 or newer makes the token and hands it ` +
		`to all pods). With an older KubeRay set RAY_AUTH_MODE=token and RAY_AUTH_TOKEN (valueFrom.secretKeyRef) in every Ray container.`,
	Refs: control.Refs{
		ATTACK: []string{"T1190", "T1496.001"},
		ATLAS:  []string{"AML.T0049", "AML.CS0023"},
		NIST:   []string{"IA-2", "AC-3"},
		OWASP:  []string{"LLM10"},
		CVE:    []string{"CVE-2023-48022", "CVE-2025-62593"},
		URLs: []string{
			"https://docs.ray.io/en/latest/ray-security/token-auth.html",
			"https://docs.ray.io/en/master/kuberay/user-guides/auth.html",
		},
	},
	Check: func(pass *control.Pass) {
		ray, ok := clusterOf(pass.Object)
		if !ok {
			pass.NotApplicable()
			return
		}
		path := ray.path + ".authOptions.mode"
		version, known := ray.version()
		on, said := ray.authentication()
		switch {
		case !said:
			pass.Unknown(path, "RAY_AUTH_MODE of the head comes from elsewhere")
		case on && known && version.Before(firstWithTokens):
			pass.Fail(ray.path+".rayVersion", "Ray %s does not know the token authentication that is asked for", version)
		case on:
		case !version.Before(firstWithDefaults):
			pass.Unknown(path, "Ray %s is announced to ask for tokens by default; nothing here says so", version)
		default:
			pass.Fail(path, "the cluster runs without token authentication")
		}
	},
})

// authentication reports whether the cluster is told to ask for tokens, by
// KubeRay or by a variable of the head; said is false when the variable comes
// from elsewhere.
func (r *rayCluster) authentication() (on, said bool) {
	if r.AuthOptions != nil && r.AuthOptions.Mode != "disabled" {
		return true, true
	}
	for _, container := range r.HeadGroupSpec.Template.Spec.Containers {
		for _, variable := range container.Env {
			if variable.Name == "RAY_AUTH_MODE" {
				return variable.Value != "" && variable.Value != "disabled", variable.ValueFrom == nil
			}
		}
	}
	return false, true
}

package ray

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
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
	Judges:   control.Subject{Pods: true, Kinds: kinds},
	Why: `Running code is what Ray is for: one HTTP request to the dashboard's job interface starts a program on the cluster, with ` +
		`its GPUs, data and credentials. Without authentication every pod, and every browser tab that can be made to reach the ` +
		`port, may send it; the ShadowRay campaigns mined on clusters that way. Ray has had token authentication since 2.52.0, ` +
		`but it is off unless it is asked for. A token is not encryption: in a network that is not trusted add TLS or a mesh.`,
	Fix: `Use Ray 2.52.0 or newer in the images of head and workers and in spec.rayVersion, and set spec.authOptions: {mode: token} (KubeRay 1.5.1 or newer makes the token and hands it ` +
		`to all pods). With an older KubeRay, or without KubeRay, set RAY_AUTH_MODE=token and RAY_AUTH_TOKEN (valueFrom.secretKeyRef) in every Ray container.`,
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
		if pass.Pod != nil {
			checkPlainHead(pass)
			return
		}
		ray, ok := clusterOf(pass.Object)
		if !ok {
			pass.NotApplicable()
			return
		}
		version, at, known := ray.version()
		authentication{path: ray.path + ".authOptions.mode", version: version, versionPath: at, known: known}.judge(pass, ray.authentication)
	},
})

// checkPlainHead judges a pod that starts the head of a Ray cluster without
// KubeRay.
func checkPlainHead(pass *control.Pass) {
	container, role := starter(pass.Pod)
	if role != "head" || slices.Contains(kinds, pass.Object.GroupKind()) {
		pass.NotApplicable()
		return
	}
	version, known := cluster.ParseImage(container.Image).Version()
	authentication{path: container.FieldPath("env"), version: version, versionPath: container.FieldPath("image"), known: known}.judge(pass, func() (on, said bool) {
		for _, word := range container.CommandLine() {
			if mode, exported := strings.CutPrefix(word.Text, authenticationMode+"="); exported {
				return asksForTokens(mode), true
			}
		}
		return byVariable(container.Container)
	})
}

// authentication is what decides on whether a cluster asks for tokens.
type authentication struct {
	// path is where the mode is, or would be, written.
	path        string
	version     cluster.Version
	versionPath string
	known       bool
}

// judge answers, given whether the cluster is told to ask for tokens and whether
// the input says so.
func (a authentication) judge(pass *control.Pass, asked func() (on, said bool)) {
	on, said := asked()
	switch {
	case !said:
		pass.Unknown(a.path, "RAY_AUTH_MODE of the head comes from elsewhere")
	case on && a.known && a.version.Before(firstWithTokens):
		pass.Fail(a.versionPath, "Ray %s does not know the token authentication that is asked for", a.version)
	case on:
	case !a.version.Before(firstWithDefaults):
		pass.Unknown(a.path, "Ray %s is announced to ask for tokens by default; nothing here says so", a.version)
	default:
		pass.Fail(a.path, "the cluster runs without token authentication")
	}
}

// authentication reports whether the cluster is told to ask for tokens, by
// KubeRay or by a variable of the head; said is false when the variable comes
// from elsewhere.
func (r *rayCluster) authentication() (on, said bool) {
	if r.AuthOptions != nil && r.AuthOptions.Mode != "disabled" {
		return true, true
	}
	for i := range r.HeadGroupSpec.Template.Spec.Containers {
		if on, said := byVariable(&r.HeadGroupSpec.Template.Spec.Containers[i]); on || !said {
			return on, said
		}
	}
	return false, true
}

// authenticationMode is the variable that tells Ray how to authenticate.
const authenticationMode = "RAY_AUTH_MODE"

func byVariable(container *corev1.Container) (on, said bool) {
	for _, variable := range container.Env {
		if variable.Name == authenticationMode {
			return asksForTokens(variable.Value), variable.ValueFrom == nil
		}
	}
	return false, true
}

func asksForTokens(mode string) bool { return mode != "" && mode != "disabled" }

package srv

import (
	"regexp"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "srv-trust-remote-code",
	Title:    "Server runs Python code that comes with the model",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.Subject{Pods: true, Kinds: []string{"RayService.ray.io"}},
	Why: `With --trust-remote-code the server downloads Python files from the repository of the model and runs them, with the ` +
		`pod's ServiceAccount, its credentials and its GPUs. Whoever can push to that repository, or take over an abandoned one ` +
		`of the same name, runs code in the cluster at the next restart. Models of architectures that the server knows do not ` +
		`need it. Pinning --revision and --code-revision to a commit freezes the code that was reviewed, which is milder.`,
	Fix: `Remove --trust-remote-code (TRUST_REMOTE_CODE) and use an architecture the server supports. If it cannot be helped, pin ` +
		`--revision and --code-revision to a reviewed 40-digit commit, serve from a copy of your own, and give the pod no egress.`,
	Refs: control.Refs{
		ATLAS: []string{"AML.T0010.003", "AML.T0011.000"},
		NIST:  []string{"SI-7", "SR-3"},
		OWASP: []string{"LLM03"},
		URLs: []string{
			"https://docs.vllm.ai/en/stable/configuration/engine_args/",
			"https://huggingface.co/docs/transformers/models#custom-models",
		},
	},
	Check: func(pass *control.Pass) {
		if pass.Pod == nil {
			const field = "serveConfigV2"
			if remoteCodeInText.MatchString(cluster.LookupString(pass.Object.Content(), "spec", field)) {
				pass.Fail("spec."+field, "the application runs Python code that comes with the model (trust_remote_code)")
			}
			return
		}
		for _, container := range pass.Pod.Containers() {
			severity := control.High
			if pinned(container) {
				severity = control.Medium
			}
			if value, path, ok := container.Flag("trust-remote-code"); ok && !off[strings.ToLower(value)] {
				pass.Fail(path, "container %s runs Python code that comes with the model (--trust-remote-code)", container.Name).In(container).At(severity)
			}
			for i, variable := range container.Container.Env {
				if strings.HasSuffix(variable.Name, "TRUST_REMOTE_CODE") && on[strings.ToLower(variable.Value)] {
					path := container.FieldPath(cluster.Index("env", i))
					pass.Fail(path, "container %s runs Python code that comes with the model (%s)", container.Name, variable.Name).In(container).At(severity)
				}
			}
		}
	},
})

var remoteCodeInText = regexp.MustCompile(`trust_remote_code["']?\s*[:=]\s*[Tt]rue`)

// off and on are how options and variables are switched.
var (
	off = map[string]bool{"false": true, "0": true, "no": true}
	on  = map[string]bool{"true": true, "1": true, "yes": true}
)

// commit is the name of a commit, which always means the same files.
var commit = regexp.MustCompile(`^[0-9a-f]{40}$`)

// pinned reports whether the code that comes with the model is that of one
// commit.
func pinned(container cluster.Container) bool {
	code, _, ok := container.Flag("code-revision")
	if !ok {
		code, _, _ = container.Flag("revision")
	}
	return commit.MatchString(code)
}

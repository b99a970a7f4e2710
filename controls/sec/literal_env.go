package sec

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "sec-literal-env",
	Title:    "Credential in plain text in a manifest",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.Subject{Pods: true, Kinds: []string{"ConfigMap"}},
	Why: `A credential in a manifest is read by everyone who can read the repository, the pod, the ConfigMap, or a copy of either ` +
		`in a backup or a log, and it is the same in all of them. With a model hub's token an attacker takes or replaces private ` +
		`models, with a cloud key the data, with an API key the budget. Passwords that everybody guesses ("changeme") count as ` +
		`well: they are what protects the service. Moving a credential from a variable into a Secret is what matters; whether ` +
		`the container gets it as a variable or as a file is the smaller question.`,
	Fix: `Put it into a Secret that does not come from Git (External Secrets, a CSI driver, SealedSecrets) and refer to it: ` +
		`valueFrom.secretKeyRef, or a mounted file. In args write $(NAME) of such a variable. Revoke what was committed.`,
	Refs: control.Refs{
		ATTACK: []string{"T1552.001"},
		ATLAS:  []string{"AML.T0055"},
		NIST:   []string{"IA-5(7)"},
		URLs: []string{
			"https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
			"https://huggingface.co/docs/hub/security-tokens",
		},
	},
	Check: func(pass *control.Pass) {
		if pass.Pod == nil {
			for text := range pass.Object.Texts {
				if found := credential(text.Key, text.Value); found != "" {
					pass.Fail(text.Path, "%s holds %s", text.Key, found)
				}
			}
			return
		}
		for _, container := range pass.Pod.Containers() {
			var answered []corev1.EnvVar
			for i, variable := range container.Container.Env {
				found := credential(variable.Name, variable.Value)
				// One value under several names (HTTP_PROXY, http_proxy) is one credential.
				if found == "" || slices.ContainsFunc(answered, func(other corev1.EnvVar) bool { return other.Value == variable.Value }) {
					continue
				}
				answered = append(answered, variable)
				path := container.FieldPath(cluster.Index("env", i))
				answer := pass.Fail(path, "container %s: %s holds %s", container.Name, variable.Name, found).In(container)
				if isExample(variable.Value) {
					answer.At(control.Low)
				}
			}
			checkCommandLine(pass, container)
		}
	},
})

// examples are parts of addresses that documentation prints.
var examples = []string{"://user:pass@", "://user:password@", "://username:password@", ".example.com", "@example.com", ".example.org", "@example.org"}

// isExample reports whether a value is an address that stands for another one.
func isExample(value string) bool {
	return strings.Contains(value, "://") && slices.ContainsFunc(examples, func(part string) bool { return strings.Contains(value, part) })
}

// credential says what credential a named value is, or "".
func credential(name, value string) string {
	if found := recognised(value); found != "" {
		return found
	}
	return literal(name, value)
}

// literal says what a value is under the name of a credential, or "".
func literal(name, value string) string {
	if value != "" && kindOf(name).isLiteral(value) { // mutate: equivalent, because it only saves time
		return "a literal credential"
	}
	return ""
}

// checkCommandLine looks for credentials in options (--token=..., --token ...),
// in assignments of scripts (TOKEN=...) and anywhere else by their form. A
// script is one field, so its first credential answers for it.
func checkCommandLine(pass *control.Pass, container cluster.Container) {
	answered := ""
	words := container.CommandLine()
	for i, word := range words {
		found := recognised(word.Text)
		if found == "" {
			name, value, attached := strings.Cut(word.Text, "=")
			if !attached && strings.HasPrefix(name, "-") {
				value = valueAfter(words[i+1:])
			}
			found = literal(name, value)
		}
		if found == "" {
			continue
		}
		if path := container.WordPath(word); path != answered {
			answered = path
			pass.Fail(path, "container %s is given %s on its command line", container.Name, found).In(container)
		}
	}
}

// valueAfter is the value of an option that is written before the given words.
func valueAfter(words []cluster.Word) string {
	if len(words) == 0 || words[0].Operator || strings.HasPrefix(words[0].Text, "-") {
		return ""
	}
	return words[0].Text
}

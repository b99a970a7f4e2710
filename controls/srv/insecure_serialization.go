package srv

import (
	"strings"

	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "srv-insecure-serialization",
	Title:    "vLLM unpickles what others send it",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `The processes of a vLLM server send each other messages. With VLLM_ALLOW_INSECURE_SERIALIZATION they may be Python ` +
		`pickles, which run any code while they are read; so whoever can put a message in runs code where the model is. A KV ` +
		`cache connector that listens on every address (kv_ip 0.0.0.0) takes such messages from the whole network, and several ` +
		`connectors have read pickles from it (CVE-2025-32444, CVE-2025-47277); that is milder where the version is recent.`,
	Fix: `Remove VLLM_ALLOW_INSECURE_SERIALIZATION. Set kv_ip to the address of the pod (status.podIP by the downward API), and admit ` +
		`only the pods of the same server to its ports by NetworkPolicy.`,
	Refs: control.Refs{
		ATTACK: []string{"T1190"},
		ATLAS:  []string{"AML.T0049"},
		NIST:   []string{"SI-10"},
		CVE:    []string{"CVE-2025-32444", "CVE-2025-47277"},
		URLs:   []string{"https://docs.vllm.ai/en/stable/usage/security/"},
	},
	Check: func(pass *control.Pass) {
		for _, container := range pass.Pod.Containers() {
			if variable, path := container.Env("VLLM_ALLOW_INSECURE_SERIALIZATION"); variable != nil && on[strings.ToLower(variable.Value)] {
				pass.Fail(path, "container %s lets vLLM read pickles from other processes", container.Name).In(container)
			}
			if transfer, path, _ := container.Flag("kv-transfer-config"); strings.Contains(transfer, `"0.0.0.0"`) {
				pass.Fail(path, "container %s takes the KV cache of others on every address", container.Name).In(container).At(control.High)
			}
		}
	},
})

package srv

import (
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "srv-triton-control",
	Title:    "Triton loads models at anyone's request",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `A Triton model may be a Python program, so loading a model is running code. With --model-control-mode=explicit every ` +
		`client that reaches the server may load, unload and, with the files in the request, replace models: one request gives ` +
		`code execution in the pod, or takes the models of others away. With poll the server runs whatever appears in the model ` +
		`repository, so everyone who may write to that bucket or volume runs code here; that is milder. Triton itself asks ` +
		`nobody for a password unless told to.`,
	Fix: `Use --model-control-mode=none, the default, and restart to change models. If models must be loaded at run time, ` +
		`restrict the interface on both protocols: --http-restricted-api=model-repository,shared-memory,trace,logging:KEY=VALUE and ` +
		`--grpc-restricted-protocol=model-repository,shared-memory,trace,logging:KEY=VALUE, and admit only the controller by NetworkPolicy.`,
	Refs: control.Refs{
		ATTACK: []string{"T1190"},
		ATLAS:  []string{"AML.T0018"},
		NIST:   []string{"AC-3", "CM-7"},
		CVE:    []string{"CVE-2023-31036"},
		URLs: []string{
			"https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/customization_guide/deploy.html",
			"https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/user_guide/model_management.html",
		},
	},
	Check: func(pass *control.Pass) {
		for _, container := range pass.Pod.Containers() {
			mode, path, _ := container.Flag("model-control-mode")
			switch {
			case mode == "poll":
				pass.Fail(path, "container %s loads whatever appears in the model repository (poll)", container.Name).In(container).At(control.High)
			case mode == "explicit" && !restricted(container, "http", "http-restricted-api"):
				pass.Fail(path, "container %s lets every HTTP client load models", container.Name).In(container)
			case mode == "explicit" && !restricted(container, "grpc", "grpc-restricted-protocol"):
				pass.Fail(path, "container %s lets every gRPC client load models", container.Name).In(container)
			}
		}
	},
})

// restricted reports whether clients of a protocol need a key for the model
// repository, or cannot use the protocol at all.
func restricted(container cluster.Container, protocol, option string) bool {
	allow, _, _ := container.Flag("allow-" + protocol)
	address, _, _ := container.Flag(protocol + "-address")
	if off[strings.ToLower(allow)] || localHosts[address] {
		return true
	}
	words := container.CommandLine()
	for i, word := range words {
		if !strings.HasPrefix(word.Text, "--"+option) {
			continue
		}
		// The option may be given several times, its value in the same word or the next.
		value := word.Text
		if i+1 < len(words) {
			value += words[i+1].Text
		}
		if strings.Contains(value, "model-repository") {
			return true
		}
	}
	return false
}

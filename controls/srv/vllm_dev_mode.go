package srv

import (
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "srv-vllm-dev-mode",
	Title:    "vLLM offers its developers' interfaces",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `VLLM_SERVER_DEV_MODE adds paths for people who work on vLLM itself: /collective_rpc calls functions in the engine that ` +
		`the request names, /sleep takes the model off the GPU, others drop caches. None of them asks for the API key. The ` +
		`profiler's paths, which are milder, let anyone slow the server down and fill its disk, and the tokenizer's tell how ` +
		`prompts are built.`,
	Fix: `Remove VLLM_SERVER_DEV_MODE, VLLM_TORCH_PROFILER_DIR, --profiler-config and --enable-tokenizer-info-endpoint from servers that ` +
		`anyone but their developer can reach.`,
	Refs: control.Refs{
		ATTACK: []string{"T1190"},
		NIST:   []string{"CM-7"},
		URLs:   []string{"https://docs.vllm.ai/en/stable/usage/security/"},
	},
	Check: func(pass *control.Pass) {
		for _, container := range pass.Pod.Containers() {
			for _, known := range developerVariables {
				if variable, path := container.Env(known.name); variable != nil && variable.Value != "" && variable.Value != "0" {
					pass.Fail(path, "container %s turns on %s (%s)", container.Name, known.what, known.name).In(container).At(known.severity)
				}
			}
			for _, known := range developerFlags {
				if _, path, ok := container.Flag(known.name); ok {
					pass.Fail(path, "container %s turns on %s (--%s)", container.Name, known.what, known.name).In(container).At(known.severity)
				}
			}
		}
	},
})

// developerSwitch turns on an interface for developers.
type developerSwitch struct {
	name, what string
	severity   control.Severity
}

var developerVariables = []developerSwitch{
	{"VLLM_SERVER_DEV_MODE", "the development mode of vLLM", control.Critical},
	{"VLLM_TORCH_PROFILER_DIR", "the profiler of vLLM", control.Medium},
}

var developerFlags = []developerSwitch{
	{"profiler-config", "the profiler of vLLM", control.Medium},
	{"enable-tokenizer-info-endpoint", "the tokenizer's interface", control.Medium},
}

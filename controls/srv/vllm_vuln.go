package srv

import (
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/controls/server"
)

var _ = Family.Add(control.Control{
	ID:       "srv-vllm-vuln",
	Title:    "vLLM with published vulnerabilities",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `vLLM reads what strangers send: prompts, images, model files, messages of other nodes. Several of its published ` +
		`vulnerabilities let one request run code in the server, with its GPUs and credentials, or stop it for everybody. New ` +
		`ones appear nearly every month, so an image of half a year ago has many. Only the tag of the image is looked at: a tag ` +
		`such as latest tells no version and leaves the question open, as does an image of somebody else.`,
	Fix: `Use a version without known vulnerabilities, such as vllm/vllm-openai with the tag that the finding names, and keep it up to ` +
		`date. Until then let only the gateway connect.`,
	Refs: control.Refs{
		ATTACK: []string{"T1190"},
		NIST:   []string{"SI-2", "RA-5"},
		CVE:    []string{"CVE-2025-32444", "CVE-2026-22778", "CVE-2026-22807", "CVE-2026-27893"},
		URLs: []string{
			"https://github.com/vllm-project/vllm/security/advisories",
			"https://docs.vllm.ai/en/stable/usage/security/",
		},
	},
	Check: func(pass *control.Pass) { server.JudgeImages(pass, "vllm", server.Runs(server.VLLM)) },
})

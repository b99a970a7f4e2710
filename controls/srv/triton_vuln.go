package srv

import (
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/controls/server"
)

var _ = Family.Add(control.Control{
	ID:       "srv-triton-vuln",
	Title:    "Triton with published vulnerabilities",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `Triton answers requests from the network in C++ and Python code that handles memory by hand. NVIDIA's bulletins list ` +
		`requests that run code in the server without signing in, chains of small leaks that end there, and many that stop it. ` +
		`The version is the year and month in the image tag, and an image is not repaired after its month.`,
	Fix: `Use nvcr.io/nvidia/tritonserver with the tag that the finding names or a newer one, and let only the gateway connect.`,
	Refs: control.Refs{
		ATTACK: []string{"T1190"},
		NIST:   []string{"SI-2", "RA-5"},
		CVE:    []string{"CVE-2025-23319", "CVE-2026-24207", "CVE-2026-47627"},
		URLs: []string{
			"https://github.com/NVIDIA/product-security",
			"https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/customization_guide/deploy.html",
		},
	},
	Check: func(pass *control.Pass) { server.JudgeImages(pass, "nvidia-triton", server.Runs(server.Triton)) },
})

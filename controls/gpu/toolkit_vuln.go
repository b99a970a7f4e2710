package gpu

import (
	"strings"

	"github.com/bulkhead-dev/bulkhead/advisories"
	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// toolkitImages are the images of the products that set up GPU containers as
// root. The operator has more images, which run beside its own.
var toolkitImages = map[string]string{"nvidia-container-toolkit": "container-toolkit", "nvidia-gpu-operator": "gpu-operator"}

var _ = Family.Add(control.Control{
	ID:       "gpu-toolkit-vuln",
	Title:    "Container toolkit or GPU operator with known container escapes",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   toolkits,
	Why: `The NVIDIA container toolkit runs as root on the node each time a GPU container starts, and works on files that come ` +
		`with the image. In the versions named here an image prepared for it gets out of its container and takes the node: its ` +
		`GPUs, its secrets and the pods of every tenant on it. Whoever can start a GPU pod from an image of his choice can use ` +
		`that, a three-line Dockerfile was enough for CVE-2025-23266.`,
	Fix: `Set spec.toolkit.version of the ClusterPolicy to the fixed version (v1.19.1 or later), or upgrade the GPU operator ` +
		`(v26.3.2 or later), which brings it.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		ATLAS:  []string{"AML.T0105"},
		NIST:   []string{"SI-2", "RA-5"},
		CVE:    []string{"CVE-2024-0132", "CVE-2025-23359", "CVE-2025-23266", "CVE-2025-23267", "CVE-2026-24260"},
		URLs: []string{
			"https://github.com/NVIDIA/product-security",
			"https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/platform-support.html",
		},
	},
	Check: func(pass *control.Pass) {
		if pass.Pod == nil {
			judgeOperatorToolkit(pass)
			return
		}
		if runsToEnd(pass.Pod.Object.Kind) {
			pass.NotApplicable()
			return
		}
		applies := false
		for _, container := range pass.Pod.Containers() {
			if !strings.Contains(container.Image, "nvidia/") { // mutate: equivalent, it only saves work
				continue
			}
			image := cluster.ParseImage(container.Image)
			for _, version := range advisories.MatchImage(image) {
				if container.RunsLong() && image.Base() == toolkitImages[version.Product.ID] {
					applies = true
					judgeVersion(pass, container.FieldPath("image"), image.String(), version)
				}
			}
		}
		if !applies { // mutate: equivalent, no finding depends on it: it tells what does not apply from what passes
			pass.NotApplicable()
		}
	},
})

// runsToEnd reports whether the pods of a kind do one thing and end: the
// operator's jobs run its image to clean up, and set up no GPU container.
func runsToEnd(kind string) bool { return kind == "Job" || kind == "CronJob" }

// judgeOperatorToolkit judges the version that a ClusterPolicy asks for.
func judgeOperatorToolkit(pass *control.Pass) {
	toolkit := cluster.LookupMap(pass.Object.Content(), "spec", "toolkit")
	version := cluster.LookupString(toolkit, "version")
	switch {
	case toolkit["enabled"] == false:
		pass.Unknown("spec.toolkit.enabled", "the container toolkit comes with the nodes; its version is not in the input")
	case version == "":
		pass.Unknown("spec.toolkit.version", "the GPU operator chooses the version of the container toolkit")
	default:
		judgeVersion(pass, "spec.toolkit.version", version, advisories.For("nvidia-container-toolkit", version))
	}
}

package gpu

import (
	"strings"

	"github.com/bulkhead-dev/bulkhead/control"
)

// unsafeFeatures are the features of the container toolkit by which files of
// the image take part in setting up the container: libraries of the image that
// replace those of the driver, and an ldconfig that is not the node's.
var unsafeFeatures = map[string]bool{"allow-cuda-compat-libs-from-container": true, "allow-ldconfig-from-container": true}

const featureVariable = "NVIDIA_CONTAINER_TOOLKIT_OPT_IN_FEATURES"

var _ = Family.Add(control.Control{
	ID:       "gpu-cuda-compat-from-container",
	Title:    "Container toolkit trusts libraries or ldconfig of the image",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   toolkits,
	Why: `While it sets up a GPU container the NVIDIA container toolkit works as root on the node. These features, off by default ` +
		`since the escapes of 2024 and 2025, let files of the image take part in that: a crafted image then runs code, or has ` +
		`files mounted, before the container is closed, which is how those escapes worked.`,
	Fix: `Remove allow-cuda-compat-libs-from-container and allow-ldconfig-from-container from ` +
		`NVIDIA_CONTAINER_TOOLKIT_OPT_IN_FEATURES in spec.toolkit.env. An image that needs newer CUDA libraries sets ` +
		`LD_LIBRARY_PATH to its own /usr/local/cuda/compat.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		NIST:   []string{"CM-7", "SI-7"},
		CVE:    []string{"CVE-2024-0136", "CVE-2024-0137"},
		URLs:   []string{"https://github.com/NVIDIA/nvidia-container-toolkit/blob/main/api/config/v1/features.go"},
	},
	Check: func(pass *control.Pass) {
		for _, toolkit := range toolkitsOf(pass) {
			variable, path := toolkit.variable(featureVariable)
			if variable == nil {
				continue
			}
			if variable.ValueFrom != nil {
				pass.Unknown(path, "%s comes from elsewhere", featureVariable)
			}
			var unsafe []string
			for feature := range strings.SplitSeq(variable.Value, ",") {
				if feature = strings.TrimSpace(feature); unsafeFeatures[feature] {
					unsafe = append(unsafe, feature)
				}
			}
			if len(unsafe) > 0 {
				pass.Fail(path, "%s turns on %s", featureVariable, strings.Join(unsafe, " and "))
			}
		}
	},
})

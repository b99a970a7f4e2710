package gpu

import (
	"github.com/bulkhead-dev/bulkhead/advisories"
	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// driverLabel is the label in which GPU Feature Discovery writes the version of
// the driver that runs on a node.
const driverLabel = "nvidia.com/cuda.driver-version.full"

var _ = Family.Add(control.Control{
	ID:       "gpu-driver-vuln",
	Title:    "GPU driver with known vulnerabilities",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.Kinds("ClusterPolicy.nvidia.com", "NVIDIADriver.nvidia.com", "Node"),
	Why: `The kernel driver of the GPU is the wall between the tenants of a node: every GPU pod talks to it directly, whatever ` +
		`its security context. A flaw that a bulletin calls local ("a user on the system") is open to each of them, up to ` +
		`reading what belongs to others, breaking the setup of MIG partitions, or taking the node.`,
	Fix: `Set spec.driver.version of the ClusterPolicy (or spec.version of the NVIDIADriver) to the fixed version of the same ` +
		`branch, or update the image of the nodes where the driver comes with it.`,
	Refs: control.Refs{
		ATTACK: []string{"T1068"},
		NIST:   []string{"SI-2", "RA-5", "800-190:4.5"},
		URLs: []string{
			"https://github.com/NVIDIA/product-security",
			"https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/gpu-driver-upgrades.html",
		},
	},
	Check: func(pass *control.Pass) {
		content := pass.Object.Content()
		switch pass.Object.Kind {
		case "Node":
			judgeNodeDriver(pass)
		case "NVIDIADriver":
			judgeDriver(pass, "spec.version", cluster.LookupString(content, "spec", "version"))
		default:
			driver := cluster.LookupMap(content, "spec", "driver")
			switch {
			case driver["useNvidiaDriverCRD"] == true:
				pass.NotApplicable()
			case driver["enabled"] == false:
				pass.Unknown("spec.driver.enabled", "the driver comes with the nodes; their labels tell its version")
			default:
				judgeDriver(pass, "spec.driver.version", cluster.LookupString(driver, "version"))
			}
		}
	},
})

// judgeDriver judges the version that the operator is told to install.
func judgeDriver(pass *control.Pass, path, version string) {
	if version == "" {
		pass.Unknown(path, "the GPU operator chooses the version of the driver")
		return
	}
	judgeVersion(pass, path, version, advisories.For("nvidia-driver", version))
}

// judgeNodeDriver judges the version that runs on a node.
func judgeNodeDriver(pass *control.Pass) {
	labels, path := pass.Object.Labels, cluster.Field("metadata.labels", driverLabel)
	switch {
	case labels[driverLabel] != "":
		judgeVersion(pass, path, labels[driverLabel], advisories.For("nvidia-driver", labels[driverLabel]))
	case labels["nvidia.com/gpu.present"] == "true":
		pass.Unknown(path, "the node has GPUs and does not tell the version of their driver")
	default:
		pass.NotApplicable()
	}
}

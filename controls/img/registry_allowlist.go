package img

import (
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/gpu"
)

var _ = Family.Add(control.Control{
	ID:       "img-registry-allowlist",
	Title:    "GPU pod runs an image from a registry that is not approved",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `Setting up a GPU container works on files of its image as root on the node, and what runs in it sits beside model ` +
		`weights and tokens, so on GPU nodes the origin of an image matters most. A name without a registry is completed to ` +
		`docker.io, where anybody may publish under a name that looks right. The control judges only where the organisation ` +
		`has named its registries in the setting approvedRegistries: which are right nobody else can know.`,
	Fix: `Use the image from an approved registry (mirror it there, and name it in full in the image field), or add the ` +
		`repository to settings.approvedRegistries, such as ghcr.io/example/**.`,
	Refs: control.Refs{
		ATTACK: []string{"T1204.003"},
		ATLAS:  []string{"AML.T0010.004"},
		NIST:   []string{"CM-7(5)"},
		URLs:   []string{"https://kubernetes.io/docs/concepts/containers/images/#image-names"},
	},
	Check: func(pass *control.Pass) {
		if len(pass.Settings.ApprovedRegistries) == 0 || !slices.ContainsFunc(pass.Pod.Accelerators(), getsGPU) {
			pass.NotApplicable()
			return
		}
		for _, container := range pass.Pod.Containers() {
			path, image := container.FieldPath("image"), cluster.ParseImage(container.Image)
			switch {
			case container.Image == "":
				pass.Unknown(path, "the image of container %s comes from elsewhere", container.Name).In(container)
			case !pass.Settings.IsApprovedImage(image.Name()):
				pass.Fail(path, "container %s runs %s, which is not from an approved registry", container.Name, image).In(container)
			}
		}
	},
})

// getsGPU reports whether a request is for a GPU or a share of one. What a claim
// is for stands in another object; claims are made for GPUs before all else.
func getsGPU(request gpu.Request) bool {
	return request.Class.Kind != gpu.Fabric && request.Class.Kind != gpu.Hint
}

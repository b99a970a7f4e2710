package gpu

import (
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// pipeFolders are where MPS puts its pipes, its shared memory and its logs on
// the node: the folders of the NVIDIA device plugin and MPS's own defaults.
var pipeFolders = []string{"/run/nvidia/mps", "/var/run/nvidia/mps", "/tmp/nvidia-mps", "/var/log/nvidia-mps"}

var _ = Family.Add(control.Control{
	ID:       "gpu-hostpath-mps-pipe",
	Title:    "Pod mounts the pipes of the MPS daemon",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `With the Multi-Process Service (MPS) the processes of several pods run on a GPU through one daemon on the node. They ` +
		`find it by a folder of pipes, and the commands that stop the daemon or change its limits go the same way. A pod ` +
		`that mounts the folder itself joins the GPUs of others without having asked for one, past quota and limits, and ` +
		`shares their fate: a fatal fault of one client ends the others.`,
	Fix: `Remove the hostPath volume, and CUDA_MPS_PIPE_DIRECTORY with it; request the shared resource (such as ` +
		`nvidia.com/gpu.shared) and let the device plugin mount what belongs to that GPU.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		CIS:    []string{"5.2.11"},
		PSS:    []string{"baseline"},
		NIST:   []string{"SC-4", "SC-39"},
		URLs: []string{
			"https://docs.nvidia.com/deploy/mps/latest/appendix-environment-variables.html",
			"https://docs.nvidia.com/deploy/mps/latest/mpsv2-interface.html",
		},
	},
	Check: func(pass *control.Pass) {
		if pass.Settings.IsPlatformNamespace(pass.Pod.Namespace) {
			pass.NotApplicable()
			return
		}
		for volume, path := range pass.Pod.HostPaths {
			folder := hostPath(volume)
			if at(folder, pipeFolders) {
				pass.Fail(path, "volume %s takes the MPS folder %s from the node", volume.Name, folder)
				continue
			}
			containers := pass.Pod.Containers()
			looks := slices.IndexFunc(containers, func(c cluster.Container) bool { return looksForMPSIn(c, volume.Name) })
			if looks >= 0 {
				pass.Fail(path, "volume %s takes %s from the node, where container %s looks for MPS",
					volume.Name, folder, containers[looks].Name).In(containers[looks])
			}
		}
	},
})

// looksForMPSIn reports whether a container looks for the pipes of MPS in the
// volume.
func looksForMPSIn(container cluster.Container, volume string) bool {
	pipes, _ := container.Env("CUDA_MPS_PIPE_DIRECTORY")
	if pipes == nil {
		return false
	}
	for _, mount := range container.VolumeMounts {
		if mount.Name == volume && at(pipes.Value, []string{mount.MountPath}) {
			return true
		}
	}
	return false
}

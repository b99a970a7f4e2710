package pod

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pod-run-as-root",
	Title:    "Container runs as root, or may",
	Severity: control.Medium,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `Root in a container has the user ID of root on the node, so a hole in the kernel, the GPU driver or the container ` +
		`toolkit, or one careless mount, makes it root there, beside the jobs of other tenants. Most CUDA and framework images ` +
		`run as root unless told otherwise. What counts is the effective user: runAsNonRoot: true is enough without a ` +
		`runAsUser, and scanners that ask for a runAsUser in every container report pods that are fine.`,
	Fix: `Set securityContext.runAsNonRoot: true on the pod and, where the image does not name a numeric user, runAsUser above ` +
		`zero with fsGroup for volumes. Or put the pod into a user namespace: hostUsers: false.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		CIS:    []string{"5.2.7"},
		PSS:    []string{"restricted"},
		NIST:   []string{"AC-6", "800-190:4.4"},
		URLs: []string{
			"https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
			"https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/",
		},
	},
	Check: func(pass *control.Pass) {
		spec := pass.Pod.Spec()
		if spec.OS != nil && spec.OS.Name == corev1.Windows {
			pass.NotApplicable()
			return
		}
		if spec.HostUsers != nil && !*spec.HostUsers {
			return // root in there is an ordinary user of the node
		}
		for _, container := range pass.Pod.Containers() {
			judgeUser(pass, container)
		}
	},
})

func judgeUser(pass *control.Pass, container cluster.Container) {
	user, nonRoot := container.Security.RunAsUser, container.Security.RunAsNonRoot
	if nonRoot != nil && *nonRoot || user != nil && *user != 0 {
		return // the kubelet refuses to run it as root, or runs it as another user
	}
	switch {
	case pass.Settings.IsPlatformNamespace(pass.Pod.Namespace):
		pass.NotApplicable()
	case user == nil && pass.Pod.Partial != "":
		pass.Unknown(container.SecurityPath("runAsNonRoot"),
			"the user of container %s is up to the %s", container.Name, pass.Pod.Partial).In(container)
	case user == nil:
		pass.Fail(container.SecurityPath("runAsNonRoot"),
			"container %s runs as root if its image does: neither runAsNonRoot nor runAsUser is set", container.Name).
			In(container).At(control.Low)
	default:
		pass.Fail(container.SecurityPath("runAsUser"), "container %s runs as root", container.Name).In(container)
	}
}

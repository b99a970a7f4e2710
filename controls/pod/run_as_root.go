package pod

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pod-run-as-root",
	Title:    "Container runs as root",
	Severity: control.Medium,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `Root in a container has the user ID of root on the node, so a hole in the kernel, the GPU driver or the container ` +
		`toolkit, or one careless mount, makes it root there, beside the jobs of other tenants. What counts is the effective ` +
		`user: what the container says, else the pod. A container whose user is up to its image is reported by ` +
		`pss-run-as-non-root; scanners that ask for a runAsUser in every container report pods that are fine.`,
	Fix: `Set securityContext.runAsUser to a number above zero, with fsGroup for volumes and runAsNonRoot: true beside it, and ` +
		`install packages when the image is built. Or put the pod into a user namespace: hostUsers: false.`,
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
		const user = "securityContext.runAsUser"
		var inherited []string
		for _, container := range pass.Pod.Containers() {
			if !runsAsRoot(container) {
				continue
			}
			if pass.Settings.IsPlatformNamespace(pass.Pod.Namespace) {
				pass.NotApplicable()
				return
			}
			path := container.SecurityPath("runAsUser")
			if path == pass.Pod.FieldPath(user) {
				inherited = append(inherited, container.Name)
				continue
			}
			pass.Fail(path, "container %s runs as root", container.Name).In(container)
		}
		if inherited != nil {
			pass.Fail(pass.Pod.FieldPath(user), "the pod makes its containers run as root: %s", strings.Join(inherited, ", "))
		}
	},
})

// runsAsRoot reports whether a container is told to run as root and does. With
// runAsNonRoot the kubelet refuses to start it.
func runsAsRoot(container cluster.Container) bool {
	user, nonRoot := container.Security.RunAsUser, container.Security.RunAsNonRoot
	return user != nil && *user == 0 && (nonRoot == nil || !*nonRoot)
}

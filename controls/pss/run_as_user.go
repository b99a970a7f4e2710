package pss

import (
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-run-as-user",
	Title:    "runAsUser: 0 where nothing may run as root",
	Severity: control.Medium,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `Beside runAsNonRoot: true the kubelet refuses to start a container with runAsUser: 0, and whoever meets that mostly ` +
		`removes the wrong one of the two. On a pod whose containers all name another user, it waits for the next container. ` +
		`A container that does run as root by it is reported by pod-run-as-root. GPU work does not need root: NVIDIA device ` +
		`files are open to every user by default.`,
	Fix: `Set runAsUser to a number above zero, with fsGroup for volumes, and install packages when the image is built.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		CIS:    []string{"5.2.7"},
		PSS:    []string{"restricted"},
		NIST:   []string{"AC-6", "800-190:4.4"},
		URLs:   []string{standardsPage},
	},
	Check: standard("runAsUser", func(b *blamed) {
		const path = "securityContext.runAsUser"
		b.yields = true // to pod-run-as-root
		inherited := slices.DeleteFunc(slices.Clone(b.Containers()), func(container cluster.Container) bool {
			return security(container).RunAsUser != nil
		})
		if isRoot(b.podSecurity().RunAsUser) && !slices.ContainsFunc(inherited, b.startsAsRoot) {
			b.pod(path, "pod sets runAsUser: 0")
		}
		for _, container := range b.Containers() {
			if isRoot(security(container).RunAsUser) && !b.startsAsRoot(container) {
				b.in(container, path, "sets runAsUser: 0")
			}
		}
	}),
})

// startsAsRoot reports whether a container that is told to run as root is not
// refused by the kubelet. Then pod-run-as-root reports it, and
// pss-run-as-non-root refuses the pod at the same level. The latter is sure
// only where the pod is whole.
func (b *blamed) startsAsRoot(container cluster.Container) bool {
	return b.Partial == "" && !valueOf(container.Security.RunAsNonRoot)
}

func isRoot(user *int64) bool { return user != nil && *user == 0 }

package pss

import (
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-run-as-non-root",
	Title:    "Container is not required to run as an ordinary user",
	Severity: control.Medium,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `Only runAsNonRoot: true makes the kubelet refuse an image that would run as root, whatever user the image names today ` +
		`or after the next build. Most CUDA and framework images run as root unless told otherwise, and root in the container ` +
		`is root on the node as soon as a hole in the kernel, the GPU driver or the container toolkit is found.`,
	Fix: `Set securityContext.runAsNonRoot: true on the pod, and runAsUser where the image does not name a numeric user.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		CIS:    []string{"5.2.7"},
		PSS:    []string{"restricted"},
		NIST:   []string{"AC-6", "800-190:4.4"},
		URLs:   []string{standardsPage, "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"},
	},
	Check: standard("runAsNonRoot", func(b *blamed) {
		// A pod that sets it to false is blamed once, not again for every container
		// that takes it over.
		inherited := b.podSecurity().RunAsNonRoot
		if inherited != nil && !*inherited {
			b.pod("securityContext.runAsNonRoot", "pod sets runAsNonRoot: false")
		}
		for _, container := range b.Containers() {
			const path = "securityContext.runAsNonRoot"
			nonRoot := security(container).RunAsNonRoot
			if nonRoot == nil && inherited == nil || nonRoot != nil && !*nonRoot {
				b.required(container, path, nonRoot != nil, "is not required to run as an ordinary user (runAsNonRoot)")
			}
		}
	}),
})

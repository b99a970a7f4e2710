package pss

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-windows-host-process",
	Title:    "Windows HostProcess container",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `A HostProcess container runs as a process of the Windows node itself, with its files, network and devices: the ` +
		`Windows form of a privileged container.`,
	Fix: `Remove windowsOptions.hostProcess from the security contexts of the pod and of its containers.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		CIS:    []string{"5.2.10"},
		PSS:    []string{"baseline"},
		NIST:   []string{"AC-6", "SC-39"},
		URLs:   []string{standardsPage, "https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/"},
	},
	Check: standard("windowsHostProcess", func(b *blamed) {
		if isHostProcess(b.podSecurity().WindowsOptions) {
			b.pod("securityContext.windowsOptions.hostProcess", "pod runs as processes of the Windows node")
		}
		for _, container := range b.Containers() {
			if isHostProcess(security(container).WindowsOptions) {
				b.in(container, "securityContext.windowsOptions.hostProcess", "runs as a process of the Windows node")
			}
		}
	}),
})

func isHostProcess(options *corev1.WindowsSecurityContextOptions) bool {
	return valueOf(valueOf(options).HostProcess)
}

package pss

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-selinux-options",
	Title:    "Container chooses its SELinux label",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `SELinux confines containers by their label. A pod that chooses its own user, role or a type such as spc_t leaves that ` +
		`confinement. The type spc_t, tempting where SELinux denies a GPU device, switches SELinux off for the container, on a node ` +
		`that other tenants use.`,
	Fix: `Remove seLinuxOptions.user, .role and .type (or use container_t). Where GPU devices are denied, label them on the node ` +
		`or load the policy that the GPU vendor ships.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		PSS:    []string{"baseline"},
		NIST:   []string{"AC-6", "SC-39", "800-190:4.4"},
		URLs:   []string{standardsPage},
	},
	Check: standard("seLinuxOptions", func(b *blamed) {
		for _, option := range selinuxOptions(b.podSecurity().SELinuxOptions) {
			if b.refusesPod(corev1.PodSecurityContext{SELinuxOptions: &option.alone}) {
				b.pod("securityContext.seLinuxOptions."+option.name, "pod sets the SELinux "+option.name+" "+option.value)
			}
		}
		for _, container := range b.Containers() {
			for _, option := range selinuxOptions(security(container).SELinuxOptions) {
				if b.refusesContainer(corev1.SecurityContext{SELinuxOptions: &option.alone}) {
					b.selinux(container, option)
				}
			}
		}
	}),
})

func (b *blamed) selinux(container cluster.Container, option selinuxOption) {
	b.in(container, "securityContext.seLinuxOptions."+option.name, "sets the SELinux "+option.name+" "+option.value)
}

// selinuxOption is one option of a label, alone.
type selinuxOption struct {
	name, value string
	alone       corev1.SELinuxOptions
}

func selinuxOptions(options *corev1.SELinuxOptions) []selinuxOption {
	set := valueOf(options)
	return []selinuxOption{
		{"user", set.User, corev1.SELinuxOptions{User: set.User}},
		{"role", set.Role, corev1.SELinuxOptions{Role: set.Role}},
		{"type", set.Type, corev1.SELinuxOptions{Type: set.Type}},
	}
}

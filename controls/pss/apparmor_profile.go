package pss

import (
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-apparmor-profile",
	Title:    "AppArmor is switched off for a container",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `On nodes with AppArmor the container runtime's default profile keeps a container from mounting file systems and from ` +
		`writing to the parts of /proc and /sys that steer the node. Unconfined takes that away, and with it one of the few ` +
		`barriers left when the GPU driver or the container toolkit has a hole.`,
	Fix: `Set appArmorProfile.type to RuntimeDefault, or to Localhost with a profile that is loaded on the nodes; remove ` +
		`container.apparmor.security.beta.kubernetes.io annotations.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		PSS:    []string{"baseline"},
		NIST:   []string{"AC-6", "SC-39", "800-190:4.4"},
		URLs:   []string{standardsPage, "https://kubernetes.io/docs/tutorials/security/apparmor/"},
	},
	Check: standard("appArmorProfile", func(b *blamed) {
		if profile := b.podSecurity().AppArmorProfile; b.refusesPod(corev1.PodSecurityContext{AppArmorProfile: profile}) {
			b.pod("securityContext.appArmorProfile.type", "pod sets the AppArmor profile "+string(profile.Type))
		}
		for _, container := range b.Containers() {
			profile := security(container).AppArmorProfile
			if b.refusesContainer(corev1.SecurityContext{AppArmorProfile: profile}) {
				b.in(container, "securityContext.appArmorProfile.type", "sets the AppArmor profile "+string(profile.Type))
			}
		}
		for _, key := range slices.Sorted(maps.Keys(b.Annotations)) {
			alone := metav1.ObjectMeta{Annotations: map[string]string{key: b.Annotations[key]}}
			if !b.check(&alone, &corev1.PodSpec{}).Allowed {
				container := strings.TrimPrefix(key, corev1.DeprecatedAppArmorBetaContainerAnnotationKeyPrefix)
				message := "container " + container + " gets the AppArmor profile " + b.Annotations[key] + " by annotation"
				b.fields = append(b.fields, field{b.AnnotationPath(key), container, message, control.Failed})
			}
		}
	}),
})

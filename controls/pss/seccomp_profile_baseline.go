package pss

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-seccomp-profile-baseline",
	Title:    "Seccomp is switched off for a container",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `Unconfined opens every system call of the node's kernel to the container, the ones that most container escapes begin ` +
		`with among them. Instructions for GPU frameworks often carry seccomp=unconfined along from a docker run line, where ` +
		`it was there for memory policies on large machines; the default profile of today's runtimes lets training run.`,
	Fix: `Set seccompProfile.type to RuntimeDefault, or to Localhost with a profile that allows the one call that is missing.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		CIS:    []string{"5.6.2"},
		PSS:    []string{"baseline"},
		NIST:   []string{"AC-6", "SC-39", "800-190:4.4"},
		URLs: []string{
			standardsPage,
			"https://rocm.docs.amd.com/projects/install-on-linux/en/latest/how-to/docker.html",
		},
	},
	Check: standard("seccompProfile_baseline", (*blamed).seccompProfiles),
})

// seccompProfiles blames the profiles that are set to something else than the
// check allows.
func (b *blamed) seccompProfiles() {
	const path = "securityContext.seccompProfile.type"
	if profile := b.podSecurity().SeccompProfile; b.refusesSeccomp(profile) {
		b.pod(path, "pod sets the seccomp profile "+string(profile.Type))
	}
	for _, container := range b.Containers() {
		if profile := security(container).SeccompProfile; b.refusesSeccomp(profile) {
			b.in(container, path, "sets the seccomp profile "+string(profile.Type))
		}
	}
}

func (b *blamed) refusesSeccomp(profile *corev1.SeccompProfile) bool {
	if profile == nil { // mutate: equivalent, because the library allows it as well, at more cost
		return false
	}
	return b.refusesPod(corev1.PodSecurityContext{SeccompProfile: profile})
}

package cluster

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
)

func locateOne(tb testing.TB, text string) *Pod {
	tb.Helper()
	located := Locate(parseObject(tb, text))
	if len(located.Pods) != 1 {
		tb.Fatalf("located %v, want one pod", describe(located))
	}
	return located.Pods[0]
}

// deployment is a Deployment with the pod specification and annotations.
func deployment(spec, annotations string) string {
	return `{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {template: {metadata: {annotations: ` + annotations + `}, spec: ` + spec + `}}}`
}

func TestSecurityContextIsComposedAsTheKubeletDoes(t *testing.T) {
	const at = "spec.template.spec."
	own := at + "containers[0].securityContext."
	tests := []struct {
		name, pod, container, annotations string
		want                              SecurityContext
		paths                             map[string]string
	}{
		{name: "nothing is said", paths: map[string]string{
			"runAsUser": own + "runAsUser", "privileged": own + "privileged", "seccompProfile": own + "seccompProfile",
		}},
		{name: "the pod alone", pod: `{runAsUser: 5, runAsGroup: 6, runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}, appArmorProfile: {type: Unconfined}, seLinuxOptions: {user: a}, windowsOptions: {hostProcess: true}}`,
			want: SecurityContext{
				RunAsUser: new(int64(5)), RunAsGroup: new(int64(6)), RunAsNonRoot: new(true), HostProcess: new(true),
				SeccompProfile:  &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
				AppArmorProfile: &corev1.AppArmorProfile{Type: corev1.AppArmorProfileTypeUnconfined},
				SELinuxOptions:  &corev1.SELinuxOptions{User: "a"},
			},
			paths: map[string]string{
				"runAsUser": at + "securityContext.runAsUser", "runAsGroup": at + "securityContext.runAsGroup", "runAsNonRoot": at + "securityContext.runAsNonRoot",
				"seccompProfile": at + "securityContext.seccompProfile", "appArmorProfile": at + "securityContext.appArmorProfile",
				"seLinuxOptions": at + "securityContext.seLinuxOptions", "windowsOptions.hostProcess": at + "securityContext.windowsOptions.hostProcess",
				"privileged": own + "privileged",
			}},
		{name: "the container wins", pod: `{runAsUser: 5, runAsNonRoot: true, runAsGroup: 1, seccompProfile: {type: RuntimeDefault}, appArmorProfile: {type: Unconfined}, seLinuxOptions: {user: a, role: b}, windowsOptions: {hostProcess: true}}`,
			container: `{runAsUser: 0, runAsNonRoot: false, runAsGroup: 2, seccompProfile: {type: Unconfined}, appArmorProfile: {type: RuntimeDefault}, seLinuxOptions: {user: c}, windowsOptions: {hostProcess: false},
				privileged: true, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {add: [SYS_ADMIN]}, procMount: Unmasked}`,
			want: SecurityContext{
				Privileged: true, RunAsUser: new(int64(0)), RunAsGroup: new(int64(2)), RunAsNonRoot: new(false), HostProcess: new(false),
				AllowPrivilegeEscalation: new(false), ReadOnlyRootFilesystem: new(true), ProcMount: new(corev1.UnmaskedProcMount),
				Capabilities:    &corev1.Capabilities{Add: []corev1.Capability{"SYS_ADMIN"}},
				SeccompProfile:  &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeUnconfined},
				AppArmorProfile: &corev1.AppArmorProfile{Type: corev1.AppArmorProfileTypeRuntimeDefault},
				SELinuxOptions:  &corev1.SELinuxOptions{User: "c"},
			},
			paths: map[string]string{
				"runAsUser": own + "runAsUser", "runAsGroup": own + "runAsGroup", "runAsNonRoot": own + "runAsNonRoot", "seccompProfile": own + "seccompProfile",
				"appArmorProfile": own + "appArmorProfile", "seLinuxOptions": own + "seLinuxOptions", "windowsOptions.hostProcess": own + "windowsOptions.hostProcess",
				"capabilities": own + "capabilities", "allowPrivilegeEscalation": own + "allowPrivilegeEscalation",
			}},
		{name: "each says a part", pod: `{runAsUser: 5}`, container: `{runAsNonRoot: true}`,
			want:  SecurityContext{RunAsUser: new(int64(5)), RunAsNonRoot: new(true)},
			paths: map[string]string{"runAsUser": at + "securityContext.runAsUser", "runAsNonRoot": own + "runAsNonRoot"}},
		{name: "an AppArmor annotation is before the pod", pod: `{appArmorProfile: {type: RuntimeDefault}}`, annotations: `{container.apparmor.security.beta.kubernetes.io/main: unconfined}`,
			want:  SecurityContext{AppArmorProfile: &corev1.AppArmorProfile{Type: corev1.AppArmorProfileTypeUnconfined}},
			paths: map[string]string{"appArmorProfile": `spec.template.metadata.annotations["container.apparmor.security.beta.kubernetes.io/main"]`}},
		{name: "an AppArmor annotation of a local profile", annotations: `{container.apparmor.security.beta.kubernetes.io/main: localhost/mine, container.apparmor.security.beta.kubernetes.io/other: unconfined}`,
			want: SecurityContext{AppArmorProfile: &corev1.AppArmorProfile{Type: corev1.AppArmorProfileTypeLocalhost, LocalhostProfile: new("mine")}}},
		{name: "an AppArmor annotation is after the container", container: `{appArmorProfile: {type: Localhost, localhostProfile: x}}`, annotations: `{container.apparmor.security.beta.kubernetes.io/main: runtime/default}`,
			want:  SecurityContext{AppArmorProfile: &corev1.AppArmorProfile{Type: corev1.AppArmorProfileTypeLocalhost, LocalhostProfile: new("x")}},
			paths: map[string]string{"appArmorProfile": own + "appArmorProfile"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			spec := `{containers: [{name: main, image: a`
			if test.container != "" {
				spec += `, securityContext: ` + test.container
			}
			spec += `}]`
			if test.pod != "" {
				spec += `, securityContext: ` + test.pod
			}
			pod := locateOne(t, deployment(spec+`}`, strings.TrimSpace(test.annotations+" ")))
			container := pod.Containers()[0]
			if diff := cmp.Diff(test.want, container.Security); diff != "" {
				t.Errorf("composed (-want +got):\n%s", diff)
			}
			for field, want := range test.paths {
				if got := container.SecurityPath(field); got != want {
					t.Errorf("path of %s: %s, want %s", field, got, want)
				}
			}
		})
	}
}

func TestEnv(t *testing.T) {
	container := locateOne(t, deployment(`{containers: [{name: main, env: [{name: A, value: "1"}, {name: B}, {name: A, value: "2"}]}]}`, `{}`)).Containers()[0]
	if env, path := container.Env("A"); env == nil || env.Value != "2" || path != "spec.template.spec.containers[0].env[2]" {
		t.Errorf("of two the last counts: %v at %s", env, path)
	}
	if env, path := container.Env("a"); env != nil || path != "" {
		t.Errorf("names are matched exactly: %v at %s", env, path)
	}
}

func TestServiceAccountAsKubernetesComputesIt(t *testing.T) {
	for spec, want := range map[string]string{
		`{serviceAccountName: a, serviceAccount: b, containers: []}`: "a",
		`{serviceAccount: b}`: "b", `{hostPID: true}`: "default",
	} {
		if got := locateOne(t, deployment(spec, `{}`)).ServiceAccount(); got != want {
			t.Errorf("%s: %s, want %s", spec, got, want)
		}
	}
}

func TestVolumesAndMounts(t *testing.T) {
	pod := locateOne(t, deployment(`{volumes: [{name: a, emptyDir: {}}, {name: host, hostPath: {path: /var/run}}],
		containers: [{name: main, volumeMounts: [{name: host, mountPath: /run}, {name: gone, mountPath: /x}]}]}`, `{}`))
	var hosts []string
	for volume, path := range pod.HostPaths {
		hosts = append(hosts, volume.HostPath.Path+" "+path)
	}
	if diff := cmp.Diff([]string{"/var/run spec.template.spec.volumes[1].hostPath.path"}, hosts); diff != "" {
		t.Errorf("host paths (-want +got):\n%s", diff)
	}
	if got := pod.VolumePath("host"); got != "spec.template.spec.volumes[1]" {
		t.Errorf("path of a volume: %s", got)
	}
	if got := pod.VolumePath("gone"); got != "spec.template.spec.volumes" {
		t.Errorf("path of a volume that is not there: %s", got)
	}
	var mounts []string
	for mount := range pod.Containers()[0].Mounts {
		state := "missing"
		if mount.Volume != nil {
			state = "volume"
		}
		mounts = append(mounts, mount.MountPath+" "+state+" "+mount.Path())
	}
	want := []string{"/run volume spec.template.spec.containers[0].volumeMounts[0]", "/x missing spec.template.spec.containers[0].volumeMounts[1]"}
	if diff := cmp.Diff(want, mounts); diff != "" {
		t.Errorf("mounts (-want +got):\n%s", diff)
	}
}

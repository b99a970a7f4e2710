package pss_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/pod-security-admission/policy"
	"pgregory.net/rapid"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/controls/pss"
)

// controlID is the ID of the control for a check of the library:
// "hostPathVolumes" is pss-host-path-volumes.
func controlID(check policy.CheckID) string {
	var id strings.Builder
	for i, r := range strings.NewReplacer("appArmor", "apparmor", "seLinux", "selinux").Replace(string(check)) {
		switch {
		case r == '_':
			id.WriteByte('-')
		case unicode.IsUpper(r) && i > 0:
			id.WriteByte('-')
			id.WriteRune(unicode.ToLower(r))
		default:
			id.WriteRune(unicode.ToLower(r))
		}
	}
	return "pss-" + id.String()
}

// TestEveryCheckHasItsControl finds checks that a newer library brings.
func TestEveryCheckHasItsControl(t *testing.T) {
	t.Parallel()
	levels := map[string][]string{}
	for _, check := range policy.DefaultChecks() {
		levels[controlID(check.ID)] = []string{string(check.Level)}
	}
	got := map[string][]string{}
	for _, c := range pss.Family.Controls() {
		if c.Judges.Pods {
			got[c.ID] = c.Refs.PSS
		}
	}
	if diff := cmp.Diff(levels, got); diff != "" {
		t.Errorf("checks and their levels (-library +controls):\n%s", diff)
	}
}

// TestFieldsOfEveryRefusal judges random pods: a control fails exactly where the
// check of the library refuses, and always names the fields at fault.
func TestFieldsOfEveryRefusal(t *testing.T) {
	t.Parallel()
	byID := map[string]*control.Control{}
	for _, c := range pss.Family.Controls() {
		byID[c.ID] = c
	}
	settings := control.DefaultSettings()
	rapid.Check(t, func(t *rapid.T) {
		pod := randomPod(t)
		content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(pod)
		if err != nil {
			t.Fatal(err)
		}
		located := cluster.Locate(cluster.NewObject(content, cluster.Origin{}))
		if len(located.Pods) != 1 || len(located.Pods[0].Malformed) > 0 {
			t.Fatalf("located %+v", located)
		}
		pass := control.Pass{Object: located.Pods[0].Object, Pod: located.Pods[0], Settings: settings}
		for _, check := range policy.DefaultChecks() {
			allowed := check.Versions[len(check.Versions)-1].CheckPod(&pod.ObjectMeta, &pod.Spec).Allowed
			outcome, answers := pass.Judge(byID[controlID(check.ID)])
			if (outcome == control.Passed) != allowed && (allowed || !reportedElsewhere(check, pod)) {
				t.Fatalf("%s: %v, but allowed=%t by the library", check.ID, outcome, allowed)
			}
			for _, answer := range answers {
				if answer.Path == "spec" {
					t.Fatalf("%s: nothing in particular is blamed: %s", check.ID, answer.Message)
				}
			}
		}
	})
}

// reportedElsewhere reports whether another check refuses the pod whose control
// may report what this one refuses: the baseline check that it stands in for,
// and for root by number the check that wants ordinary users.
func reportedElsewhere(check policy.Check, pod *corev1.Pod) bool {
	others := slices.Clone(check.Versions[len(check.Versions)-1].OverrideCheckIDs)
	if check.ID == "runAsUser" {
		others = append(others, "runAsNonRoot")
	}
	return slices.ContainsFunc(policy.DefaultChecks(), func(other policy.Check) bool {
		return slices.Contains(others, other.ID) && !other.Versions[len(other.Versions)-1].CheckPod(&pod.ObjectMeta, &pod.Spec).Allowed
	})
}

func randomPod(t *rapid.T) *corev1.Pod {
	pod := &corev1.Pod{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"},
		ObjectMeta: metav1.ObjectMeta{Name: "random", Annotations: rapid.SampledFrom([]map[string]string{nil,
			{"container.apparmor.security.beta.kubernetes.io/a": "unconfined", "note": "unconfined"},
			{"container.apparmor.security.beta.kubernetes.io/a": "runtime/default"}}).Draw(t, "annotations")},
	}
	spec := &pod.Spec
	spec.HostNetwork, spec.HostPID, spec.HostIPC = rare(t), rare(t), rare(t)
	spec.HostUsers = maybe(t, rapid.Bool())
	spec.OS = maybe(t, rapid.Map(rapid.SampledFrom([]corev1.OSName{corev1.Linux, corev1.Windows}), func(name corev1.OSName) corev1.PodOS { return corev1.PodOS{Name: name} }))
	spec.SecurityContext = maybe(t, rapid.Custom(randomPodSecurity))
	spec.Volumes = rapid.SliceOfN(rapid.Custom(randomVolume), 0, 3).Draw(t, "volumes")
	spec.InitContainers = rapid.SliceOfN(rapid.Custom(randomContainer), 0, 2).Draw(t, "initContainers")
	spec.Containers = rapid.SliceOfN(rapid.Custom(randomContainer), 1, 3).Draw(t, "containers")
	if rare(t) {
		spec.EphemeralContainers = []corev1.EphemeralContainer{{EphemeralContainerCommon: corev1.EphemeralContainerCommon(randomContainer(t))}}
	}
	return pod
}

func randomPodSecurity(t *rapid.T) (security corev1.PodSecurityContext) {
	security.RunAsNonRoot = maybe(t, rapid.Bool())
	security.RunAsUser = maybe(t, rapid.Int64Range(0, 1))
	security.SeccompProfile = maybe(t, rapid.Custom(randomSeccomp))
	security.AppArmorProfile = maybe(t, rapid.Custom(randomAppArmor))
	security.SELinuxOptions = maybe(t, rapid.Custom(randomSELinux))
	security.WindowsOptions = maybe(t, rapid.Custom(randomWindows))
	names := rapid.SampledFrom([]string{"kernel.shmmax", "net.ipv4.tcp_rmem", "net.core.somaxconn", ""})
	security.Sysctls = rapid.SliceOfN(rapid.Map(names, func(name string) corev1.Sysctl { return corev1.Sysctl{Name: name, Value: "1"} }), 0, 2).Draw(t, "sysctls")
	return security
}

func randomContainer(t *rapid.T) corev1.Container {
	container := corev1.Container{
		Name:            rapid.SampledFrom([]string{"a", "b"}).Draw(t, "name"),
		SecurityContext: maybe(t, rapid.Custom(randomSecurity)),
		LivenessProbe:   maybe(t, rapid.Custom(randomProbe)),
		ReadinessProbe:  maybe(t, rapid.Custom(randomProbe)),
		StartupProbe:    maybe(t, rapid.Custom(randomProbe)),
		Lifecycle: maybe(t, rapid.Custom(func(t *rapid.T) corev1.Lifecycle {
			return corev1.Lifecycle{PostStart: maybe(t, rapid.Custom(randomHook)), PreStop: maybe(t, rapid.Custom(randomHook))}
		})),
	}
	if rare(t) {
		container.Ports = []corev1.ContainerPort{{ContainerPort: 80, HostPort: rapid.SampledFrom([]int32{0, 80}).Draw(t, "hostPort")}}
	}
	return container
}

func randomSecurity(t *rapid.T) (security corev1.SecurityContext) {
	security.Privileged = maybe(t, rapid.Bool())
	security.AllowPrivilegeEscalation = maybe(t, rapid.Bool())
	security.RunAsNonRoot = maybe(t, rapid.Bool())
	security.RunAsUser = maybe(t, rapid.Int64Range(0, 1))
	security.SeccompProfile = maybe(t, rapid.Custom(randomSeccomp))
	security.AppArmorProfile = maybe(t, rapid.Custom(randomAppArmor))
	security.SELinuxOptions = maybe(t, rapid.Custom(randomSELinux))
	security.WindowsOptions = maybe(t, rapid.Custom(randomWindows))
	security.ProcMount = maybe(t, rapid.SampledFrom([]corev1.ProcMountType{"Default", "Unmasked", ""}))
	security.Capabilities = maybe(t, rapid.Custom(func(t *rapid.T) corev1.Capabilities {
		names := rapid.SliceOfN(rapid.SampledFrom([]corev1.Capability{"ALL", "all", "CHOWN", "NET_BIND_SERVICE", "SYS_ADMIN", "CAP_CHOWN"}), 0, 2)
		return corev1.Capabilities{Add: names.Draw(t, "add"), Drop: names.Draw(t, "drop")}
	}))
	return security
}

func randomSeccomp(t *rapid.T) corev1.SeccompProfile {
	return corev1.SeccompProfile{Type: rapid.SampledFrom([]corev1.SeccompProfileType{"RuntimeDefault", "Localhost", "Unconfined", ""}).Draw(t, "seccomp")}
}

func randomAppArmor(t *rapid.T) corev1.AppArmorProfile {
	return corev1.AppArmorProfile{Type: rapid.SampledFrom([]corev1.AppArmorProfileType{"RuntimeDefault", "Localhost", "Unconfined", ""}).Draw(t, "appArmor")}
}

func randomSELinux(t *rapid.T) corev1.SELinuxOptions {
	return corev1.SELinuxOptions{
		Type: rapid.SampledFrom([]string{"", "container_t", "container_engine_t", "spc_t"}).Draw(t, "type"),
		User: rapid.SampledFrom([]string{"", "system_u"}).Draw(t, "user"),
		Role: rapid.SampledFrom([]string{"", "system_r"}).Draw(t, "role"),
	}
}

func randomWindows(t *rapid.T) corev1.WindowsSecurityContextOptions {
	return corev1.WindowsSecurityContextOptions{HostProcess: maybe(t, rapid.Bool())}
}

func randomHook(t *rapid.T) corev1.LifecycleHandler {
	handler := randomProbe(t).ProbeHandler
	return corev1.LifecycleHandler{HTTPGet: handler.HTTPGet, TCPSocket: handler.TCPSocket}
}

func randomProbe(t *rapid.T) (probe corev1.Probe) {
	host := rapid.SampledFrom([]string{"", "10.0.0.1"})
	probe.HTTPGet = maybe(t, rapid.Map(host, func(host string) corev1.HTTPGetAction { return corev1.HTTPGetAction{Host: host} }))
	probe.TCPSocket = maybe(t, rapid.Map(host, func(host string) corev1.TCPSocketAction { return corev1.TCPSocketAction{Host: host} }))
	return probe
}

// randomVolume is a volume of one of all types.
func randomVolume(t *rapid.T) corev1.Volume {
	volume := corev1.Volume{Name: "v"}
	source := reflect.ValueOf(&volume.VolumeSource).Elem()
	field := source.Field(rapid.IntRange(0, source.NumField()-1).Draw(t, "source"))
	field.Set(reflect.New(field.Type().Elem()))
	return volume
}

func rare(t *rapid.T) bool { return rapid.IntRange(0, 9).Draw(t, "rare") == 0 }

func maybe[T any](t *rapid.T, generator *rapid.Generator[T]) *T {
	if rapid.Bool().Draw(t, "unset") {
		return nil
	}
	value := generator.Draw(t, "value")
	return &value
}

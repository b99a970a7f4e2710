package cluster

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// SecurityContext is the effective security context of a container. A nil
// pointer means that neither the pod nor the container says anything, and the
// image or the node decides.
//
// The composition is that of the kubelet (pkg/securitycontext and
// pkg/security/apparmor of Kubernetes 1.36): what the container says wins, field
// by field, and the SELinux options as a whole.
type SecurityContext struct {
	Privileged               bool
	RunAsUser, RunAsGroup    *int64
	RunAsNonRoot             *bool
	AllowPrivilegeEscalation *bool
	ReadOnlyRootFilesystem   *bool
	Capabilities             *corev1.Capabilities
	SeccompProfile           *corev1.SeccompProfile
	AppArmorProfile          *corev1.AppArmorProfile
	SELinuxOptions           *corev1.SELinuxOptions
	ProcMount                *corev1.ProcMountType
	// HostProcess is that of the Windows options.
	HostProcess *bool
}

// appArmorAnnotation is the prefix of the pod annotations that said the
// AppArmor profile of a container before Kubernetes 1.30; the API server still
// turns them into fields.
const appArmorAnnotation = "container.apparmor.security.beta.kubernetes.io/"

func composeSecurity(pod *Pod, above *corev1.PodSecurityContext, container *corev1.Container) SecurityContext {
	var effective SecurityContext
	if above != nil {
		effective.RunAsUser, effective.RunAsGroup = above.RunAsUser, above.RunAsGroup
		effective.RunAsNonRoot = above.RunAsNonRoot
		effective.SeccompProfile = above.SeccompProfile
		effective.AppArmorProfile = above.AppArmorProfile
		effective.SELinuxOptions = above.SELinuxOptions
		if above.WindowsOptions != nil {
			effective.HostProcess = above.WindowsOptions.HostProcess
		}
	}
	if profile := annotatedAppArmor(pod.Annotations, container.Name); profile != nil {
		effective.AppArmorProfile = profile
	}
	own := container.SecurityContext
	if own == nil {
		return effective
	}
	effective.Privileged = own.Privileged != nil && *own.Privileged
	override(&effective.RunAsUser, own.RunAsUser)
	override(&effective.RunAsGroup, own.RunAsGroup)
	override(&effective.RunAsNonRoot, own.RunAsNonRoot)
	override(&effective.SeccompProfile, own.SeccompProfile)
	override(&effective.AppArmorProfile, own.AppArmorProfile)
	override(&effective.SELinuxOptions, own.SELinuxOptions)
	if own.WindowsOptions != nil {
		override(&effective.HostProcess, own.WindowsOptions.HostProcess)
	}
	effective.AllowPrivilegeEscalation = own.AllowPrivilegeEscalation
	effective.ReadOnlyRootFilesystem = own.ReadOnlyRootFilesystem
	effective.Capabilities = own.Capabilities
	effective.ProcMount = own.ProcMount
	return effective
}

func override[T any](field **T, with *T) {
	if with != nil {
		*field = with
	}
}

func annotatedAppArmor(annotations map[string]string, container string) *corev1.AppArmorProfile {
	if len(annotations) == 0 {
		return nil
	}
	value, ok := annotations[appArmorAnnotation+container]
	if !ok {
		return nil
	}
	switch local, isLocal := strings.CutPrefix(value, "localhost/"); {
	case value == "" || value == "runtime/default":
		return &corev1.AppArmorProfile{Type: corev1.AppArmorProfileTypeRuntimeDefault}
	case value == "unconfined":
		return &corev1.AppArmorProfile{Type: corev1.AppArmorProfileTypeUnconfined}
	case isLocal:
		return &corev1.AppArmorProfile{Type: corev1.AppArmorProfileTypeLocalhost, LocalhostProfile: &local}
	}
	return nil
}

// SecurityPath returns where the effective value of a field of the security
// context is written, given its name in Kubernetes, such as "runAsUser": in the
// container if it is set there, else in the pod if it is set there, else the
// field of the container in which it is missing.
func (c Container) SecurityPath(field string) string {
	if !c.setsSecurity(field) {
		if field == "appArmorProfile" && annotatedAppArmor(c.pod.Annotations, c.Name) != nil {
			return c.pod.AnnotationPath(appArmorAnnotation + c.Name)
		}
		if podSetsSecurity(c.podSecurity, field) {
			return c.pod.FieldPath("securityContext." + field)
		}
	}
	return c.FieldPath("securityContext." + field)
}

// setsSecurity reports whether the container itself sets a field that the pod
// could set as well.
func (c Container) setsSecurity(field string) bool {
	own := c.SecurityContext
	if own == nil {
		return false
	}
	switch field {
	case "runAsUser":
		return own.RunAsUser != nil
	case "runAsGroup":
		return own.RunAsGroup != nil
	case "runAsNonRoot":
		return own.RunAsNonRoot != nil
	case "seccompProfile":
		return own.SeccompProfile != nil
	case "appArmorProfile":
		return own.AppArmorProfile != nil
	case "seLinuxOptions":
		return own.SELinuxOptions != nil
	case "windowsOptions", "windowsOptions.hostProcess":
		return own.WindowsOptions != nil && own.WindowsOptions.HostProcess != nil
	}
	return true // only containers have the other fields
}

func podSetsSecurity(pod *corev1.PodSecurityContext, field string) bool {
	if pod == nil {
		return false
	}
	switch field {
	case "runAsUser":
		return pod.RunAsUser != nil
	case "runAsGroup":
		return pod.RunAsGroup != nil
	case "runAsNonRoot":
		return pod.RunAsNonRoot != nil
	case "seccompProfile":
		return pod.SeccompProfile != nil
	case "appArmorProfile":
		return pod.AppArmorProfile != nil
	case "seLinuxOptions":
		return pod.SELinuxOptions != nil
	case "windowsOptions", "windowsOptions.hostProcess":
		return pod.WindowsOptions != nil && pod.WindowsOptions.HostProcess != nil
	}
	return false
}

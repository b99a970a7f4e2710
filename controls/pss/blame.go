package pss

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/pod-security-admission/policy"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// blamed collects the fields of a pod that a check of the library refuses. Where
// the check has a list of what is allowed, each candidate is put before it in a
// pod that has nothing else, so that the list is written down in the library
// alone.
type blamed struct {
	*cluster.Pod
	spec  *corev1.PodSpec
	check policy.CheckPodFn
	// weaker is the check of the baseline level that the check stands in for, or
	// nil: what it refuses is blamed there.
	weaker policy.CheckPodFn
	fields []field
	// yields is set by a blame that leaves what it does not name to another
	// control.
	yields bool
}

// field is one refused field. Container is empty for a field of the pod.
type field struct {
	path, container, message string
	// outcome is Failed, or Unknown for a field that is missing here and may be
	// set by what else contributes to the pod.
	outcome control.Outcome
}

// pod blames a field of the pod specification.
func (b *blamed) pod(path, message string) {
	b.fields = append(b.fields, field{b.FieldPath(path), "", message, control.Failed})
}

// in blames a field of a container.
func (b *blamed) in(container cluster.Container, path, message string) {
	message = "container " + container.Name + " " + message
	b.fields = append(b.fields, field{container.FieldPath(path), container.Name, message, control.Failed})
}

// required blames a field that a container must set. Where it sets nothing,
// what else contributes to the pod may do so.
func (b *blamed) required(container cluster.Container, path string, set bool, message string) {
	b.in(container, path, message)
	if b.Partial != "" && !set {
		missing := &b.fields[len(b.fields)-1]
		missing.outcome = control.Unknown
		missing.message += ", unless the " + b.Partial + " does it"
	}
}

// fieldsOr returns the blamed fields or, should the library refuse something
// that blame does not know, the whole pod with the message of the library.
func (b *blamed) fieldsOr(message string) []field {
	if len(b.fields) > 0 || b.yields || b.blamedElsewhere(b.spec) {
		return b.fields
	}
	return []field{{b.FieldPath(""), "", message, control.Failed}}
}

// refuses reports whether the check refuses a pod that has nothing else, and
// the weaker one does not.
func (b *blamed) refuses(spec corev1.PodSpec) bool {
	spec.HostUsers = b.spec.HostUsers // checks are milder in a user namespace
	return !b.check(&metav1.ObjectMeta{}, &spec).Allowed && !b.blamedElsewhere(&spec)
}

// blamedElsewhere reports whether the weaker check refuses a pod as well.
func (b *blamed) blamedElsewhere(spec *corev1.PodSpec) bool {
	return b.weaker != nil && !b.weaker(&metav1.ObjectMeta{}, spec).Allowed
}

// refusesPod reports whether the check refuses a security context of a pod.
func (b *blamed) refusesPod(security corev1.PodSecurityContext) bool {
	return b.refuses(corev1.PodSpec{SecurityContext: &security})
}

// refusesContainer reports whether the check refuses a security context of a
// container.
func (b *blamed) refusesContainer(security corev1.SecurityContext) bool {
	return b.refuses(corev1.PodSpec{Containers: []corev1.Container{{SecurityContext: &security}}})
}

// podSecurity is the security context of the pod as written.
func (b *blamed) podSecurity() corev1.PodSecurityContext { return valueOf(b.spec.SecurityContext) }

// security is the security context of a container as written there, without
// what it takes over from the pod.
func security(container cluster.Container) corev1.SecurityContext {
	return valueOf(container.SecurityContext)
}

// valueOf is what a pointer points to, or the zero value.
func valueOf[T any](pointer *T) (value T) {
	if pointer != nil {
		value = *pointer
	}
	return value
}

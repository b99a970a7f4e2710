package pss

import (
	"sync"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/pod-security-admission/policy"

	"github.com/bulkhead-dev/bulkhead/control"
)

// standardsPage describes every check of the Pod Security Standards.
const standardsPage = "https://kubernetes.io/docs/concepts/security/pod-security-standards/"

// newest are the checks of the Pod Security Standards in the newest version
// that the library knows: what a namespace enforces with version "latest".
var newest = func() map[policy.CheckID]policy.VersionedCheck {
	checks := map[policy.CheckID]policy.VersionedCheck{}
	for _, check := range policy.DefaultChecks() {
		checks[check.ID] = check.Versions[len(check.Versions)-1]
	}
	return checks
}()

// metadata lends the pod metadata that the library wants, so that a pod that
// passes costs no allocation.
var metadata = sync.Pool{New: func() any { return new(metav1.ObjectMeta) }}

// standard returns the check of the control for one check of the Pod Security
// Standards. The verdict is the library's, as Kubernetes reaches it at
// admission; blame then only names the fields that led to it. The pods of a
// platform namespace are judged as any other, but the platform may have its
// reasons: there, a refusal is information.
//
// Where a check of the restricted level stands in for one of the baseline
// level, the control of the latter reports what both refuse, at its higher
// severity, and this one what it refuses beyond. A pod is thus refused by some
// control of a level exactly where the level refuses it, and no field by two.
func standard(id policy.CheckID, blame func(*blamed)) func(*control.Pass) {
	check := newest[id].CheckPod
	var weaker policy.CheckPodFn
	for _, baseline := range newest[id].OverrideCheckIDs {
		weaker = newest[baseline].CheckPod
	}
	return func(pass *control.Pass) {
		spec := pass.Pod.Spec()
		meta := metadata.Get().(*metav1.ObjectMeta)
		meta.Labels, meta.Annotations = pass.Pod.Labels, pass.Pod.Annotations
		result := check(meta, spec)
		metadata.Put(meta)
		if result.Allowed {
			return
		}
		found := blamed{Pod: pass.Pod, spec: spec, check: check, weaker: weaker}
		blame(&found)
		var severity control.Severity // that of the control
		if pass.Settings.IsPlatformNamespace(pass.Pod.Namespace) {
			severity = control.Info
		}
		for _, field := range found.fieldsOr(result.ForbiddenReason + ": " + result.ForbiddenDetail) {
			answer := pass.Fail(field.path, "%s", field.message).At(severity)
			answer.Container, answer.Outcome = field.container, field.outcome
		}
	}
}

package rbac

import (
	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "rbac-default-sa-used",
	Title:    "Pod acts as the default ServiceAccount of its namespace",
	Severity: control.Low,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Needs:    cluster.ServiceAccounts,
	Why: `Every pod that names no ServiceAccount shares the one called default, and with it every right that somebody gives to ` +
		`it for one of them. Audit logs cannot tell the pods apart, and a token stolen from a notebook is good for whatever the ` +
		`training jobs may do. Policies that look at objects of kind Pod in one namespace miss the pods of jobs, notebooks and ` +
		`Ray clusters. A pod that gets no token is fine: it cannot act as anybody.`,
	Fix: `Create a ServiceAccount for the workload and name it in serviceAccountName; or, if it does not use the Kubernetes API, ` +
		`set automountServiceAccountToken: false on the pod or on the default ServiceAccount.`,
	Refs: control.Refs{
		ATTACK: []string{"T1528"},
		CIS:    []string{"5.1.5"},
		NIST:   []string{"AC-6", "IA-9"},
		URLs:   []string{"https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/"},
	},
	Check: func(pass *control.Pass) {
		pod := pass.Pod
		if pod.ServiceAccount() != "default" {
			return
		}
		if pass.Settings.IsPlatformNamespace(pod.Namespace) || identityElsewhere(pod) {
			pass.NotApplicable()
			return
		}
		switch mounts, known := pass.Facts.AutomountsToken(pod); {
		case !known:
			mountUnknown(pass)
		case mounts:
			pass.Fail(pod.FieldPath("serviceAccountName"), "pod acts as the default ServiceAccount and gets its token")
		}
	},
})

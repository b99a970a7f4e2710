package rbac

import (
	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "rbac-automount-token",
	Title:    "Training or inference pod gets a token it has no use for",
	Severity: control.Medium,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Needs:    cluster.ServiceAccounts | cluster.RBAC,
	Why: `Training and inference read data and compute; they do not talk to the Kubernetes API. The token that is mounted into ` +
		`them by default is the first thing that code in a poisoned model or package picks up: it names the namespace, opens ` +
		`the API to questions, and grows with every right that is ever given to the ServiceAccount.`,
	Fix: `Set automountServiceAccountToken: false on the pod, or on its ServiceAccount. A workload that does use the API gets a ` +
		`ServiceAccount of its own with a RoleBinding that says for what.`,
	Refs: control.Refs{
		ATTACK: []string{"T1528"},
		CIS:    []string{"5.1.6"},
		NIST:   []string{"AC-6", "IA-5"},
		URLs: []string{
			"https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting",
		},
	},
	Check: func(pass *control.Pass) {
		pod := pass.Pod
		mounts, known := pass.Facts.AutomountsToken(pod)
		if !mounts {
			return
		}
		if pass.Settings.IsPlatformNamespace(pod.Namespace) || !computes(pod) {
			pass.NotApplicable()
			return
		}
		if !known {
			mountUnknown(pass)
			return
		}
		account := pod.ServiceAccount()
		switch account {
		case "default":
		case "default-editor":
			return // Kubeflow makes it for the API, and binds it to kubeflow-edit
		default:
			// Whoever gave rights to an account of its own means it to use the API.
			if !pass.Require(cluster.RBAC) || hasRights(pass) {
				return
			}
		}
		pass.Fail(pod.FieldPath("automountServiceAccountToken"), "pod only computes, and gets the token of ServiceAccount %s", account)
	},
})

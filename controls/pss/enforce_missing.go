package pss

import (
	"k8s.io/pod-security-admission/api"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-enforce-missing",
	Title:    "Namespace enforces no Pod Security Standard",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryNamespace,
	Needs:    cluster.Namespaces,
	Why: `Without an enforced level, whoever may create pods in the namespace, directly or through a notebook or a training job, ` +
		`may create a privileged one and own its node: every GPU on it, and the data of every tenant that runs there. The labels ` +
		`for warn and audit only talk about it. A pod that a custom resource describes is refused when its controller creates ` +
		`it, so the level covers every kind. A default level in the API server's own configuration is not visible in manifests.`,
	Fix: `Label the namespace pod-security.kubernetes.io/enforce: restricted, or baseline as a first step. Istio's init container ` +
		`adds NET_ADMIN, which baseline refuses as well: install the Istio CNI plugin or use ambient mode. An enforce-version is ` +
		`optional: without one, the level follows the version of the cluster. Namespaces of the platform belong into ` +
		`platformNamespaces of the configuration.`,
	Refs: control.Refs{
		ATTACK: []string{"T1610", "T1611"},
		CIS:    []string{"5.2.1"},
		PSS:    []string{"baseline", "restricted"},
		NIST:   []string{"AC-6", "CM-7", "800-190:4.4"},
		URLs: []string{
			"https://kubernetes.io/docs/concepts/security/pod-security-admission/",
			"https://istio.io/latest/docs/setup/additional-setup/pod-security-admission/",
		},
	},
	Check: func(pass *control.Pass) {
		name := pass.Namespace.Name
		if pass.Settings.IsPlatformNamespace(name) || len(pass.Facts.Pods(name)) == 0 {
			pass.NotApplicable()
			return
		}
		if !pass.Require(cluster.Namespaces) {
			return
		}
		path := cluster.Field("metadata.labels", api.EnforceLevelLabel)
		switch level, present, _ := pass.Namespace.Label(api.EnforceLevelLabel); {
		case !present:
			pass.Fail(path, "namespace %s holds workloads and enforces no Pod Security Standard", name)
		case level != string(api.LevelBaseline) && level != string(api.LevelRestricted):
			pass.Fail(path, "namespace %s holds workloads and enforces the level %s", name, level)
		}
	},
})

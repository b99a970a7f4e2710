package dra

import (
	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// adminAccessLabel lets a namespace make claims with adminAccess; only the
// value "true" counts.
const adminAccessLabel = "resource.kubernetes.io/admin-access"

var _ = Family.Add(control.Control{
	ID:       "dra-admin-access-ns",
	Title:    "Tenant namespace may claim devices that others use",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.Kinds("Namespace"),
	Why: `A ResourceClaim with adminAccess gets devices that are already allocated to others, without waiting for them and ` +
		`without being counted. It is meant for monitoring and repair. Kubernetes allows it in namespaces with this label, and ` +
		`in no others: whoever can create claims in a labelled namespace can attach to every GPU in use, of every tenant.`,
	Fix: `Remove the label resource.kubernetes.io/admin-access from the namespace, and keep tenants from setting it: they must ` +
		`not be able to patch their Namespace.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		NIST:   []string{"AC-6", "SC-4"},
		URLs:   []string{"https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/#admin-access"},
	},
	Check: func(pass *control.Pass) {
		if pass.Settings.IsPlatformNamespace(pass.Object.Name) {
			pass.NotApplicable()
			return
		}
		if pass.Object.Labels[adminAccessLabel] == "true" {
			pass.Fail(cluster.Field("metadata.labels", adminAccessLabel), "namespace %s may make claims with adminAccess", pass.Object.Name)
		}
	},
})

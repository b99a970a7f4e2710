package dra

import (
	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "dra-admin-access-claim",
	Title:    "Claim asks for devices that others use",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.Kinds("ResourceClaim.resource.k8s.io", "ResourceClaimTemplate.resource.k8s.io"),
	Why: `With adminAccess a claim gets devices no matter who holds them: the pod works on the GPUs of other tenants, and neither ` +
		`the scheduler nor a quota counts it. Kubernetes refuses such a claim unless its namespace carries the label ` +
		`resource.kubernetes.io/admin-access, so one that is meant to work comes with a namespace that allows it to everybody ` +
		`who can create claims there.`,
	Fix: `Remove adminAccess from the request. Monitoring that needs it runs in a platform namespace of its own.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611"},
		NIST:   []string{"AC-6", "SC-4"},
		URLs:   []string{"https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/#admin-access"},
	},
	Check: func(pass *control.Pass) {
		if pass.Settings.IsPlatformNamespace(pass.Object.Namespace) {
			pass.NotApplicable()
			return
		}
		for _, request := range cluster.ReadDeviceClaim(pass.Object).Requests {
			if request.AdminAccess {
				pass.Fail(cluster.Field(request.Path, "adminAccess"), "request %s asks for devices of class %s whoever uses them",
					request.Name, request.Class)
			}
		}
	},
})

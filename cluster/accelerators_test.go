package cluster

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/bulkhead-dev/bulkhead/gpu"
)

func TestAccelerators(t *testing.T) {
	const at = "spec.template.spec."
	tests := []struct {
		name, spec, annotations string
		want                    []gpu.Request
	}{
		{name: "none", spec: `{containers: [{name: a, resources: {limits: {cpu: 1, memory: 1Gi, example.com/thing: 1}}}]}`},
		{name: "a limit is a request", spec: `{containers: [{name: a, resources: {limits: {nvidia.com/gpu: 2}}}, {name: b, resources: {limits: {nvidia.com/gpu: "1"}}}]}`,
			want: []gpu.Request{{Resource: "nvidia.com/gpu", Quantity: 3, Container: "a", Path: at + `containers[0].resources.limits["nvidia.com/gpu"]`}}},
		{name: "a request alone", spec: `{containers: [{name: a, resources: {requests: {nvidia.com/gpu: 2}}}]}`,
			want: []gpu.Request{{Resource: "nvidia.com/gpu", Quantity: 2, Container: "a", Path: at + `containers[0].resources.requests["nvidia.com/gpu"]`}}},
		{name: "init containers run before the others", spec: `{initContainers: [{name: i, resources: {limits: {nvidia.com/gpu: 4}}}], containers: [{name: a, resources: {limits: {nvidia.com/gpu: 1}}}]}`,
			want: []gpu.Request{{Resource: "nvidia.com/gpu", Quantity: 4, Container: "i", Path: at + `initContainers[0].resources.limits["nvidia.com/gpu"]`}}},
		{name: "sidecars run beside the others", spec: `{initContainers: [{name: s, restartPolicy: Always, resources: {limits: {nvidia.com/gpu: 1}}}, {name: i, resources: {limits: {nvidia.com/gpu: 2}}}], containers: [{name: a, resources: {limits: {nvidia.com/gpu: 1}}}]}`,
			want: []gpu.Request{{Resource: "nvidia.com/gpu", Quantity: 3, Container: "s", Path: at + `initContainers[0].resources.limits["nvidia.com/gpu"]`}}},
		{name: "an init container before a sidecar", spec: `{initContainers: [{name: i, resources: {limits: {nvidia.com/gpu: 2}}}, {name: s, restartPolicy: Always, resources: {limits: {nvidia.com/gpu: 1}}}], containers: [{name: a, resources: {limits: {nvidia.com/gpu: 1}}}]}`,
			want: []gpu.Request{{Resource: "nvidia.com/gpu", Quantity: 2, Container: "i", Path: at + `initContainers[0].resources.limits["nvidia.com/gpu"]`}}},
		{name: "zero is none", spec: `{containers: [{name: a, resources: {limits: {nvidia.com/gpu: 0}}}]}`},
		{name: "by name", spec: `{containers: [{name: a, resources: {limits: {rdma/ib: 1, nvidia.com/gpumem: 1000, nvidia.com/gpu: 1, amd.com/gpu: 1}}}]}`,
			want: []gpu.Request{
				{Resource: "amd.com/gpu", Quantity: 1, Container: "a", Path: at + `containers[0].resources.limits["amd.com/gpu"]`},
				{Resource: "nvidia.com/gpu", Quantity: 1, Container: "a", Path: at + `containers[0].resources.limits["nvidia.com/gpu"]`},
				{Resource: "nvidia.com/gpumem", Quantity: 1000, Container: "a", Path: at + `containers[0].resources.limits["nvidia.com/gpumem"]`},
				{Resource: "rdma/ib", Quantity: 1, Container: "a", Path: at + `containers[0].resources.limits["rdma/ib"]`},
			}},
		{name: "claims that are used", spec: `{resourceClaims: [{name: x, resourceClaimName: c}, {name: unused, resourceClaimName: d}, {name: z, resourceClaimTemplateName: t}],
			containers: [{name: a, resources: {claims: [{name: z}]}}, {name: b, resources: {claims: [{name: x, request: r}]}}]}`,
			want: []gpu.Request{
				{Claim: true, ClaimName: "c", Quantity: 1, Container: "b", Path: at + "resourceClaims[0]"},
				{Claim: true, ClaimTemplate: "t", Quantity: 1, Container: "a", Path: at + "resourceClaims[2]"},
			}},
		{name: "fractions", spec: `{containers: [{name: a}]}`, annotations: `{gpu-fraction: "0.5"}`,
			want: []gpu.Request{{Resource: "gpu-fraction", Quantity: 1, Fraction: "0.5", Path: "spec.template.metadata.annotations.gpu-fraction"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if test.annotations == "" {
				test.annotations = "{}"
			}
			pod := locateOne(t, deployment(test.spec, test.annotations))
			for range 4 { // the order does not depend on the maps
				if diff := cmp.Diff(test.want, pod.Accelerators(), cmpopts.IgnoreFields(gpu.Request{}, "Class")); diff != "" {
					t.Fatalf("requests (-want +got):\n%s", diff)
				}
			}
			pod.Release()
			if diff := cmp.Diff(test.want, pod.Accelerators(), cmpopts.IgnoreFields(gpu.Request{}, "Class")); diff != "" {
				t.Errorf("requests of a released pod (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAcceleratorsOfAPodWithoutAnyCostNothing(t *testing.T) {
	pod := locateOne(t, deployment(`{containers: [{name: a, resources: {limits: {cpu: 1, memory: 1Gi}}}]}`, `{}`))
	if allocations := testing.AllocsPerRun(100, func() { pod.Accelerators() }); allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}

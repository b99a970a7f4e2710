package cluster

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
)

const quotaOfEverything = `apiVersion: v1
kind: ResourceQuota
metadata: {name: all, namespace: team}
spec:
  hard:
    requests.nvidia.com/gpu: 4
    limits.nvidia.com/gpu: 4
    nvidia.com/gpu: 4
    limits.example.com/thing: 1
    cpu: 8
    requests.memory: 1Gi
    limits.memory: 2Gi
    hugepages-2Mi: 1Gi
    requests.hugepages-2Mi: 1Gi
    pods: 10
    count/pods: 20
    count/jobs.batch: 5
    persistentvolumeclaims: 3
    gold.storageclass.storage.k8s.io/requests.storage: 1Ti
    gpu.nvidia.com.deviceclass.resource.k8s.io/devices: 2
    requests.deviceclass.resource.kubernetes.io/gpu.nvidia.com: 3
    plain.deviceclass.resource.k8s.io/devices: 1
`

func keysOf(limits []QuotaLimit) []string {
	var keys []string
	for _, limit := range limits {
		keys = append(keys, limit.Key+"="+limit.Quantity.String())
	}
	return keys
}

func TestQuotaLimits(t *testing.T) {
	quota := snapshotOf(t, Options{}, quotaOfEverything).Quotas("team")[0]
	tests := map[string][]string{
		"nvidia.com/gpu":         {"requests.nvidia.com/gpu=4"},
		"example.com/thing":      nil, // limits.<name> is accepted and counts for nothing
		"cpu":                    {"cpu=8"},
		"memory":                 {"limits.memory=2Gi", "requests.memory=1Gi"},
		"hugepages-2Mi":          {"hugepages-2Mi=1Gi", "requests.hugepages-2Mi=1Gi"},
		"pods":                   {"count/pods=20", "pods=10"},
		"count/jobs.batch":       {"count/jobs.batch=5"},
		"persistentvolumeclaims": {"persistentvolumeclaims=3"},
		"gpu.nvidia.com":         {"gpu.nvidia.com.deviceclass.resource.k8s.io/devices=2", "requests.deviceclass.resource.kubernetes.io/gpu.nvidia.com=3"},
		"plain":                  {"plain.deviceclass.resource.k8s.io/devices=1"},
		"mig.nvidia.com":         nil,
		"":                       nil,
	}
	for resource, want := range tests {
		if diff := cmp.Diff(want, keysOf(quota.Limits(resource))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", resource, diff)
		}
	}
	want := []string{"limits.example.com/thing=1", "limits.nvidia.com/gpu=4", "nvidia.com/gpu=4"}
	if diff := cmp.Diff(want, keysOf(quota.Unenforced())); diff != "" {
		t.Errorf("unenforced (-want +got):\n%s", diff)
	}
	if path := quota.Limits("nvidia.com/gpu")[0].Path; path != `spec.hard["requests.nvidia.com/gpu"]` {
		t.Errorf("path %s", path)
	}
	if quota.Scoped() || quota.For != "team" {
		t.Errorf("scoped %v, for %q", quota.Scoped(), quota.For)
	}
}

func TestQuotasOfANamespace(t *testing.T) {
	snapshot := snapshotOf(t, Options{},
		"apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: low, namespace: team}\nspec: {hard: {requests.nvidia.com/gpu: 2}, scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [low]}]}}\n",
		"apiVersion: kubeflow.org/v1\nkind: Profile\nmetadata: {name: team}\nspec: {resourceQuotaSpec: {hard: {requests.nvidia.com/gpu: 1, cpu: many}}}\n",
		"apiVersion: kubeflow.org/v1\nkind: Profile\nmetadata: {name: unbound}\nspec: {resourceQuotaSpec: {}}\n",
		"apiVersion: kubeflow.org/v1\nkind: Profile\nmetadata: {name: empty}\n",
		"apiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata: {name: gpu.nvidia.com}\nspec: {extendedResourceName: nvidia.com/gpu}\n",
		"apiVersion: v1\nkind: LimitRange\nmetadata: {name: l, namespace: team}\nspec: {limits: [{type: Container, max: {nvidia.com/gpu: 4}}, {type: Container, max: {nvidia.com/gpu: 2}}, {type: Pod, max: {cpu: 1}}]}\n",
	)
	limits := snapshot.QuotaLimits("team", "nvidia.com/gpu")
	if diff := cmp.Diff([]string{"requests.nvidia.com/gpu=2", "requests.nvidia.com/gpu=1"}, keysOf(limits)); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	if !limits[0].Quota.Scoped() || limits[1].Quota.Scoped() {
		t.Error("only the first quota is scoped")
	}
	profile := limits[1].Quota
	if limits[1].Path != `spec.resourceQuotaSpec.hard["requests.nvidia.com/gpu"]` || profile.Kind != "Profile" {
		t.Errorf("of the profile: %s of %s", limits[1].Path, profile)
	}
	if len(profile.Malformed) != 1 || profile.Malformed[0].Path != "spec.resourceQuotaSpec.hard.cpu" {
		t.Errorf("malformed: %+v", profile.Malformed)
	}
	// A class that pods can ask for as an extended resource is bound with it.
	if got := keysOf(snapshot.QuotaLimits("team", "gpu.nvidia.com")); len(got) != 2 {
		t.Errorf("of the class: %v", got)
	}
	if snapshot.Quotas("unbound") != nil || snapshot.Quotas("empty") != nil {
		t.Error("a profile without limits makes no quota")
	}
	if !snapshot.Known(Quotas, "unbound") || snapshot.Namespace("") != nil {
		t.Error("a profile makes its own namespace known and no other")
	}

	limit := snapshot.LimitRanges("team")[0]
	if quantity, path, ok := limit.Max(corev1.LimitTypeContainer, "nvidia.com/gpu"); !ok || quantity.Value() != 2 || path != `spec.limits[1].max["nvidia.com/gpu"]` {
		t.Errorf("max: %v at %s, %v", quantity, path, ok)
	}
	if _, _, ok := limit.Max(corev1.LimitTypePod, "memory"); ok {
		t.Error("a limit that is not there")
	}
}

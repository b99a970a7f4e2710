package cluster

import (
	"encoding/json"
	"testing"
)

// FuzzFactsOfHostileObjects puts arbitrary content into every kind that facts
// are taken from.
func FuzzFactsOfHostileObjects(f *testing.F) {
	for _, text := range []string{
		`{"spec":{"devices":{"requests":[{"exactly":{"deviceClassName":"x","count":1.5}}],"config":[{"opaque":{"parameters":{"kind":"GpuConfig"}}}]}}}`,
		`{"data":{"a":"version: v1\nsharing: {timeSlicing: {resources: [{name: 3, replicas: []}]}}","b":7}}`,
		`{"spec":{"template":{"spec":{"containers":[{"image":"nvidia/k8s-device-plugin@:/","command":[1]}],"volumes":{}}}}}`,
		`{"status":{"capacity":{"nvidia.com/gpu":"-1","x":[]}},"spec":{"taints":"all","hard":{"cpu":"many"},"limits":[null]}}`,
		`{"spec":{"resourceQuotaSpec":[],"spec":{"devices":{"requests":"all"}},"devicePlugin":{"config":{"name":true}}}}`,
		`{"rules":{},"aggregationRule":{"clusterRoleSelectors":[{"matchExpressions":[{}]}]},"subjects":[[]],"roleRef":"x"}`,
	} {
		f.Add(text)
	}
	kinds := [...][2]string{
		{"v1", "Node"}, {"v1", "ConfigMap"}, {"v1", "ResourceQuota"}, {"v1", "LimitRange"}, {"v1", "ServiceAccount"},
		{"kubeflow.org/v1", "Profile"}, {"nvidia.com/v1", "ClusterPolicy"}, {"nvidia.com/v1alpha1", "NVIDIADriver"}, {"apps/v1", "DaemonSet"},
		{"resource.k8s.io/v1", "ResourceClaim"}, {"resource.k8s.io/v1", "ResourceClaimTemplate"}, {"resource.k8s.io/v1", "DeviceClass"},
		{"resource.k8s.io/v1", "ResourceSlice"}, {rbacGroup + "/v1", "ClusterRole"}, {rbacGroup + "/v1", "RoleBinding"},
	}
	f.Fuzz(func(t *testing.T, text string) {
		snapshot := NewSnapshot(Options{})
		for _, kind := range kinds {
			var content map[string]any
			if json.Unmarshal([]byte(text), &content) != nil || content == nil {
				return
			}
			content["apiVersion"], content["kind"] = kind[0], kind[1]
			snapshot.Add(NewObject(content, Origin{}), nil)
		}
		snapshot.Seal()
		snapshot.GPUSharing()
		for _, name := range snapshot.AcceleratorResources() {
			snapshot.QuotaLimits("", name)
		}
		for _, quota := range snapshot.Quotas("") {
			quota.Unenforced()
		}
		snapshot.RBAC().WhoCan(Request{Verb: "get", Resource: "pods"})
	})
}

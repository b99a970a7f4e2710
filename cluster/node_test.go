package cluster

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bulkhead-dev/bulkhead/gpu"
)

func sharingConfig(namespace, name string, keys ...string) string {
	text := "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + ", namespace: " + namespace + "}\ndata:\n"
	for _, key := range keys {
		text += "  " + key + ": |\n    version: v1\n    sharing:\n      timeSlicing:\n        resources:\n        - name: nvidia.com/gpu\n          replicas: 4\n"
	}
	return text
}

const (
	gpuNode = "apiVersion: v1\nkind: Node\nmetadata:\n  name: gpu-1\n  labels:\n    nvidia.com/gpu.product: NVIDIA-H200\n    nvidia.com/gpu.sharing-strategy: none\n    pool: whole\n" +
		"spec: {taints: [{key: nvidia.com/gpu, effect: NoSchedule}]}\nstatus: {capacity: {cpu: 96, nvidia.com/gpu: 8}, allocatable: {nvidia.com/gpu: 8}}\n"
	slicedNode = "apiVersion: v1\nkind: Node\nmetadata:\n  name: gpu-2\n  labels:\n    nvidia.com/gpu.sharing-strategy: time-slicing\n    nvidia.com/device-plugin.config: sliced\n    pool: sliced\n" +
		"status: {allocatable: {nvidia.com/gpu: 32}}\n"
	cpuNode       = "apiVersion: v1\nkind: Node\nmetadata: {name: cpu-1, labels: {pool: cpu}}\nstatus: {capacity: {cpu: 8}}\n"
	clusterPolicy = "apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {name: cluster-policy}\nspec:\n"
	nvidiaPlugin  = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: plugin, namespace: kube-system}\nspec:\n  template:\n    spec:\n" +
		"      containers:\n      - {name: ctr, image: 'nvcr.io/nvidia/k8s-device-plugin:v0.20.0'}\n"
)

// statements writes what a snapshot says about sharing, one line each.
func statements(all []GPUSharing) []string {
	var lines []string
	for _, s := range all {
		lines = append(lines, fmt.Sprintf("%s %s %s: %s at %s", s.Status, s.Mode, strings.Join(s.Resources, ","), s.Object, s.Path))
	}
	return lines
}

func TestGPUSharing(t *testing.T) {
	tests := map[string]struct {
		objects []string
		want    []string
	}{
		"nothing": {[]string{cpuNode}, nil},
		"nodes": {[]string{gpuNode, slicedNode}, []string{
			`observed exclusive nvidia.com/gpu: Node/gpu-1 at metadata.labels["nvidia.com/gpu.sharing-strategy"]`,
			`observed time-slicing nvidia.com/gpu: Node/gpu-2 at metadata.labels["nvidia.com/gpu.sharing-strategy"]`,
		}},
		"operator by itself": {[]string{clusterPolicy + "  driver: {version: 580.1.2}\n"}, []string{
			"default exclusive nvidia.com/gpu: ClusterPolicy/cluster-policy at spec.devicePlugin.config",
		}},
		"operator without device plugin": {[]string{clusterPolicy + "  devicePlugin: {enabled: false}\n"}, nil},
		"operator with a configuration that is not there": {[]string{clusterPolicy + "  devicePlugin: {config: {name: elsewhere, default: any}}\n"}, []string{
			"default undetermined : ClusterPolicy/cluster-policy at spec.devicePlugin.config.name",
		}},
		"operator with a default configuration": {
			[]string{sharingConfig("gpu-operator", "plugin", "sliced", "other"), clusterPolicy + "  devicePlugin: {config: {name: plugin, default: sliced}}\n"},
			[]string{
				"selectable time-slicing nvidia.com/gpu: ConfigMap/gpu-operator/plugin at data.other",
				"default time-slicing nvidia.com/gpu: ConfigMap/gpu-operator/plugin at data.sliced",
			},
		},
		"operator with a configuration for labelled nodes": {
			[]string{sharingConfig("gpu-operator", "plugin", "sliced"), clusterPolicy + "  devicePlugin: {config: {name: plugin}}\n", slicedNode},
			[]string{
				`observed time-slicing nvidia.com/gpu: Node/gpu-2 at metadata.labels["nvidia.com/gpu.sharing-strategy"]`,
				"default exclusive nvidia.com/gpu: ClusterPolicy/cluster-policy at spec.devicePlugin.config.default",
				"labelled time-slicing nvidia.com/gpu: ConfigMap/gpu-operator/plugin at data.sliced",
			},
		},
		"operator in confidential mode, with virtual machines and MIG": {
			[]string{clusterPolicy + "  mig: {strategy: mixed}\n  migManager: {config: {name: m, default: all-1g.18gb}}\n  ccManager: {enabled: true, defaultMode: 'on'}\n  sandboxWorkloads: {enabled: true, defaultWorkload: vm-vgpu}\n"},
			[]string{
				"default confidential : ClusterPolicy/cluster-policy at spec.ccManager.defaultMode",
				"default vgpu : ClusterPolicy/cluster-policy at spec.sandboxWorkloads.defaultWorkload",
				"default mig nvidia.com/mig-1g.18gb: ClusterPolicy/cluster-policy at spec.migManager.config.default",
				"default exclusive nvidia.com/gpu: ClusterPolicy/cluster-policy at spec.devicePlugin.config",
			},
		},
		"configuration that nothing uses": {[]string{sharingConfig("x", "plugin", "sliced")}, []string{
			"unreferenced time-slicing nvidia.com/gpu: ConfigMap/x/plugin at data.sliced",
		}},
		"device plugin by itself": {[]string{nvidiaPlugin}, []string{
			"default exclusive nvidia.com/gpu: DaemonSet/kube-system/plugin at spec.template.spec.containers[0].image",
		}},
		"device plugin with its only configuration": {
			[]string{sharingConfig("kube-system", "plugin", "any.yaml"), nvidiaPlugin + "      volumes: [{name: c, configMap: {name: plugin}}]\n"},
			[]string{`default time-slicing nvidia.com/gpu: ConfigMap/kube-system/plugin at data["any.yaml"]`},
		},
		"device plugin with a configuration of another namespace": {
			[]string{sharingConfig("x", "plugin", "any"), nvidiaPlugin + "      volumes: [{name: c, configMap: {name: plugin}}]\n"},
			[]string{"unreferenced time-slicing nvidia.com/gpu: ConfigMap/x/plugin at data.any"},
		},
		"device plugin with a chosen default": {
			[]string{sharingConfig("kube-system", "plugin", "default", "two"),
				nvidiaPlugin + "      initContainers: [{name: i, env: [{name: DEFAULT_CONFIG, value: two}]}]\n      volumes: [{name: c, configMap: {name: plugin}}]\n"},
			[]string{
				"selectable time-slicing nvidia.com/gpu: ConfigMap/kube-system/plugin at data.default",
				"default time-slicing nvidia.com/gpu: ConfigMap/kube-system/plugin at data.two",
			},
		},
		"feature discovery is not the device plugin": {
			[]string{strings.Replace(nvidiaPlugin, "{name: ctr,", "{name: ctr, command: [gpu-feature-discovery],", 1)}, nil,
		},
		"HAMi": {
			[]string{strings.Replace(nvidiaPlugin, "{name: ctr, image: 'nvcr.io/nvidia/k8s-device-plugin:v0.20.0'}",
				"{name: monitor, image: 'projecthami/hami:v2', command: [vgpuMonitor]}\n      - {name: plugin, image: 'registry.internal/projecthami/hami@sha256:00', command: [nvidia-device-plugin, --mig-strategy=none]}", 1)},
			[]string{"default software nvidia.com/gpu: DaemonSet/kube-system/plugin at spec.template.spec.containers[1].image"},
		},
		"Volcano vGPU": {
			[]string{strings.Replace(nvidiaPlugin, "nvcr.io/nvidia/k8s-device-plugin:v0.20.0", "docker.io/projecthami/volcano-vgpu-device-plugin:v1", 1)},
			[]string{"default software volcano.sh/vgpu-number: DaemonSet/kube-system/plugin at spec.template.spec.containers[0].image"},
		},
		"claims": {
			[]string{
				"apiVersion: resource.k8s.io/v1\nkind: ResourceClaimTemplate\nmetadata: {name: t, namespace: team}\nspec: {spec: {devices: {requests: [{name: a, exactly: {deviceClassName: gpu.nvidia.com}}, {name: b, exactly: {deviceClassName: other}}], " +
					"config: [{requests: [a], opaque: {driver: gpu.nvidia.com, parameters: {apiVersion: resource.nvidia.com/v1beta1, kind: GpuConfig, sharing: {strategy: MPS}}}}]}}}\n",
				"apiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata: {name: shared}\nspec: {config: [{opaque: {parameters: {apiVersion: resource.nvidia.com/v1beta1, kind: GpuConfig, sharing: {strategy: TimeSlicing}}}}]}\n",
			},
			[]string{
				"selectable shared-claim shared: DeviceClass/shared at spec.config[0].opaque.parameters.sharing.strategy",
				"selectable shared-claim gpu.nvidia.com: ResourceClaimTemplate/team/t at spec.spec.devices.config[0].opaque.parameters.sharing.strategy",
			},
		},
	}
	for name, test := range tests {
		snapshot := snapshotOf(t, Options{}, test.objects...)
		if diff := cmp.Diff(test.want, statements(snapshot.GPUSharing())); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestSharingForAPod(t *testing.T) {
	pod := func(fields string) string {
		return "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: team" + fields
	}
	const container = "containers: [{name: c, image: i, resources: {limits: {nvidia.com/gpu: 1}}}]"
	const tolerates = "tolerations: [{key: nvidia.com/gpu, operator: Exists}], "
	config := []string{sharingConfig("gpu-operator", "plugin", "sliced"), clusterPolicy + "  devicePlugin: {config: {name: plugin, default: sliced}}\n"}
	claim := "apiVersion: resource.k8s.io/v1beta1\nkind: ResourceClaim\nmetadata: {name: shared, namespace: team}\nspec: {devices: {requests: [{name: a, deviceClassName: gpu.nvidia.com}], " +
		"config: [{opaque: {parameters: {apiVersion: resource.nvidia.com/v1beta1, kind: GpuConfig, sharing: {strategy: TimeSlicing}}}}]}}\n"

	tests := map[string]struct {
		objects []string
		want    []gpu.Mode
	}{
		"no accelerator":          {append(config, pod("}\nspec: {containers: [{name: c, image: i}]}\n")), nil},
		"configuration decides":   {append(config, pod("}\nspec: {"+container+"}\n")), []gpu.Mode{gpu.TimeSlicing}},
		"nodes win":               {append(config, gpuNode, pod("}\nspec: {"+tolerates+container+"}\n")), []gpu.Mode{gpu.Exclusive}},
		"both nodes":              {[]string{gpuNode, slicedNode, pod("}\nspec: {" + tolerates + container + "}\n")}, []gpu.Mode{gpu.Exclusive, gpu.TimeSlicing}},
		"the node it selects":     {[]string{gpuNode, slicedNode, pod("}\nspec: {nodeSelector: {pool: sliced}, " + tolerates + container + "}\n")}, []gpu.Mode{gpu.TimeSlicing}},
		"no node with its device": {append(config, cpuNode, gpuNode, pod("}\nspec: {"+tolerates+strings.Replace(container, "nvidia.com/gpu", "amd.com/gpu", 1)+"}\n")), nil},
		"nodes without GPUs":      {append(config, cpuNode, pod("}\nspec: {"+container+"}\n")), []gpu.Mode{gpu.TimeSlicing}},
		"its claim": {[]string{claim, pod("}\nspec: {resourceClaims: [{name: g, resourceClaimName: shared}], containers: [{name: c, image: i, resources: {claims: [{name: g}]}}]}\n")},
			[]gpu.Mode{gpu.TimeSlicing}},
		"a claim that is not there": {[]string{claim, pod("}\nspec: {resourceClaims: [{name: g, resourceClaimTemplateName: shared}], containers: [{name: c, image: i, resources: {claims: [{name: g}]}}]}\n")}, nil},
		"a fraction":                {[]string{pod(", annotations: {gpu-fraction: '0.5'}}\nspec: {containers: [{name: c, image: i}]}\n")}, []gpu.Mode{gpu.Software}},
	}
	for name, test := range tests {
		snapshot := snapshotOf(t, Options{}, test.objects...)
		var got []gpu.Mode
		for _, sharing := range snapshot.SharingFor(snapshot.AllPods()[len(snapshot.AllPods())-1]) {
			got = append(got, sharing.Isolates())
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAcceleratorResources(t *testing.T) {
	snapshot := snapshotOf(t, Options{},
		gpuNode,
		"apiVersion: v1\nkind: Node\nmetadata: {name: mig, labels: {nvidia.com/mig.config: custom, nvidia.com/mig.strategy: mixed}}\nstatus: {capacity: {nvidia.com/mig-1g.18gb: 7, rdma/ib: 8, nvidia.com/mig-2g.35gb: 0}}\n",
		"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mig}\ndata:\n  config.yaml: |\n    version: v1\n    mig-configs:\n      custom:\n      - devices: all\n        mig-devices: {3g.71gb: 2}\n      unused:\n      - devices: all\n        mig-devices: {7g.141gb: 1}\n",
		sharingConfig("x", "plugin", "any"),
		"apiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata: {name: mig.nvidia.com}\nspec: {extendedResourceName: example.com/slice}\n",
		"apiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata: {name: compute-domain-daemon.nvidia.com}\n",
		"apiVersion: resource.k8s.io/v1\nkind: ResourceSlice\nmetadata: {name: s}\nspec: {driver: gpu.nvidia.com, nodeName: n, devices: [{name: gpu-0}]}\n",
		"apiVersion: resource.k8s.io/v1\nkind: ResourceClaim\nmetadata: {name: c, namespace: team}\nspec: {devices: {requests: [{name: a, firstAvailable: [{name: x, deviceClassName: big}, {name: y, deviceClassName: small}]}]}}\n",
		"apiVersion: v1\nkind: Pod\nmetadata: {name: p, annotations: {gpu-fraction: '0.5'}}\nspec: {containers: [{name: c, image: i, resources: {limits: {aws.amazon.com/neuron: 1, nvidia.com/gpu: 1, rdma/ib: 1}}}]}\n",
	)
	want := []string{
		"aws.amazon.com/neuron", "big", "example.com/slice", "gpu.nvidia.com", "mig.nvidia.com", "nvidia.com/gpu",
		"nvidia.com/mig-1g.18gb", "nvidia.com/mig-3g.71gb", "small",
	}
	if diff := cmp.Diff(want, snapshot.AcceleratorResources()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := NewSnapshot(Options{}).AcceleratorResources(); got != nil {
		t.Errorf("of a snapshot that is not sealed: %v", got)
	}
}

func TestNodesAreKnown(t *testing.T) {
	tests := map[string]struct {
		object string
		known  bool
	}{
		"node":           {cpuNode, true},
		"cluster policy": {clusterPolicy, true},
		"driver":         {"apiVersion: nvidia.com/v1alpha1\nkind: NVIDIADriver\nmetadata: {name: d}\nspec: {version: 580.95.05}\n", true},
		"configuration":  {sharingConfig("x", "plugin", "any"), true},
		"plugin":         {nvidiaPlugin, true},
		"slice":          {"apiVersion: resource.k8s.io/v1\nkind: ResourceSlice\nmetadata: {name: s}\nspec: {driver: gpu.nvidia.com}\n", true},
		"class":          {"apiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata: {name: c}\n", false},
		"other config":   {"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {sharing: 'yes', flags: '{}', n: 3}\n", false},
		"other policy":   {"apiVersion: other.io/v1\nkind: ClusterPolicy\nmetadata: {name: c}\n", false},
	}
	for name, test := range tests {
		if known := snapshotOf(t, Options{}, test.object).Known(Nodes, ""); known != test.known {
			t.Errorf("%s: nodes known %v", name, known)
		}
	}
}

func TestOperatorFields(t *testing.T) {
	snapshot := snapshotOf(t, Options{}, clusterPolicy+`  driver: {version: "580.95.05", rdma: {enabled: true}, kernelModuleConfig: {name: k}}
  toolkit: {version: v1.17.8-ubuntu20.04, env: [{name: ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED, value: "false"}]}
  cdi: {enabled: false}
  dcgmExporter: {hostNetwork: true, service: {type: NodePort}, version: 4.8.0}
  mig: {strategy: 3}
`, "apiVersion: nvidia.com/v1alpha1\nkind: NVIDIADriver\nmetadata: {name: d}\nspec: {version: 580.95.05, driverType: gpu}\n")
	policy := snapshot.ClusterPolicies()[0]
	spec := policy.Spec
	if spec.Driver.Version != "580.95.05" || !isTrue(spec.Driver.RDMA.Enabled) || spec.Driver.KernelModule.Name != "k" ||
		spec.Toolkit.Env[0].Value != "false" || isOn(spec.CDI.Enabled) || !isTrue(spec.DCGMExporter.HostNetwork) || spec.DCGMExporter.Service.Type != "NodePort" {
		t.Errorf("fields: %+v", spec)
	}
	if len(policy.Malformed) != 1 || policy.Malformed[0].Path != "spec.mig.strategy" {
		t.Errorf("malformed: %+v", policy.Malformed)
	}
	if driver := snapshot.NVIDIADrivers()[0]; driver.Spec.Version != "580.95.05" || driver.Spec.DriverType != "gpu" {
		t.Errorf("driver: %+v", driver.Spec)
	}
}

func TestDeviceClaims(t *testing.T) {
	snapshot := snapshotOf(t, Options{},
		"apiVersion: resource.k8s.io/v1\nkind: ResourceClaim\nmetadata: {name: c, namespace: team}\nspec: {devices: {requests: [{name: a, exactly: {deviceClassName: gpu.nvidia.com, adminAccess: true, allocationMode: All}}]}}\nstatus: {reservedFor: [{}, {}]}\n",
		"apiVersion: resource.k8s.io/v1beta1\nkind: ResourceClaimTemplate\nmetadata: {name: c, namespace: team}\nspec: {spec: {devices: {requests: [{name: a, deviceClassName: mig.nvidia.com, count: 2}, {name: b}, 3]}}}\n",
	)
	claim := snapshot.DeviceClaim("team", "c", false)
	want := []DeviceRequest{{Name: "a", Class: "gpu.nvidia.com", Count: 1, All: true, AdminAccess: true, Path: "spec.devices.requests[0].exactly"}}
	if diff := cmp.Diff(want, claim.Requests); diff != "" || claim.ReservedFor != 2 {
		t.Errorf("claim, reserved for %d (-want +got):\n%s", claim.ReservedFor, diff)
	}
	want = []DeviceRequest{{Name: "a", Class: "mig.nvidia.com", Count: 2, Path: "spec.spec.devices.requests[0]"}}
	if diff := cmp.Diff(want, snapshot.DeviceClaim("team", "c", true).Requests); diff != "" {
		t.Errorf("template (-want +got):\n%s", diff)
	}
	if snapshot.DeviceClaim("other", "c", true) != nil || len(snapshot.DeviceClaims()) != 2 {
		t.Error("claims are found by namespace and name")
	}
}

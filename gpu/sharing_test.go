package gpu

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNodeSharing(t *testing.T) {
	h200 := map[string]string{"nvidia.com/gpu.product": "NVIDIA-H200", "nvidia.com/mig.strategy": "mixed"}
	with := func(labels map[string]string, pairs ...string) map[string]string {
		merged := map[string]string{}
		for key, value := range labels {
			merged[key] = value
		}
		for i := 0; i < len(pairs); i += 2 {
			merged[pairs[i]] = pairs[i+1]
		}
		return merged
	}
	eight := map[string]int64{"cpu": 96, "nvidia.com/gpu": 8}
	gpus := []string{"nvidia.com/gpu"}
	const strategy = `metadata.labels["nvidia.com/gpu.sharing-strategy"]`

	tests := map[string]struct {
		node Node
		want []Sharing
	}{
		"no GPU":               {Node{Labels: map[string]string{"kubernetes.io/os": "linux"}, Resources: map[string]int64{"cpu": 4}}, nil},
		"GPU resource of zero": {Node{Resources: map[string]int64{"nvidia.com/gpu": 0}}, nil},
		"whole GPUs": {
			Node{Labels: with(h200, "nvidia.com/gpu.sharing-strategy", "none", "nvidia.com/gpu.replicas", "1"), Resources: eight},
			[]Sharing{{Mode: Exclusive, Resources: gpus, Replicas: 1, MIGStrategy: "mixed", Field: strategy, Value: "none"}},
		},
		"GPUs without feature discovery": {
			Node{Resources: eight, Field: "status.capacity"},
			[]Sharing{{Mode: Undetermined, Resources: gpus, Field: `status.capacity["nvidia.com/gpu"]`, Value: "8"}},
		},
		"time-slicing": {
			Node{Labels: with(h200, "nvidia.com/gpu.sharing-strategy", "time-slicing", "nvidia.com/gpu.replicas", "10"), Resources: eight},
			[]Sharing{{Mode: TimeSlicing, Resources: gpus, Replicas: 10, MIGStrategy: "mixed", Field: strategy, Value: "time-slicing"}},
		},
		"time-slicing, labels only": {
			Node{Labels: map[string]string{"nvidia.com/gpu.product": "Tesla-T4-SHARED"}},
			[]Sharing{{Mode: TimeSlicing, Resources: gpus, Field: `metadata.labels["nvidia.com/gpu.product"]`, Value: "Tesla-T4-SHARED"}},
		},
		"time-slicing, replicas of an old feature discovery": {
			Node{Labels: map[string]string{"nvidia.com/gpu.replicas": "4"}, Resources: eight},
			[]Sharing{{Mode: TimeSlicing, Resources: gpus, Replicas: 4, Field: `metadata.labels["nvidia.com/gpu.replicas"]`, Value: "4"}},
		},
		"renamed": {
			Node{Resources: map[string]int64{"nvidia.com/gpu.shared": 80}, Field: "status.capacity"},
			[]Sharing{{Mode: TimeSlicing, Resources: []string{"nvidia.com/gpu.shared"}, Renamed: true,
				Field: `status.capacity["nvidia.com/gpu.shared"]`, Value: "80"}},
		},
		"MPS": {
			Node{Labels: map[string]string{"nvidia.com/gpu.sharing-strategy": "mps", "nvidia.com/gpu.replicas": "4"}, Resources: eight},
			[]Sharing{{Mode: MPS, Resources: gpus, Replicas: 4, Field: strategy, Value: "mps"}},
		},
		"MIG, single strategy": {
			Node{Labels: map[string]string{"nvidia.com/gpu.product": "NVIDIA-H100-MIG-1g.10gb", "nvidia.com/gpu.sharing-strategy": "none"}, Resources: eight},
			[]Sharing{{Mode: MIG, Resources: gpus, Field: `metadata.labels["nvidia.com/gpu.product"]`, Value: "NVIDIA-H100-MIG-1g.10gb"}},
		},
		"MIG, single strategy, time-sliced": {
			Node{Labels: map[string]string{"nvidia.com/gpu.product": "NVIDIA-H100-MIG-1g.10gb-SHARED", "nvidia.com/gpu.sharing-strategy": "time-slicing"}, Resources: eight},
			[]Sharing{{Mode: MIGShared, Resources: gpus, Field: strategy, Value: "time-slicing"}},
		},
		"MIG, mixed strategy, one profile shared, one GPU whole": {
			Node{
				Labels: with(h200, "nvidia.com/gpu.sharing-strategy", "none", "nvidia.com/mig-2g.35gb.replicas", "3"),
				Resources: map[string]int64{
					"nvidia.com/gpu": 4, "nvidia.com/mig-1g.18gb": 14, "nvidia.com/mig-2g.35gb": 6, "nvidia.com/mig-1c.3g.71gb": 3,
				},
				Field: "status.capacity",
			},
			[]Sharing{
				{Mode: Exclusive, Resources: gpus, MIGStrategy: "mixed", Field: strategy, Value: "none"},
				{Mode: MIGComputeInstances, Resources: []string{"nvidia.com/mig-1c.3g.71gb"}, MIGStrategy: "mixed",
					Field: `status.capacity["nvidia.com/mig-1c.3g.71gb"]`, Value: "3"},
				{Mode: MIG, Resources: []string{"nvidia.com/mig-1g.18gb"}, MIGStrategy: "mixed",
					Field: `status.capacity["nvidia.com/mig-1g.18gb"]`, Value: "14"},
				{Mode: MIGShared, Resources: []string{"nvidia.com/mig-2g.35gb"}, MIGStrategy: "mixed", Replicas: 3,
					Field: `metadata.labels["nvidia.com/mig-2g.35gb.replicas"]`, Value: "3"},
			},
		},
		"HAMi by annotation, although labelled as exclusive": {
			Node{
				Labels:      map[string]string{"nvidia.com/gpu.sharing-strategy": "none"},
				Annotations: map[string]string{"hami.io/node-nvidia-register": "GPU-1,10,81559,100"}, Resources: eight,
			},
			[]Sharing{{Mode: Software, Resources: gpus, Field: `metadata.annotations["hami.io/node-nvidia-register"]`, Value: "present"}},
		},
		"Volcano vGPU by resource": {
			Node{Resources: map[string]int64{"volcano.sh/vgpu-number": 20, "volcano.sh/vgpu-memory": 160000}, Field: "status.allocatable"},
			[]Sharing{{Mode: Software, Resources: []string{"volcano.sh/vgpu-memory", "volcano.sh/vgpu-number"},
				Field: `status.allocatable["volcano.sh/vgpu-memory"]`, Value: "160000"}},
		},
		"vGPU": {
			Node{Labels: map[string]string{"nvidia.com/vgpu.present": "true", "nvidia.com/gpu.sharing-strategy": "none"}, Resources: eight},
			[]Sharing{{Mode: VGPU, Resources: gpus, Field: `metadata.labels["nvidia.com/vgpu.present"]`, Value: "true"}},
		},
		"confidential": {
			Node{Labels: map[string]string{"nvidia.com/cc.mode.state": "on"}, Resources: map[string]int64{"nvidia.com/pgpu": 1}},
			[]Sharing{{Mode: Confidential, Resources: []string{"nvidia.com/pgpu"}, Field: `metadata.labels["nvidia.com/cc.mode.state"]`, Value: "on"}},
		},
		"confidential mode for development is not confidential": {
			Node{Labels: map[string]string{"nvidia.com/cc.mode.state": "devtools", "nvidia.com/gpu.sharing-strategy": "none"}, Resources: eight},
			[]Sharing{{Mode: Exclusive, Resources: gpus, Field: strategy, Value: "none"}},
		},
		"another vendor": {
			Node{Resources: map[string]int64{"amd.com/gpu": 8}, Field: "status.capacity"},
			[]Sharing{{Mode: Undetermined, Resources: []string{"amd.com/gpu"}, Field: `status.capacity["amd.com/gpu"]`, Value: "8"}},
		},
	}
	for name, test := range tests {
		if diff := cmp.Diff(test.want, test.node.Sharing()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestParsePluginConfig(t *testing.T) {
	tests := map[string]struct {
		text string
		want PluginConfig
		ok   bool
	}{
		"time-slicing": {
			"version: v1\nsharing:\n  timeSlicing:\n    renameByDefault: false\n    resources:\n    - name: nvidia.com/gpu\n      replicas: 10\n",
			PluginConfig{Sharing: []Sharing{{Mode: TimeSlicing, Resources: []string{"nvidia.com/gpu"}, Replicas: 10,
				Field: "sharing.timeSlicing.resources[0].replicas", Value: "10"}}}, true,
		},
		"renamed, refusing several, quoted number, bare name, JSON": {
			`{"version":"v1","sharing":{"timeSlicing":{"renameByDefault":true,"failRequestsGreaterThanOne":true,"resources":[{"name":"gpu","replicas":"4"}]}}}`,
			PluginConfig{Sharing: []Sharing{{Mode: TimeSlicing, Resources: []string{"nvidia.com/gpu.shared"}, Replicas: 4, Renamed: true,
				RefusesSeveral: true, Field: "sharing.timeSlicing.resources[0].replicas", Value: "4"}}}, true,
		},
		"MIG and flags, version left out": {
			"flags:\n  migStrategy: mixed\n  plugin:\n    deviceListStrategy: [envvar, cdi-cri]\n    passDeviceSpecs: true\n" +
				"sharing:\n  timeSlicing:\n    resources:\n    - {name: nvidia.com/mig-1g.10gb, replicas: 2}\n    - {name: nvidia.com/gpu, replicas: 1}\n",
			PluginConfig{MIGStrategy: "mixed", DeviceListStrategy: []string{"envvar", "cdi-cri"}, PassDeviceSpecs: true,
				Sharing: []Sharing{{Mode: MIGShared, Resources: []string{"nvidia.com/mig-1g.10gb"}, Replicas: 2, MIGStrategy: "mixed",
					Field: "sharing.timeSlicing.resources[0].replicas", Value: "2"}}}, true,
		},
		"MPS refuses several by default and wins": {
			"version: v1\nsharing:\n  mps:\n    resources: [{name: nvidia.com/gpu, replicas: 3}]\n  timeSlicing:\n    resources: [{name: nvidia.com/gpu, replicas: 9}]\n",
			PluginConfig{Sharing: []Sharing{{Mode: MPS, Resources: []string{"nvidia.com/gpu"}, Replicas: 3, RefusesSeveral: true,
				Field: "sharing.mps.resources[0].replicas", Value: "3"}}}, true,
		},
		"exclusive":             {"version: v1\nflags:\n  migStrategy: none\n", PluginConfig{MIGStrategy: "none"}, true},
		"wrong types":           {"version: v1\nsharing:\n  timeSlicing: [1]\n", PluginConfig{}, true},
		"another version":       {"version: v2\nsharing:\n  timeSlicing: {}\n", PluginConfig{}, false},
		"another configuration": {"flags:\n  verbose: true\nsharing: none\n", PluginConfig{}, false},
		"not YAML":              {"sharing: [", PluginConfig{}, false},
		"a list":                {"- sharing\n", PluginConfig{}, false},
		"empty":                 {"", PluginConfig{}, false},
	}
	for name, test := range tests {
		got, ok := ParsePluginConfig(test.text)
		if ok != test.ok {
			t.Errorf("%s: recognised %v, want %v", name, ok, test.ok)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestParseMIGConfig(t *testing.T) {
	got, ok := ParseMIGConfig("version: v1\nmig-configs:\n  all-disabled:\n  - devices: all\n    mig-enabled: false\n" +
		"  custom:\n  - devices: [0]\n    mig-devices: {1g.10gb: 2, \"1g.10gb+me\": 1, 3g.40gb: 0}\n  - devices: [1]\n    mig-devices: {1c.3g.40gb: 3, 1g.10gb: 7}\n  broken: yes\n")
	want := map[string][]string{"all-disabled": nil, "custom": {"1c.3g.40gb", "1g.10gb", "1g.10gb+me"}, "broken": nil}
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Errorf("recognised %v (-want +got):\n%s", ok, diff)
	}
	for _, text := range []string{"", "mig-configs: 3", "# mig-configs\n", "mig-configs: {"} {
		if got, ok := ParseMIGConfig(text); ok {
			t.Errorf("%q was read as %v", text, got)
		}
	}
}

func TestClaimSharing(t *testing.T) {
	parameters := func(kind string, sharing any) map[string]any {
		return map[string]any{"apiVersion": "resource.nvidia.com/v1beta1", "kind": kind, "sharing": sharing}
	}
	tests := map[string]struct {
		parameters map[string]any
		strategy   Mode
		ok         bool
	}{
		"time-slicing":        {parameters("GpuConfig", map[string]any{"strategy": "TimeSlicing"}), TimeSlicing, true},
		"MPS":                 {parameters("GpuConfig", map[string]any{"strategy": "MPS"}), MPS, true},
		"MIG time-sliced":     {parameters("MigDeviceConfig", map[string]any{"strategy": "TimeSlicing"}), MIGShared, true},
		"nothing said":        {parameters("GpuConfig", nil), 0, false},
		"another strategy":    {parameters("GpuConfig", map[string]any{"strategy": "Magic"}), 0, false},
		"another kind":        {parameters("ComputeDomainChannelConfig", map[string]any{"strategy": "MPS"}), 0, false},
		"another driver":      {map[string]any{"apiVersion": "resource.example.com/v1", "kind": "GpuConfig"}, 0, false},
		"nothing":             {nil, 0, false},
		"strategy not a text": {parameters("GpuConfig", map[string]any{"strategy": int64(3)}), 0, false},
	}
	for name, test := range tests {
		got, ok := ClaimSharing(test.parameters)
		if ok != test.ok || ok && (got.Mode != SharedClaim || got.Strategy != test.strategy || got.Isolates() != test.strategy) {
			t.Errorf("%s: got %+v, %v", name, got, ok)
		}
	}
	if mode := (Sharing{Mode: SharedClaim}).Isolates(); mode != SharedClaim {
		t.Errorf("a claim without a strategy isolates as %v", mode)
	}
}

func TestPublishedConfigurations(t *testing.T) {
	root := os.Getenv("BULKHEAD_CORPORA")
	if root == "" {
		root = filepath.Join("..", "..", "shared", "corpora")
	}
	text, err := os.ReadFile(filepath.Join(root, "manifests", "gpu-operator", "tests", "plugin-config.yaml"))
	if err != nil {
		t.Skipf("the corpora are not here: %v", err)
	}
	config, ok := ParsePluginConfig(string(text))
	if !ok || len(config.Sharing) != 1 || config.Sharing[0].Mode != TimeSlicing || config.Sharing[0].Replicas != 10 {
		t.Errorf("the GPU operator's example: %+v, %v", config, ok)
	}
}

func FuzzParsePluginConfig(f *testing.F) {
	f.Add("version: v1\nsharing:\n  timeSlicing:\n    resources:\n    - name: nvidia.com/gpu\n      replicas: 10\n")
	f.Add(`{"sharing":{"mps":{"resources":[{"name":"nvidia.com/gpu","replicas":"3"}]}}}`)
	f.Add("version: v1\nmig-configs:\n  a:\n  - mig-devices: {1g.10gb: 2}\n")
	f.Add("flags: &a {migStrategy: *a}")
	f.Fuzz(func(t *testing.T, text string) {
		config, _ := ParsePluginConfig(text)
		for _, sharing := range config.Sharing {
			if sharing.Replicas < 2 || len(sharing.Resources) != 1 {
				t.Errorf("%q yields %+v", text, sharing)
			}
		}
		ParseMIGConfig(text)
	})
}

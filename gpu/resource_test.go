package gpu

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestClassify(t *testing.T) {
	mig := func(profile string, renamed bool) Class {
		parsed, err := ParseMIGProfile(profile)
		if err != nil {
			t.Fatal(err)
		}
		return Class{Vendor: "NVIDIA", Kind: Partition, Profile: parsed, Renamed: renamed}
	}
	for name, want := range map[string]Class{
		"nvidia.com/gpu":                                    {Vendor: "NVIDIA", Kind: WholeDevice},
		"nvidia.com/gpu.shared":                             {Vendor: "NVIDIA", Kind: SharedDevice, Renamed: true},
		"nvidia.com/mig-1g.10gb":                            mig("1g.10gb", false),
		"nvidia.com/mig-1g.10gb.shared":                     mig("1g.10gb", true),
		"nvidia.com/mig-1g.10gb.me":                         mig("1g.10gb+me", false),
		"nvidia.com/mig-1c.3g.20gb":                         mig("1c.3g.20gb", false),
		"nvidia.com/gpumem":                                 {Vendor: "NVIDIA", Kind: MemorySlice},
		"nvidia.com/gpucores":                               {Vendor: "NVIDIA", Kind: ComputeSlice},
		"nvidia.com/priority":                               {Vendor: "NVIDIA", Kind: Hint},
		"nvidia.com/GH100_H200_141GB":                       {Vendor: "NVIDIA", Kind: Passthrough},
		"nvidia.com/GRID_A100-4C":                           {Vendor: "NVIDIA", Kind: VirtualGPU},
		"nvidia.com/NVIDIA_A16-2Q":                          {Vendor: "NVIDIA", Kind: VirtualGPU},
		"nvidia.com/nvswitch":                               {Vendor: "NVIDIA", Kind: Fabric},
		"nvidia.com/mig-nonsense":                           {Vendor: "NVIDIA", Kind: Other},
		"nvidia.com/gpu-small":                              {Vendor: "NVIDIA", Kind: Other},
		"nvidia.com/gpu-small.shared":                       {Vendor: "NVIDIA", Kind: SharedDevice, Renamed: true},
		"volcano.sh/vgpu-number":                            {Vendor: "NVIDIA", Kind: SoftwareSlice},
		"volcano.sh/gpu-memory":                             {Vendor: "NVIDIA", Kind: MemorySlice},
		"amd.com/gpu":                                       {Vendor: "AMD", Kind: WholeDevice},
		"gpu.intel.com/xe":                                  {Vendor: "Intel", Kind: WholeDevice},
		"habana.ai/gaudi":                                   {Vendor: "Intel", Kind: WholeDevice},
		"aws.amazon.com/neuroncore":                         {Vendor: "AWS", Kind: Partition},
		"google.com/tpu":                                    {Vendor: "Google", Kind: WholeDevice},
		"huawei.com/Ascend910B3":                            {Vendor: "Huawei", Kind: WholeDevice},
		"huawei.com/Ascend910B3-memory":                     {Vendor: "Huawei", Kind: MemorySlice},
		"huawei.com/Ascend910-8c":                           {Vendor: "Huawei", Kind: Partition},
		"iluvatar.ai/BI-V100-vgpu":                          {Vendor: "Iluvatar", Kind: SoftwareSlice},
		"iluvatar.ai/BI-V100.vMem":                          {Vendor: "Iluvatar", Kind: MemorySlice},
		"hygon.com/dcunum":                                  {Vendor: "Hygon", Kind: SoftwareSlice},
		"rdma/ib":                                           {Kind: Fabric},
		"rdma/hca_shared_devices_a":                         {Kind: Fabric},
		"vpc.amazonaws.com/efa":                             {Kind: Fabric},
		"deviceclass.resource.kubernetes.io/gpu.nvidia.com": {Vendor: "NVIDIA", Kind: WholeDevice},
	} {
		got, ok := Classify(name)
		if !ok {
			t.Errorf("%s is not known", name)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for _, name := range []string{"", "cpu", "memory", "hugepages-2Mi", "ephemeral-storage", "example.com/gpu", "nvidia.com/", "/gpu", "requests.nvidia.com/gpu", "deviceclass.resource.kubernetes.io/mine"} {
		if class, ok := Classify(name); ok {
			t.Errorf("%q is no accelerator, got %+v", name, class)
		}
	}
}

func TestClassTellsDevicesFromAmounts(t *testing.T) {
	for name, want := range map[string][2]bool{
		"nvidia.com/gpu": {true, false}, "nvidia.com/mig-1g.10gb": {true, false}, "nvidia.com/gpumem": {false, true},
		"volcano.sh/vgpu-number": {true, true}, "volcano.sh/vgpu-cores": {false, true}, "rdma/ib": {false, false}, "nvidia.com/priority": {false, false},
		"nvidia.com/pgpu": {true, false}, "nvidia.com/something": {true, false},
	} {
		class, _ := Classify(name)
		if got := [2]bool{class.Accelerator(), class.Software()}; got != want {
			t.Errorf("%s: accelerator, software = %v, want %v", name, got, want)
		}
	}
}

func TestEveryResourceHasAVendorOrIsAFabric(t *testing.T) {
	for name, kind := range resources {
		domain, _, _ := strings.Cut(name, "/")
		if vendors[domain] == "" && kind != Fabric {
			t.Errorf("%s: the domain has no vendor", name)
		}
		class, ok := Classify(name)
		if !ok || class.Kind != kind {
			t.Errorf("%s: classified as %v, %t", name, class, ok)
		}
	}
	if Kind(200).String() != "other" {
		t.Error("a kind that does not exist has a name as well")
	}
}

func TestClassifyDoesNotAllocate(t *testing.T) {
	names := []string{"cpu", "memory", "nvidia.com/gpu", "amd.com/gpu", "rdma/ib", "huawei.com/Ascend910B3", "nvidia.com/GRID_A100-4C"}
	if allocations := testing.AllocsPerRun(100, func() {
		for _, name := range names {
			Classify(name)
		}
	}); allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}

func FuzzClassify(f *testing.F) {
	for _, name := range []string{"nvidia.com/mig-1g.5gb.me.all", "nvidia.com/A-Q", "huawei.com/Ascend", "a/b/c"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		class, ok := Classify(name)
		if !ok && !cmp.Equal(class, Class{}) {
			t.Errorf("%q is not known but %+v", name, class)
		}
		if ok && class.Kind == Partition && strings.HasPrefix(name, "nvidia.com/") && class.Profile.Slices < 1 {
			t.Errorf("%q: a partition without a profile", name)
		}
	})
}

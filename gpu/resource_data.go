package gpu

// vendors are the domains of extended resources of device plugins for
// accelerators.
var vendors = map[string]string{
	"nvidia.com": "NVIDIA", "volcano.sh": "NVIDIA", "amd.com": "AMD", "gpu.intel.com": "Intel", "habana.ai": "Intel",
	"aws.amazon.com": "AWS", "google.com": "Google", "huawei.com": "Huawei", "metax-tech.com": "MetaX",
	"mthreads.com": "Moore Threads", "iluvatar.ai": "Iluvatar", "enflame.com": "Enflame", "cambricon.com": "Cambricon",
	"hygon.com": "Hygon", "kunlunxin.com": "Kunlunxin", "vastaitech.com": "VastaiTech", "birentech.com": "Biren",
	"qualcomm.com": "Qualcomm", "koordinator.sh": "NVIDIA", "aliyun.com": "NVIDIA", "tencent.com": "NVIDIA",
}

// resources are the extended resources whose names are fixed. Sources: the
// documentation and examples of the NVIDIA, AMD, Intel, Habana, Neuron, TPU and
// EFA device plugins, of HAMi (docs and examples) and of Volcano (docs/user-guide).
var resources = map[string]Kind{
	"nvidia.com/gpu": WholeDevice, "nvidia.com/gpu.shared": SharedDevice,
	"nvidia.com/gpumem": MemorySlice, "nvidia.com/gpumem-percentage": MemorySlice, "nvidia.com/gpucores": ComputeSlice,
	"nvidia.com/priority": Hint, "nvidia.com/pgpu": Passthrough, "nvidia.com/vgpu": VirtualGPU,
	"nvidia.com/nvswitch": Fabric, "nvidia.com/hostdev": Fabric,

	"volcano.sh/vgpu-number": SoftwareSlice, "volcano.sh/vgpu-memory": MemorySlice,
	"volcano.sh/vgpu-memory-percentage": MemorySlice, "volcano.sh/vgpu-cores": ComputeSlice,
	"volcano.sh/gpu-memory": MemorySlice, "volcano.sh/gpu-number": WholeDevice,
	"koordinator.sh/gpu": SoftwareSlice, "koordinator.sh/gpu.shared": SoftwareSlice, "koordinator.sh/gpu-core": ComputeSlice,
	"koordinator.sh/gpu-memory": MemorySlice, "koordinator.sh/gpu-memory-ratio": MemorySlice,
	"koordinator.sh/rdma": Fabric,
	"aliyun.com/gpu-mem":  MemorySlice, "aliyun.com/gpu-core.percentage": ComputeSlice,
	"tencent.com/vcuda-core": ComputeSlice, "tencent.com/vcuda-memory": MemorySlice,

	"amd.com/gpu": WholeDevice, "amd.com/gpumem": MemorySlice, "amd.com/gpucores": ComputeSlice,
	"gpu.intel.com/i915": WholeDevice, "gpu.intel.com/xe": WholeDevice,
	"gpu.intel.com/millicores": ComputeSlice, "gpu.intel.com/memory.max": MemorySlice, "gpu.intel.com/tiles": Hint,
	"habana.ai/gaudi": WholeDevice, "habana.ai/goya": WholeDevice,
	"aws.amazon.com/neuron": WholeDevice, "aws.amazon.com/neurondevice": WholeDevice, "aws.amazon.com/neuroncore": Partition,
	"google.com/tpu": WholeDevice, "qualcomm.com/qaic": WholeDevice,

	"metax-tech.com/gpu": WholeDevice, "metax-tech.com/sgpu": SoftwareSlice,
	"metax-tech.com/vcore": ComputeSlice, "metax-tech.com/vmemory": MemorySlice,
	"mthreads.com/gpu": WholeDevice, "mthreads.com/vgpu": SoftwareSlice,
	"mthreads.com/sgpu-core": ComputeSlice, "mthreads.com/sgpu-memory": MemorySlice,
	"iluvatar.ai/gpu": WholeDevice, "enflame.com/gcu": WholeDevice, "enflame.com/drs-gcu": Partition, "enflame.com/shared-gcu": SoftwareSlice,
	"enflame.com/gcu-memory": MemorySlice, "enflame.com/gcu-core": ComputeSlice,
	"cambricon.com/mlu": WholeDevice, "cambricon.com/vmlu": SoftwareSlice,
	"cambricon.com/mlu.smlu.vmemory": MemorySlice, "cambricon.com/mlu.smlu.vcore": ComputeSlice,
	"hygon.com/dcu": WholeDevice, "hygon.com/dcunum": SoftwareSlice, "hygon.com/dcumem": MemorySlice, "hygon.com/dcucores": ComputeSlice,
	"kunlunxin.com/xpu": WholeDevice, "kunlunxin.com/vxpu": SoftwareSlice, "kunlunxin.com/vxpu-memory": MemorySlice,
	"vastaitech.com/va": WholeDevice, "birentech.com/gpu": WholeDevice,

	"vpc.amazonaws.com/efa": Fabric, "openshift.io/mlnxnics": Fabric,
}

// resourceSuffixes are the extended resources whose names hold a model. The
// first that fits counts.
var resourceSuffixes = []struct {
	domain, prefix, suffix string
	kind                   Kind
}{
	{"huawei.com", "Ascend", "-memory", MemorySlice},
	{"huawei.com", "Ascend", "-core", ComputeSlice},
	{"huawei.com", "Ascend", "c", Partition}, // Ascend910-8c: a vNPU of eight cores
	{"huawei.com", "Ascend", "", WholeDevice},
	{"iluvatar.ai", "", "-vgpu", SoftwareSlice},
	{"iluvatar.ai", "", ".vMem", MemorySlice},
	{"iluvatar.ai", "", ".vCore", ComputeSlice},
	{"koordinator.sh", "gpu", "", Hint},
}

// deviceClasses are the DRA device classes that the drivers of NVIDIA, AMD,
// Intel and Google install.
var deviceClasses = map[string]Class{
	"gpu.nvidia.com":                            {Vendor: "NVIDIA", Kind: WholeDevice},
	"mig.nvidia.com":                            {Vendor: "NVIDIA", Kind: Partition},
	"vfio.gpu.nvidia.com":                       {Vendor: "NVIDIA", Kind: Passthrough},
	"compute-domain-daemon.nvidia.com":          {Vendor: "NVIDIA", Kind: Fabric},
	"compute-domain-default-channel.nvidia.com": {Vendor: "NVIDIA", Kind: Fabric},
	"gpu.amd.com":                               {Vendor: "AMD", Kind: WholeDevice},
	"gpu.intel.com":                             {Vendor: "Intel", Kind: WholeDevice},
	"tpu.google.com":                            {Vendor: "Google", Kind: WholeDevice},
}

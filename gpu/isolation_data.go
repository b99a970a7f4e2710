package gpu

var (
	sourcePlugin = Source{"NVIDIA device plugin, Shared Access to GPUs",
		"https://github.com/NVIDIA/k8s-device-plugin#shared-access-to-gpus"}
	sourceMPS = Source{"NVIDIA Multi-Process Service", "https://docs.nvidia.com/deploy/mps/index.html"}
	sourceMIG = Source{"NVIDIA Multi-Instance GPU User Guide",
		"https://docs.nvidia.com/datacenter/tesla/mig-user-guide/"}
	sourceInstances = Source{"NVIDIA CUPTI, Multi-Instance GPU",
		"https://docs.nvidia.com/cupti/special-configurations/special-configurations.html"}
	sourceKernel = Source{"NVIDIA open kernel modules, memory manager (scrub on free)",
		"https://github.com/NVIDIA/open-gpu-kernel-modules/blob/main/src/nvidia/src/kernel/gpu/mem_mgr/mem_mgr.c"}
	sourceBars = Source{"Behind Bars: A Side-Channel Attack on NVIDIA MIG Cache Partitioning, USENIX Security 2026",
		"https://www.usenix.org/conference/usenixsecurity26/presentation/gu-cheng"}
	sourceTunnels = Source{"TunneLs for Bootlegging: Reverse-Engineering GPU TLBs, ACM CCS 2023",
		"https://par.nsf.gov/biblio/10483707"}
	sourceTLB = Source{"A TLB-based covert channel on GPUs (MPS), IISc 2021",
		"https://etd.iisc.ac.in/handle/2005/6181"}
	sourceNVBleed = Source{"NVBleed: Covert and Side-Channel Attacks on NVIDIA Multi-GPU Interconnect, 2025",
		"https://arxiv.org/abs/2503.17847"}
	sourceReconfiguration = Source{"NVIDIA security bulletin 5821 (CVE-2026-24197)",
		"https://github.com/NVIDIA/product-security/tree/main/2026/5821"}
	sourceHAMi         = Source{"HAMi", "https://github.com/Project-HAMi/HAMi"}
	sourceConfidential = Source{"NVIDIA: Confidential Computing on H100 GPUs",
		"https://developer.nvidia.com/blog/confidential-computing-on-h100-gpus-for-secure-and-trustworthy-ai/"}
)

// What holds of memory contents after their owner is gone is the same wherever
// the Linux driver of the node manages the memory.
const residueDriver = "the open Linux kernel driver clears freed memory by default on Turing and later, so a new " +
	"process normally reads zeros; CUDA does not promise it, the registry key RMDisableScrubOnFree turns it off, and " +
	"on memory onlined to the system (Grace) it depends on clearing at allocation"

// isolations has one row for each mode, in the order of the constants.
//
// Two things are often said that this table does not say. Pods that share a
// GPU by time-slicing cannot simply read each other's memory: each process has
// its own GPU address space, enforced by the page tables of the GPU. And the
// memory that one leaves is not simply readable by the next: the driver clears
// it. What does hold is enough to keep tenants apart: no memory limit, one
// fault domain, shared caches, one kernel driver, and a vendor who promises
// neither memory nor fault isolation.
var isolations = [...]Isolation{
	Undetermined: {
		Mode:        Undetermined,
		Memory:      Property{Unstated, "unknown: nothing says how the GPU is shared"},
		Capacity:    Property{Unstated, "unknown"},
		Compute:     Property{Unstated, "unknown"},
		Fault:       Property{Unstated, "unknown"},
		SideChannel: Property{Unstated, "unknown"},
		Residue:     Property{Unstated, "unknown"},
		Verdict:     Undecided,
		Advice:      "find out how the GPUs are shared before tenants are placed on them",
	},
	Dedicated: {
		Mode:     Dedicated,
		Memory:   Property{Enforced, "page tables of the GPU for each process; no other tenant on the node"},
		Capacity: Property{Enforced, "the whole GPU"},
		Compute:  Property{Enforced, "dedicated"},
		Fault:    Property{Enforced, "a reset affects the owner only, or the peers of its NVLink domain"},
		SideChannel: Property{Partial, "none on the GPU; contention and counters of NVLink where other tenants " +
			"are in the same NVLink domain, shown even across virtual machines"},
		Residue: Property{Partial, residueDriver},
		Verdict: Suitable,
		Advice:  "suitable for tenants who do not trust each other",
		Score:   95,
		Sources: []Source{sourceKernel, sourceNVBleed},
	},
	Exclusive: {
		Mode:     Exclusive,
		Memory:   Property{Enforced, "page tables of the GPU for each process; one container for each GPU"},
		Capacity: Property{Enforced, "the whole GPU"},
		Compute:  Property{Partial, "the compute units are dedicated; PCIe, host CPU and driver are shared"},
		Fault:    Property{Partial, "driver errors and resets of the NVLink fabric can reach neighbours"},
		SideChannel: Property{Partial, "contention on PCIe and NVLink, utilisation metrics of neighbours; timing " +
			"over NVLink was shown to leak"},
		Residue: Property{Partial, residueDriver},
		Verdict: Acceptable,
		Advice:  "acceptable with a patched driver and container toolkit: the kernel driver is the boundary",
		Score:   80,
		Sources: []Source{sourceKernel, sourceNVBleed},
	},
	MIG: {
		Mode:     MIG,
		Memory:   Property{Enforced, "hardware partition: own memory slices, L2 banks and memory controllers"},
		Capacity: Property{Enforced, "the partition"},
		Compute:  Property{Enforced, "own compute units, and a share of the bandwidth"},
		Fault: Property{Enforced, "each instance on its own; unpatched drivers may corrupt data or hang while " +
			"partitions are reconfigured (CVE-2026-24197)"},
		SideChannel: Property{Partial, "reduced, not zero: memory barriers are felt across instances and betray " +
			"kernel launches, enough to learn about language model inference; TLB structures are shared"},
		Residue: Property{Partial, "creating and destroying partitions relies on the same driver clearing; no " +
			"document promises it"},
		Verdict: Guarded,
		Advice:  "the best sharing Kubernetes has; not for tenants who are hostile and process secrets",
		Score:   75,
		Sources: []Source{sourceMIG, sourceBars, sourceTunnels, sourceReconfiguration, sourceKernel},
	},
	MIGComputeInstances: {
		Mode:        MIGComputeInstances,
		Memory:      Property{Absent, "compute instances share the memory of their GPU instance; only processes are apart"},
		Capacity:    Property{Absent, "none inside the GPU instance"},
		Compute:     Property{Partial, "own compute units, shared memory bandwidth"},
		Fault:       Property{Absent, "none inside the GPU instance"},
		SideChannel: Property{Absent, "as on a shared GPU"},
		Residue:     Property{Partial, residueDriver},
		Verdict:     SameDomainOnly,
		Advice:      "only for pods of one tenant: one compute instance in each GPU instance separates tenants",
		Score:       20,
		Sources:     []Source{sourceInstances, sourceMIG, sourceKernel},
	},
	MIGShared: {
		Mode:        MIGShared,
		Memory:      Property{Absent, "a hardware partition between slices; inside a slice as with time-slicing"},
		Capacity:    Property{Absent, "the slice as a whole; nothing between the pods in it"},
		Compute:     Property{Partial, "the slice as a whole; equal time for the processes in it"},
		Fault:       Property{Absent, "none inside the slice"},
		SideChannel: Property{Absent, "inside the slice as with time-slicing, across slices as with MIG"},
		Residue:     Property{Partial, residueDriver},
		Verdict:     SameDomainOnly,
		Advice:      "only for pods of one tenant in each slice",
		Score:       20,
		Sources:     []Source{sourcePlugin, sourceMIG, sourceBars, sourceKernel},
	},
	TimeSlicing: {
		Mode: TimeSlicing,
		Memory: Property{Partial, "each process has its own GPU address space, so it cannot simply read a " +
			"neighbour's memory; there is no partition, and the vendor promises no memory isolation"},
		Capacity:    Property{Absent, "none: one pod can take all of the memory"},
		Compute:     Property{Absent, "equal time for every process, however many a pod starts; nothing is guaranteed"},
		Fault:       Property{Absent, "one fault domain: if one workload crashes, all may"},
		SideChannel: Property{Absent, "L2 cache, memory and scheduler are shared, and performance counters if opened to users"},
		Residue:     Property{Partial, residueDriver},
		Verdict:     SameDomainOnly,
		Advice:      "only for pods of one trust domain",
		Score:       20,
		Sources:     []Source{sourcePlugin, sourceKernel},
	},
	MPS: {
		Mode:     MPS,
		Memory:   Property{Partial, "since Volta each client owns its GPU address space; before, clients shared one"},
		Capacity: Property{Enforced, "the control daemon limits each client to an equal share of the memory"},
		Compute:  Property{Partial, "the control daemon limits the share of threads"},
		Fault:    Property{Absent, "limited: a fatal fault of one client takes down the clients on its GPU"},
		SideChannel: Property{Absent, "the closest neighbourhood of all: kernels run at the same time; a covert channel " +
			"through the TLB became 40 times faster with MPS"},
		Residue: Property{Partial, residueDriver},
		Verdict: SameDomainOnly,
		Advice:  "only for pods of one trust domain, who alone may reach the control pipe",
		Score:   25,
		Sources: []Source{sourceMPS, sourcePlugin, sourceTLB, sourceKernel},
	},
	VGPU: {
		Mode:        VGPU,
		Memory:      Property{Enforced, "a virtual machine, and a partition of the frame buffer"},
		Capacity:    Property{Enforced, "the profile of the vGPU"},
		Compute:     Property{Partial, "as the scheduling policy of the host says"},
		Fault:       Property{Enforced, "the virtual machine"},
		SideChannel: Property{Absent, "engines and caches are shared"},
		Residue:     Property{Partial, "cleared by the vGPU plugin of the host, according to the kernel driver's source"},
		Verdict:     Guarded,
		Advice:      "better than time-slicing between containers, because a virtual machine is between; engines are shared",
		Score:       55,
		Sources:     []Source{sourceKernel},
	},
	VGPUMIG: {
		Mode:        VGPUMIG,
		Memory:      Property{Enforced, "a virtual machine, and a hardware partition"},
		Capacity:    Property{Enforced, "the partition"},
		Compute:     Property{Enforced, "dedicated"},
		Fault:       Property{Enforced, "the virtual machine and the partition"},
		SideChannel: Property{Partial, "as with MIG"},
		Residue:     Property{Partial, "cleared by the vGPU plugin of the host, according to the kernel driver's source"},
		Verdict:     Acceptable,
		Advice:      "strong: virtual machines on hardware partitions",
		Score:       75,
		Sources:     []Source{sourceMIG, sourceBars, sourceTunnels, sourceKernel},
	},
	Software: {
		Mode:   Software,
		Memory: Property{Partial, "as with time-slicing: own address spaces, no partition, no promise"},
		Capacity: Property{Cooperative, "a library preloaded into the container; an environment variable, static linking " +
			"or a direct load of the driver library pass it by"},
		Compute:     Property{Cooperative, "by the same library"},
		Fault:       Property{Absent, "one fault domain"},
		SideChannel: Property{Absent, "as with time-slicing"},
		Residue:     Property{Partial, residueDriver},
		Verdict:     NotABoundary,
		Advice:      "not a security boundary: limits for cooperating pods of one trust domain",
		Score:       15,
		Sources:     []Source{sourceHAMi, sourceKernel},
	},
	SharedClaim: {
		Mode:        SharedClaim,
		Memory:      Property{Unstated, "as the strategy of the claim: time-slicing, MPS or MIG"},
		Capacity:    Property{Unstated, "as the strategy"},
		Compute:     Property{Unstated, "as the strategy"},
		Fault:       Property{Unstated, "as the strategy"},
		SideChannel: Property{Unstated, "as the strategy"},
		Residue:     Property{Unstated, "as the strategy"},
		Verdict:     Undecided,
		Advice:      "judge the claim by its configuration; a claim with adminAccess isolates nothing",
	},
	Confidential: {
		Mode: Confidential,
		Memory: Property{Enforced, "a confidential virtual machine, a firewall around the GPU memory and encrypted " +
			"transfers between both"},
		Capacity: Property{Enforced, "the whole GPU, on HGX boards all GPUs of the node, for one virtual machine"},
		Compute:  Property{Enforced, "dedicated"},
		Fault:    Property{Enforced, "the virtual machine"},
		SideChannel: Property{Unstated, "the host is kept out; what the vendor claims against side channels is not " +
			"stated here"},
		Residue: Property{Unstated, "not stated here"},
		Verdict: Suitable,
		Advice:  "the strongest protection from the operator of the infrastructure; worth nothing without attestation",
		Score:   95,
		Sources: []Source{sourceConfidential},
	},
}

package gpu

import "fmt"

// Mode is a way in which one GPU is handed out to pods.
type Mode uint8

// The modes. [IsolationOf] says what each keeps apart.
const (
	// Undetermined: nothing says how the GPU is shared.
	Undetermined Mode = iota
	// Dedicated: whole GPUs, on a node whose pods all belong to one trust
	// domain. Nothing on the node says so; whoever knows the pods decides.
	Dedicated
	// Exclusive: whole GPUs, one container each, on a node that several trust
	// domains may share.
	Exclusive
	// MIG: hardware partitions, each a GPU instance with one compute instance.
	MIG
	// MIGComputeInstances: hardware partitions that several compute instances
	// share.
	MIGComputeInstances
	// MIGShared: hardware partitions, each handed out to several pods by
	// time-slicing.
	MIGShared
	// TimeSlicing: the device plugin hands one GPU out to several pods.
	TimeSlicing
	// MPS: several pods run on one GPU at once through the Multi-Process
	// Service.
	MPS
	// VGPU: the node is a virtual machine with a time-sliced NVIDIA vGPU.
	VGPU
	// VGPUMIG: the node is a virtual machine with a vGPU backed by MIG.
	VGPUMIG
	// Software: limits enforced inside the container by a preloaded library
	// (HAMi, Volcano vGPU, GPU fractions).
	Software
	// SharedClaim: a DRA claim that several pods use. It isolates as the
	// strategy in its configuration does.
	SharedClaim
	// Confidential: the GPU is in confidential computing mode and belongs to
	// one confidential virtual machine.
	Confidential
)

var modeNames = [...]string{
	Undetermined: "undetermined", Dedicated: "dedicated", Exclusive: "exclusive", MIG: "mig",
	MIGComputeInstances: "mig-compute-instances", MIGShared: "mig-shared", TimeSlicing: "time-slicing", MPS: "mps",
	VGPU: "vgpu", VGPUMIG: "vgpu-mig", Software: "software", SharedClaim: "shared-claim", Confidential: "confidential",
}

// Modes lists every mode in the order of the constants.
func Modes() []Mode {
	modes := make([]Mode, len(modeNames))
	for i := range modes {
		modes[i] = Mode(i)
	}
	return modes
}

// String returns the stable name of the mode.
func (m Mode) String() string {
	if int(m) < len(modeNames) {
		return modeNames[m]
	}
	return fmt.Sprintf("mode(%d)", uint8(m))
}

// MarshalText implements [encoding.TextMarshaler].
func (m Mode) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (m *Mode) UnmarshalText(text []byte) error {
	for mode, name := range modeNames {
		if name == string(text) {
			*m = Mode(mode)
			return nil
		}
	}
	return fmt.Errorf("unknown GPU sharing mode %q", text)
}

// Shares reports whether the mode hands one device, or one partition, to
// several pods at the same time.
func (m Mode) Shares() bool {
	switch m {
	case MIGComputeInstances, MIGShared, TimeSlicing, MPS, Software, SharedClaim:
		return true
	}
	return false
}

// Sharing is one statement about how GPUs are shared: by a node, a device
// plugin configuration or a claim.
type Sharing struct {
	Mode Mode
	// Strategy is set with [SharedClaim]: the mode that the configuration of
	// the claim asks for, Undetermined when it asks for none.
	Strategy Mode
	// Resources are the extended resource names (or DRA device classes) that
	// pods ask for to get a GPU shared this way, sorted. Empty when the
	// statement does not say.
	Resources []string
	// Replicas is how many pods may hold one device at once; zero when unknown.
	Replicas int
	// MIGStrategy is none, single or mixed as given, or empty. With the single
	// strategy MIG devices are advertised as nvidia.com/gpu.
	MIGStrategy string
	// Renamed says that the shared resource has the suffix .shared, so that a
	// pod cannot get a shared GPU without asking for one.
	Renamed bool
	// RefusesSeveral says that a container which asks for more than one
	// replica is refused (failRequestsGreaterThanOne). Otherwise a tenant may
	// take several replicas of one GPU and believe to have several GPUs.
	RefusesSeveral bool
	// Field is the path of the field that makes the statement, inside the
	// object or configuration text that was read, and Value what stands there.
	Field, Value string
}

// Isolates returns the mode by which the sharing is to be judged: the strategy
// of a shared claim that has one, or else the mode.
func (s Sharing) Isolates() Mode {
	if s.Mode == SharedClaim && s.Strategy != Undetermined {
		return s.Strategy
	}
	return s.Mode
}

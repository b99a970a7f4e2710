package gpu

import "fmt"

// Isolation is what a sharing mode keeps apart between the pods on one GPU, or
// between the GPUs of one node. Each property says what holds in words; the
// words are the statement, the strength sums it up.
type Isolation struct {
	Mode Mode `json:"mode"`
	// Memory: can a pod address the GPU memory of another.
	Memory Property `json:"memory"`
	// Capacity: can a pod take the memory that another needs.
	Capacity Property `json:"capacity"`
	// Compute: can a pod take the compute time that another needs.
	Compute Property `json:"compute"`
	// Fault: does an error or crash of a pod stay with it.
	Fault Property `json:"fault"`
	// SideChannel: can a pod learn something about another from timing and
	// contention.
	SideChannel Property `json:"sideChannel"`
	// Residue: can a pod read what another left in memory.
	Residue Property `json:"residue"`
	// Verdict is for tenants who do not trust each other; Advice says it in
	// words.
	Verdict Verdict `json:"verdict"`
	Advice  string  `json:"advice"`
	// Score rates the mode from 0 (nothing known) to 100. It is Bulkhead's own
	// summary of the properties above: it orders the modes and has no unit.
	Score int `json:"score"`
	// Sources are what the statements rest on.
	Sources []Source `json:"sources"`
}

// Property is one kind of isolation.
type Property struct {
	Strength Strength `json:"strength"`
	Says     string   `json:"says"`
}

// Strength sums up a [Property].
type Strength uint8

// The strengths, from weakest to strongest.
const (
	// Unstated: no source states it; it must not be relied on.
	Unstated Strength = iota
	// Absent: it is known not to be isolated.
	Absent
	// Cooperative: isolated as long as the code inside the container plays
	// along.
	Cooperative
	// Partial: isolated in some respects, or by a default that nobody
	// guarantees.
	Partial
	// Enforced: isolated by the driver, the hypervisor or the hardware.
	Enforced
)

var strengthNames = [...]string{
	Unstated: "unstated", Absent: "absent", Cooperative: "cooperative", Partial: "partial", Enforced: "enforced",
}

// String returns the stable name of the strength.
func (s Strength) String() string {
	if int(s) < len(strengthNames) {
		return strengthNames[s]
	}
	return fmt.Sprintf("strength(%d)", uint8(s))
}

// MarshalText implements [encoding.TextMarshaler].
func (s Strength) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Verdict says whether tenants who do not trust each other may share GPUs in a
// mode.
type Verdict uint8

// The verdicts, from worst to best.
const (
	// Undecided: what is known does not suffice.
	Undecided Verdict = iota
	// NotABoundary: the limits are not meant to hold against an attacker.
	NotABoundary
	// SameDomainOnly: only pods of one trust domain may share.
	SameDomainOnly
	// Guarded: acceptable between tenants who are neither hostile to each
	// other nor process secrets.
	Guarded
	// Acceptable: acceptable with a patched driver and container toolkit.
	Acceptable
	// Suitable: suitable.
	Suitable
)

var verdictNames = [...]string{
	Undecided: "undecided", NotABoundary: "not-a-boundary", SameDomainOnly: "same-domain-only",
	Guarded: "guarded", Acceptable: "acceptable", Suitable: "suitable",
}

// String returns the stable name of the verdict.
func (v Verdict) String() string {
	if int(v) < len(verdictNames) {
		return verdictNames[v]
	}
	return fmt.Sprintf("verdict(%d)", uint8(v))
}

// MarshalText implements [encoding.TextMarshaler].
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// Separates reports whether the mode may be shared by different trust domains
// at all.
func (v Verdict) Separates() bool { return v >= Guarded }

// Source is a public document that a statement rests on.
type Source struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// IsolationOf returns what a mode keeps apart. A mode that is not known is
// judged as [Undetermined].
func IsolationOf(mode Mode) Isolation {
	if int(mode) >= len(isolations) {
		mode = Undetermined
	}
	return isolations[mode]
}

// Weakest returns the mode with the lowest isolation score, the first such in
// case of a tie: GPUs are as isolated as the worst way in which they are handed
// out. It is [Undetermined] when there is none.
func Weakest(modes ...Mode) Mode {
	if len(modes) == 0 {
		return Undetermined
	}
	weakest := modes[0]
	for _, mode := range modes[1:] {
		if IsolationOf(mode).Score < IsolationOf(weakest).Score {
			weakest = mode
		}
	}
	return weakest
}

package gpu

import (
	"strings"
	"testing"
)

func TestIsolationTableIsComplete(t *testing.T) {
	for _, mode := range Modes() {
		isolation := IsolationOf(mode)
		if isolation.Mode != mode {
			t.Errorf("the row of %v is that of %v", mode, isolation.Mode)
		}
		for name, property := range map[string]Property{
			"memory": isolation.Memory, "capacity": isolation.Capacity, "compute": isolation.Compute,
			"fault": isolation.Fault, "side channel": isolation.SideChannel, "residue": isolation.Residue,
		} {
			if property.Says == "" {
				t.Errorf("%v says nothing about %s", mode, name)
			}
		}
		if isolation.Advice == "" {
			t.Errorf("%v has no advice", mode)
		}
		judged := isolation.Verdict != Undecided
		if judged != (len(isolation.Sources) > 0) || judged != (isolation.Score > 0) {
			t.Errorf("%v: verdict %v with score %d and %d sources", mode, isolation.Verdict, isolation.Score, len(isolation.Sources))
		}
		for _, source := range isolation.Sources {
			if source.Title == "" || !strings.HasPrefix(source.URL, "https://") {
				t.Errorf("%v: source %+v", mode, source)
			}
		}
	}
}

// A better verdict never comes with a lower score, so that ordering by either
// gives the same answer to who may share.
func TestScoreFollowsVerdict(t *testing.T) {
	for _, a := range Modes() {
		for _, b := range Modes() {
			first, second := IsolationOf(a), IsolationOf(b)
			if first.Verdict.Separates() && !second.Verdict.Separates() && first.Score <= second.Score {
				t.Errorf("%v separates tenants with score %d, %v does not with %d", a, first.Score, b, second.Score)
			}
		}
	}
}

func TestModesThatShareDoNotSeparate(t *testing.T) {
	for _, mode := range Modes() {
		if mode.Shares() && IsolationOf(mode).Verdict.Separates() {
			t.Errorf("%v hands one device to several pods and yet separates tenants", mode)
		}
	}
}

// The table must not repeat the common claims that a time-sliced neighbour can
// read memory, or that MIG has no side channels.
func TestTimeSlicingIsDescribedTruthfully(t *testing.T) {
	slicing := IsolationOf(TimeSlicing)
	if slicing.Memory.Strength != Partial || !strings.Contains(slicing.Memory.Says, "own GPU address space") {
		t.Errorf("memory: %+v", slicing.Memory)
	}
	if slicing.Fault.Strength != Absent || slicing.Capacity.Strength != Absent {
		t.Errorf("fault %+v, capacity %+v", slicing.Fault, slicing.Capacity)
	}
	if IsolationOf(MIG).SideChannel.Strength == Enforced {
		t.Error("MIG is said to close side channels")
	}
}

func TestWeakest(t *testing.T) {
	tests := []struct {
		modes []Mode
		want  Mode
	}{
		{nil, Undetermined},
		{[]Mode{MIG}, MIG},
		{[]Mode{Exclusive, TimeSlicing, MIG}, TimeSlicing},
		{[]Mode{MPS, Software}, Software},
		{[]Mode{Exclusive, Undetermined}, Undetermined},
		{[]Mode{TimeSlicing, MIGShared}, TimeSlicing},
	}
	for _, test := range tests {
		if got := Weakest(test.modes...); got != test.want {
			t.Errorf("of %v: got %v, want %v", test.modes, got, test.want)
		}
	}
	if IsolationOf(Mode(200)).Mode != Undetermined {
		t.Error("a mode out of range is not undetermined")
	}
}

func TestNamesRoundTrip(t *testing.T) {
	for _, mode := range Modes() {
		text, _ := mode.MarshalText()
		var again Mode
		if err := again.UnmarshalText(text); err != nil || again != mode {
			t.Errorf("%v is read as %v, %v", mode, again, err)
		}
	}
	if err := new(Mode).UnmarshalText([]byte("half")); err == nil {
		t.Error("an unknown mode was accepted")
	}
	for _, text := range []string{Mode(99).String(), Strength(99).String(), Verdict(99).String()} {
		if !strings.HasSuffix(text, "(99)") {
			t.Errorf("out of range: %q", text)
		}
	}
}

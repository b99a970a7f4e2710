package gpu

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParseMIGProfile(t *testing.T) {
	tests := map[string]MIGProfile{
		"1g.10gb":        {Compute: 1, Slices: 1, MemoryGB: 10},
		"7g.141gb":       {Compute: 7, Slices: 7, MemoryGB: 141},
		"1c.3g.20gb":     {Compute: 1, Slices: 3, MemoryGB: 20},
		"1g.10gb+me":     {Compute: 1, Slices: 1, MemoryGB: 10, Attributes: []string{"me"}},
		"1g.24gb+me.all": {Compute: 1, Slices: 1, MemoryGB: 24, Attributes: []string{"me.all"}},
		"2g.48gb+gfx,me": {Compute: 2, Slices: 2, MemoryGB: 48, Attributes: []string{"gfx", "me"}},
		"1g.24gb-me":     {Compute: 1, Slices: 1, MemoryGB: 24, Without: []string{"me"}},
	}
	for text, want := range tests {
		got, err := ParseMIGProfile(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
		if got.String() != text {
			t.Errorf("%s is written %s", text, got)
		}
	}
}

func TestParseMIGProfileRefuses(t *testing.T) {
	for _, text := range []string{
		"", "1g", "10gb", "g.gb", "1g.10", "0g.10gb", "-1g.10gb", "01g.10gb", "+1g.10gb", "4c.3g.20gb", "1c.2c.3g.20gb",
		"1g.10gb+", "1g.10gb-", "1g.10gb+me,me", "1g.10gb+me,", "1g.10gb+9", "1g.10gb+.me", "1g.10gb+me.", "1g.10gb+m e",
		"1g.10gb+me-gfx", " 1g.10gb", "1g.10gb ", "99999999999999999999g.1gb", "gpu",
	} {
		if got, err := ParseMIGProfile(text); err == nil {
			t.Errorf("%q was read as %+v", text, got)
		}
	}
}

func TestParseMIGResource(t *testing.T) {
	tests := []struct {
		name, profile string
		shared, ok    bool
	}{
		{"nvidia.com/mig-1g.10gb", "1g.10gb", false, true},
		{"nvidia.com/mig-1g.10gb.shared", "1g.10gb", true, true},
		{"nvidia.com/mig-1g.10gb.me", "1g.10gb+me", false, true},
		{"nvidia.com/mig-1g.10gb.me.all.shared", "1g.10gb+me.all", true, true},
		{"nvidia.com/mig-1g.24gb-me", "1g.24gb-me", false, true},
		{"nvidia.com/gpu", "", false, false},
		{"nvidia.com/mig-", "", false, false},
		{"amd.com/mig-1g.10gb", "", false, false},
	}
	for _, test := range tests {
		profile, shared, ok := ParseMIGResource(test.name)
		if ok != test.ok || ok && (profile.String() != test.profile || shared != test.shared) {
			t.Errorf("%s: got %v, shared %v, ok %v", test.name, profile, shared, ok)
		}
	}
}

func TestMIGProfileRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		slices := rapid.IntRange(1, 8).Draw(t, "slices")
		profile := MIGProfile{
			Compute:  rapid.IntRange(1, slices).Draw(t, "compute"),
			Slices:   slices,
			MemoryGB: rapid.IntRange(1, 300).Draw(t, "memory"),
		}
		attributes := rapid.SampledFrom([][]string{nil, {"me"}, {"me.all"}, {"gfx"}}).Draw(t, "attributes")
		if rapid.Bool().Draw(t, "without") {
			profile.Without = attributes
		} else {
			profile.Attributes = attributes
		}
		got, err := ParseMIGProfile(profile.String())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(profile, got); diff != "" {
			t.Fatalf("by name (-want +got):\n%s", diff)
		}
		fromResource, shared, ok := ParseMIGResource(profile.Resource())
		if !ok || shared {
			t.Fatalf("%s was not read as a resource of its own", profile.Resource())
		}
		if diff := cmp.Diff(profile, fromResource); diff != "" {
			t.Fatalf("by resource (-want +got):\n%s", diff)
		}
	})
}

func FuzzParseMIGProfile(f *testing.F) {
	for _, text := range []string{"1g.10gb", "1c.3g.20gb", "1g.10gb+me", "1g.24gb-me", "g.gb+", "+-"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		profile, err := ParseMIGProfile(text)
		if err != nil {
			return
		}
		again, err := ParseMIGProfile(profile.String())
		if err != nil || cmp.Diff(profile, again) != "" {
			t.Fatalf("%q was read as %+v and written %q, which reads as %+v, %v", text, profile, profile, again, err)
		}
		if !strings.HasSuffix(strings.SplitN(profile.String(), "+", 2)[0], "gb") && len(profile.Without) == 0 {
			t.Fatalf("%q was read as %+v", text, profile)
		}
	})
}

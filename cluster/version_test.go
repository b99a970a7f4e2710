package cluster

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestParseVersion(t *testing.T) {
	for text, want := range map[string]string{
		"v0.9.1": "0.9.1", "0.9.1": "0.9.1", "25.06-py3": "25.6", "2.52.0-py311-gpu": "2.52.0", "v1.17.4-ubuntu20.04": "1.17.4",
		"v24.9.0": "24.9.0", "V2": "2", "1": "1", "3.11-slim": "3.11", "1.4.0rc2": "1.4.0-rc2", "v0.11.0rc1": "0.11.0-rc1",
		"2.0.0-alpha.1": "2.0.0-alpha.1", "0.9.1.dev123": "0.9.1-dev123", "1.2.3-beta": "1.2.3-beta", "1.2.3b4": "1.2.3-b4",
		"1.2.3-amd64": "1.2.3", "1.2.3-base": "1.2.3", "1.2.3-a": "1.2.3", "4.5.6.7": "4.5.6.7", "12.4.1-cudnn-devel-ubuntu22.04": "12.4.1",
		"v1.30.4+k3s1": "1.30.4", "0.9.1.post1": "0.9.1", "1.2.3.4.5": "1.2.3.4", "1-alpine": "1", "2024.1.0": "2024.1.0",
		"1.36.3-rc.0": "1.36.3-rc.0",
	} {
		got, ok := ParseVersion(text)
		if !ok || got.String() != want {
			t.Errorf("ParseVersion(%q) = %s, %t, want %s", text, got, ok, want)
		}
	}
	for _, text := range []string{
		"", "v", "latest", "main", "nightly", "py3", "cu124", "sha-abc1234", "7d0c5d2", "1234567890abcdef", "20250601", "123abc", "1a2b3c4d",
		"stable-1.2", "${TAG}", "-1", ".5", "9999999.1", "1.9999999", "vv1", "1.", "é1",
	} {
		if got, ok := ParseVersion(text); ok {
			t.Errorf("ParseVersion(%q) = %s, want none", text, got)
		}
	}
}

func TestVersionsInOrder(t *testing.T) {
	ordered := []string{"0.9", "0.9.1.dev3", "0.9.1a1", "0.9.1b1", "0.9.1rc2", "0.9.1-rc10", "0.9.1", "0.9.2", "0.10.0", "1", "1.0.0.1", "25.06-py3", "25.11", "2024.1"}
	for i, a := range ordered {
		for j, b := range ordered {
			first, _ := ParseVersion(a)
			second, _ := ParseVersion(b)
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			if got := first.Compare(second); got != want {
				t.Errorf("%s compared with %s: %d, want %d", a, b, got, want)
			}
			if first.Before(b) != (want < 0) {
				t.Errorf("%s before %s: %t", a, b, first.Before(b))
			}
		}
	}
	same, _ := ParseVersion("v1.0.0")
	if other, _ := ParseVersion("1-gpu"); same.Compare(other) != 0 {
		t.Error("parts that are not written are zero")
	}
}

func TestCompareIsAnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.StringMatching(`[0-3](\.[0-3]){0,3}((rc|a|b|-dev\.?)[0-9]{0,2})?`), 3, 3).Draw(t, "versions")
		var versions []Version
		for _, text := range texts {
			version, ok := ParseVersion(text)
			if !ok {
				t.Skip("not a version")
			}
			versions = append(versions, version)
		}
		slices.SortFunc(versions, Version.Compare)
		if versions[0].Compare(versions[1]) > 0 || versions[1].Compare(versions[2]) > 0 || versions[0].Compare(versions[2]) > 0 {
			t.Fatalf("not in order: %v", versions)
		}
	})
}

func FuzzParseVersion(f *testing.F) {
	for _, text := range []string{"v1.2.3-rc1", "99999999999999999999", "1..2", "1.é"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		version, ok := ParseVersion(text)
		if !ok {
			if version != (Version{}) {
				t.Errorf("%q is no version but %+v", text, version)
			}
			return
		}
		again, ok := ParseVersion(version.String())
		if !ok || again.Compare(version) != 0 {
			t.Errorf("%q is %s, read again %s", text, version, again)
		}
	})
}

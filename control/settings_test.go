package control

import "testing"

func TestPlatformNamespaces(t *testing.T) {
	t.Parallel()
	settings := &Settings{PlatformNamespaces: []string{"kube-system", "nvidia-*", "[a-b]-ops", "?dmin", "", `\*`, "[broken"}}
	for name, want := range map[string]bool{
		"kube-system": true, "kube-systems": false, "nvidia-dra": true, "nvidia": false,
		"a-ops": true, "c-ops": false, "admin": true, "dmin": false, "": true, "*": true, "team": false,
	} {
		if got := settings.IsPlatformNamespace(name); got != want {
			t.Errorf("IsPlatformNamespace(%q) = %t, want %t", name, got, want)
		}
	}
}

package control

import "testing"

func TestIsApprovedImage(t *testing.T) {
	t.Parallel()
	settings := &Settings{ApprovedRegistries: []string{
		"ghcr.io/example/**", "docker.io/library/python", "*.dkr.ecr.*.amazonaws.com/ml/**", "nvcr.io/nvidia/*", "[broken/**",
	}}
	for name, want := range map[string]bool{
		"ghcr.io/example/train":                               true,
		"ghcr.io/example/deep/er/train":                       true,
		"ghcr.io/example":                                     false,
		"ghcr.io/example-evil/train":                          false,
		"ghcr.io/other/train":                                 false,
		"docker.io/library/python":                            true,
		"docker.io/library/python3":                           false,
		"docker.io/evil/python":                               false,
		"1234.dkr.ecr.eu-west-1.amazonaws.com/ml/a/b":         true,
		"1234.dkr.ecr.eu-west-1.amazonaws.com/web/a":          false,
		"evil.example/x.dkr.ecr.eu-west-1.amazonaws.com/ml/a": false,
		"nvcr.io/nvidia/cuda":                                 true,
		"nvcr.io/nvidia/k8s/cuda":                             false,
		"":                                                    false,
	} {
		if got := settings.IsApprovedImage(name); got != want {
			t.Errorf("IsApprovedImage(%q) = %t, want %t", name, got, want)
		}
	}
	if new(Settings).IsApprovedImage("ghcr.io/example/train") {
		t.Error("nothing is approved by an organisation that has not said")
	}
}

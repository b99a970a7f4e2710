package cluster

import (
	"strings"
	"testing"
)

func TestParseImage(t *testing.T) {
	digest := "sha256:" + strings.Repeat("ab", 32)
	tests := []struct {
		reference string
		want      Image
	}{
		{"nginx", Image{"docker.io", "library/nginx", "", ""}},
		{"nginx:1.27", Image{"docker.io", "library/nginx", "1.27", ""}},
		{"vllm/vllm-openai:v0.9.1", Image{"docker.io", "vllm/vllm-openai", "v0.9.1", ""}},
		{"docker.io/nginx", Image{"docker.io", "library/nginx", "", ""}},
		{"index.docker.io/library/nginx", Image{"docker.io", "library/nginx", "", ""}},
		{"nvcr.io/nvidia/pytorch:25.06-py3", Image{"nvcr.io", "nvidia/pytorch", "25.06-py3", ""}},
		{"localhost/a", Image{"localhost", "a", "", ""}},
		{"localhost:5000/a:B-1_2.C", Image{"localhost:5000", "a", "B-1_2.C", ""}},
		{"registry:5000/a/b", Image{"registry:5000", "a/b", "", ""}},
		{"registry:5000", Image{"docker.io", "library/registry", "5000", ""}},
		{"Registry/a", Image{"Registry", "a", "", ""}},
		{"a@" + digest, Image{"docker.io", "library/a", "", digest}},
		{"x.y/a:1@" + digest, Image{"x.y", "a", "1", digest}},
		{" nginx ", Image{"docker.io", "library/nginx", "", ""}},
		{"", Image{}},
		{"[::1]:5000/a:t", Image{"[::1]:5000", "a", "t", ""}},
		{"$(IMAGE)", Image{"docker.io", "library/$(IMAGE)", "", ""}},
		{"@", Image{"docker.io", "", "", ""}},
		{":", Image{"docker.io", "", "", ""}},
		{"/", Image{"docker.io", "/", "", ""}},
	}
	for _, test := range tests {
		if got := ParseImage(test.reference); got != test.want {
			t.Errorf("ParseImage(%q) = %+v, want %+v", test.reference, got, test.want)
		}
	}
}

func TestImageNames(t *testing.T) {
	image := ParseImage("mirror.example:5000/dockerhub/vllm/vllm-openai:v0.9.1")
	if image.Name() != "mirror.example:5000/dockerhub/vllm/vllm-openai" || image.Base() != "vllm-openai" || image.Pinned() {
		t.Errorf("name %s, base %s", image.Name(), image.Base())
	}
	if !image.Is("vllm/vllm-openai") || image.Is("lm/vllm-openai") || image.Is("vllm") || !ParseImage("vllm/vllm-openai").Is("vllm/vllm-openai") {
		t.Error("Is compares whole parts of the repository")
	}
	if version, ok := image.Version(); !ok || version.String() != "0.9.1" {
		t.Errorf("version %v, %t", version, ok)
	}
	if image.String() != "mirror.example:5000/dockerhub/vllm/vllm-openai:v0.9.1" {
		t.Error(image.String())
	}
}

func FuzzParseImage(f *testing.F) {
	for _, reference := range []string{"a", "a:b@c", "x:1/y:2@z@w", "//", "a/b/c:", "@@", ":@", "\x00/\xff:é"} {
		f.Add(reference)
	}
	f.Fuzz(func(t *testing.T, reference string) {
		image := ParseImage(reference)
		if strings.TrimSpace(reference) == "" {
			if image != (Image{}) {
				t.Errorf("%q is no image: %+v", reference, image)
			}
			return
		}
		if image.Registry == "" {
			t.Errorf("%q: no registry", reference)
		}
		_, _ = image.Version()
		_ = image.Base()
		if again := ParseImage(image.String()); strings.Count(reference, "@") <= 1 && image.Repository != "" && !strings.ContainsAny(reference, " \t\r\n\v\f\u0085\u00a0") &&
			(again.Registry != image.Registry || again.Digest != image.Digest) {
			t.Errorf("%q is %+v, written out %+v", reference, image, again)
		}
	})
}

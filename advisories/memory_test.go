package advisories

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/bulkhead-dev/bulkhead/cluster"
)

func TestRememberedAnswersAreThose(t *testing.T) {
	for _, version := range []string{"v0.6.3", "v0.32.0", "latest"} {
		first, again := For("vllm", version), For("vllm", version)
		if diff := cmp.Diff(look("vllm", version), again, cmpopts.IgnoreUnexported(Result{})); diff != "" {
			t.Errorf("%s (-looked up +remembered):\n%s", version, diff)
		}
		if first.Fix() != again.Fix() || again.Fix() != first.findFix() {
			t.Errorf("%s: fixes %q, %q and %q", version, first.Fix(), again.Fix(), first.findFix())
		}
	}
}

func TestForImageAndForCopy(t *testing.T) {
	for _, test := range []struct {
		product, image string
		original, copy string // the versions; "-" for none
	}{
		{"vllm", "vllm/vllm-openai:v0.6.3", "v0.6.3", "v0.6.3"},
		{"vllm", "registry.corp.example/mirror/vllm-openai:v0.6.3", "-", "v0.6.3"},
		{"vllm", "registry.corp.example/mirror/vllm-openai:2025-05-27-v1", "-", "-"},
		{"vllm", "registry.corp.example/mirror/vllm-openai", "-", "-"},
		{"vllm", "lmcache/vllm-openai:v0.3.9", "-", "-"},
		{"vllm", "vllm/vllm-openai:latest", "", "-"},
		{"ray", "registry.corp.example/ml/ray:2.9.0-py310", "-", "2.9.0-py310"},
		{"nobody-knows", "vllm/vllm-openai:v0.6.3", "-", "-"},
	} {
		version := func(result Result, ok bool) string {
			if !ok {
				return "-"
			}
			return result.Version
		}
		image := cluster.ParseImage(test.image)
		if got := version(ForImage(test.product, image)); got != test.original {
			t.Errorf("%s in %s: got %q, want %q", test.product, test.image, got, test.original)
		}
		if got := version(ForCopy(test.product, image)); got != test.copy {
			t.Errorf("%s in a copy %s: got %q, want %q", test.product, test.image, got, test.copy)
		}
	}
}

func BenchmarkForImage(b *testing.B) {
	for _, image := range []string{"vllm/vllm-openai:v0.6.3", "registry.corp.example/shop/frontend:v1.2.3"} {
		b.Run(image, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				result, _ := ForImage("vllm", cluster.ParseImage(image))
				_ = result.Fix()
			}
		})
	}
}

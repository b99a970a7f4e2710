package advisories

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/bulkhead-dev/bulkhead/cluster"
)

func TestData(t *testing.T) {
	if _, err := time.Parse(time.DateOnly, Date()); err != nil || load().Schema != 1 {
		t.Errorf("date %q, schema %d", Date(), load().Schema)
	}
	seen := map[string]bool{}
	for _, product := range Products() {
		if seen[product.ID] || product.Name == "" || product.Parts < 2 || product.Parts > 4 {
			t.Errorf("product %+v", product)
		}
		seen[product.ID] = true
		for _, image := range product.Images {
			if image.Repository == "" || strings.Contains(image.Repository, ":") || !strings.Contains(image.Repository, "/") {
				t.Errorf("%s: image %+v", product.ID, image)
			}
		}
	}
	ids := map[string]bool{}
	for _, advisory := range All() {
		if ids[advisory.ID] {
			t.Errorf("%s is listed twice", advisory.ID)
		}
		ids[advisory.ID] = true
		checkAdvisory(t, advisory)
		for _, affects := range advisory.Affects {
			if !seen[affects.Product] {
				t.Errorf("%s: no product %q", advisory.ID, affects.Product)
			}
		}
	}
}

func checkAdvisory(t *testing.T, advisory Advisory) {
	t.Helper()
	if advisory.Summary == "" || len(advisory.Affects) == 0 || len(advisory.Sources) == 0 || advisory.CVSS < 0 || advisory.CVSS > 10 {
		t.Errorf("incomplete: %+v", advisory)
	}
	if advisory.Published != "" {
		if _, err := time.Parse(time.DateOnly, advisory.Published); err != nil || advisory.Published > Date() {
			t.Errorf("%s: published %q", advisory.ID, advisory.Published)
		}
	}
	if advisory.Basis != "" && advisory.Basis != "excerpt" {
		t.Errorf("%s: basis %q", advisory.ID, advisory.Basis)
	}
	for _, source := range advisory.Sources {
		if !strings.HasPrefix(source, "https://") {
			t.Errorf("%s: source %q", advisory.ID, source)
		}
	}
	for _, affects := range advisory.Affects {
		if (len(affects.Ranges) == 0) != (affects.Unfixed || affects.Unplaced) {
			t.Errorf("%s: %s has ranges, or says why not", advisory.ID, affects.Product)
		}
		for i, r := range affects.Ranges {
			checkRange(t, advisory.ID, r)
			if len(affects.Branches) > 0 && !slices.Contains(affects.Branches, parse(r.Introduced).Numbers[0]) {
				t.Errorf("%s: range %+v is of no branch", advisory.ID, r)
			}
			if i > 0 && parse(r.Introduced).Compare(parse(affects.Ranges[i-1].Fixed+affects.Ranges[i-1].LastAffected)) < 0 {
				t.Errorf("%s: ranges overlap: %+v", advisory.ID, affects.Ranges)
			}
		}
	}
}

func checkRange(t *testing.T, id string, r Range) {
	t.Helper()
	if (r.Fixed == "") == (r.LastAffected == "") {
		t.Errorf("%s: range %+v ends once", id, r)
	}
	for _, text := range []string{r.Introduced, r.Fixed, r.LastAffected} {
		if _, ok := cluster.ParseVersion(text); text != "" && !ok {
			t.Errorf("%s: %q is not a version", id, text)
		}
	}
	if r.Introduced != "" && parse(r.Introduced).Compare(parse(r.Fixed+r.LastAffected)) > 0 {
		t.Errorf("%s: range %+v ends before it starts", id, r)
	}
}

func TestFor(t *testing.T) {
	tests := []struct {
		product, version    string
		affected, undecided []string // some of those expected
		not                 []string
		fix                 string
	}{
		{product: "nvidia-container-toolkit", version: "v1.17.7-ubuntu20.04", affected: []string{"CVE-2025-23266", "CVE-2025-23267", "CVE-2026-24260"},
			not: []string{"CVE-2025-23359", "CVE-2024-0132"}, fix: "1.19.1"},
		{product: "nvidia-container-toolkit", version: "1.17.8", affected: []string{"CVE-2026-24260"}, not: []string{"CVE-2025-23266"}},
		{product: "nvidia-container-toolkit", version: "1.20.0"},
		{product: "nvidia-container-toolkit", version: "1.17.0", affected: []string{"CVE-2024-0135"}},
		{product: "nvidia-container-toolkit", version: "1.17.1", not: []string{"CVE-2024-0135", "CVE-2024-0136", "CVE-2024-0137"}, affected: []string{"CVE-2025-23359"}},
		{product: "nvidia-gpu-operator", version: "v25.3.1", affected: []string{"CVE-2025-23266"}, fix: "26.3.2"},
		{product: "nvidia-device-plugin", version: "v0.17.3"},
		// Several release branches.
		{product: "nvidia-driver", version: "580.95.05", affected: []string{"CVE-2026-24187"}, not: []string{"CVE-2025-23280"}, fix: "580.159.03"},
		{product: "nvidia-driver", version: "580.159.03"},
		{product: "nvidia-driver", version: "535.309.01", not: []string{"CVE-2026-24198"}}, // the bulletin is about R535, this entry is not
		{product: "nvidia-driver", version: "535.309.00", affected: []string{"CVE-2026-24187"}, not: []string{"CVE-2026-24198"}},
		{product: "nvidia-driver", version: "595.71.05"},
		{product: "nvidia-driver", version: "610.10.01"}, // newer than every fix
		{product: "nvidia-driver", version: "570.211.01", undecided: []string{"CVE-2026-24187"}, not: []string{"CVE-2025-33219"}, fix: "580.159.03"},
		{product: "nvidia-driver", version: "470.256.02", undecided: []string{"CVE-2026-24187", "CVE-2025-23244"}},
		{product: "nvidia-driver", version: "535", undecided: []string{"CVE-2026-24187"}},
		{product: "argo-workflows", version: "v3.6.11", affected: []string{"CVE-2025-62156", "CVE-2025-66626"}, fix: "3.7.15"},
		{product: "argo-workflows", version: "v3.7.3", affected: []string{"CVE-2025-66626", "CVE-2026-54526"}, not: []string{"CVE-2025-62156", "CVE-2025-62157"}, fix: "3.7.15"},
		{product: "argo-workflows", version: "3.7.15"},
		{product: "argo-workflows", version: "4.0.5", affected: []string{"CVE-2026-54526"}, not: []string{"CVE-2026-42296"}, fix: "4.0.6"},
		{product: "argo-workflows", version: "4.0.6"},
		{product: "argo-workflows", version: "v3.4.17-license-compliance", affected: []string{"CVE-2025-62156"}},
		{product: "vllm", version: "v0.11.0", affected: []string{"CVE-2026-27893", "CVE-2026-22778"}, not: []string{"CVE-2025-32444"}, fix: "0.32.0"},
		{product: "vllm", version: "0.32.0"},
		{product: "vllm", version: "0.18.0rc1", affected: []string{"CVE-2026-27893"}},
		{product: "vllm", version: "v0.32"},
		{product: "vllm", version: "0.8", undecided: []string{"CVE-2025-32444", "CVE-2026-22778"}, affected: []string{"CVE-2026-24779"}},
		{product: "ray", version: "2.51.0-py310-gpu", affected: []string{"CVE-2025-62593", "CVE-2026-27482"}, not: []string{"CVE-2023-48022", "CVE-2023-48023"}, fix: "2.54.0"},
		{product: "ray", version: "2.8.0", affected: []string{"CVE-2023-48023"}},
		{product: "ray", version: "2.55.1"},
		{product: "nvidia-triton", version: "25.07-py3", affected: []string{"CVE-2025-23316", "CVE-2026-24207", "CVE-2026-47627"}, not: []string{"CVE-2025-23319"}, fix: "26.06"},
		{product: "nvidia-triton", version: "26.06-vllm-python-py3"},
		{product: "sglang", version: "v0.5.12", affected: []string{"CVE-2026-93088", "CVE-2026-93034"}, not: []string{"CVE-2026-3059"}},
		{product: "sglang", version: "0.5.21", undecided: []string{"CVE-2026-93034"}},
		{product: "oauth2-proxy", version: "v7.14.3", affected: []string{"CVE-2026-34457"}, not: []string{"CVE-2025-54576"}, fix: "7.15.2"},
		{product: "dex", version: "v2.37.0", affected: []string{"CVE-2024-23656"}},
		{product: "dex", version: "v2.36.0", not: []string{"CVE-2024-23656"}},
		{product: "mlflow", version: "v3.9.0", affected: []string{"CVE-2026-2652"}, not: []string{"CVE-2026-2033"}},
		{product: "external-secrets", version: "v0.19.1", affected: []string{"CVE-2025-55196"}},
	}
	for _, test := range tests {
		name := test.product + " " + test.version
		result := For(test.product, test.version)
		if !result.Known {
			t.Errorf("%s: not read", name)
		}
		undecided := make([]string, len(result.Undecided))
		for i, match := range result.Undecided {
			undecided[i] = match.ID
		}
		for _, id := range test.affected {
			if !slices.Contains(result.IDs(), id) {
				t.Errorf("%s: want %s among %v", name, id, result.IDs())
			}
		}
		for _, id := range test.undecided {
			if !slices.Contains(undecided, id) {
				t.Errorf("%s: want %s undecided among %v", name, id, undecided)
			}
		}
		for _, id := range test.not {
			if slices.Contains(result.IDs(), id) || slices.Contains(undecided, id) {
				t.Errorf("%s: %s does not apply", name, id)
			}
		}
		if clean := len(test.affected)+len(test.undecided)+len(test.not) == 0; clean && !result.Clean() {
			t.Errorf("%s: want nothing, got %v and undecided %v", name, result.IDs(), undecided)
		}
		if fix := result.Fix(); test.fix != "" && fix != test.fix {
			t.Errorf("%s: fixed by %q, want %q", name, fix, test.fix)
		}
	}
}

// A tag that is not a version is not known, and never clean.
func TestTagsThatAreNoVersion(t *testing.T) {
	for _, tag := range []string{"", "latest", "nightly", "main", "stable", "v1", "2", "20231101", "2025-05-05-v1", "dummy", "0123abc", "sha-0a1b2c3", "cuda12"} {
		image := cluster.ParseImage("vllm/vllm-openai:" + tag)
		if tag == "" {
			image = cluster.ParseImage("vllm/vllm-openai@sha256:00")
		}
		results := MatchImage(image)
		if len(results) != 1 || results[0].Known || results[0].Clean() || len(results[0].Affected) != 0 {
			t.Errorf("%q: %+v", tag, results)
		}
		if len(results) == 1 && len(results[0].Unplaced) == 0 {
			t.Errorf("%q: what does not depend on the version is listed all the same", tag)
		}
	}
	if result := For("nobody-knows", "1.2.3"); result.Known || result.Clean() {
		t.Errorf("a product that is not in the data: %+v", result)
	}
}

func TestInImage(t *testing.T) {
	type installed struct{ Product, Version string }
	tests := map[string][]installed{
		"vllm/vllm-openai:v0.11.0":                                        {{"vllm", "v0.11.0"}},
		"registry.internal:5000/mirror/vllm/vllm-openai:v0.11.0@sha256:0": {{"vllm", "v0.11.0"}},
		"lmcache/vllm-openai:2025-05-05-v1":                               nil,
		"nvcr.io/nvidia/k8s/dcgm-exporter:4.6.0-4.8.3-distroless":         {{"nvidia-dcgm", "4.6.0-4.8.3-distroless"}, {"nvidia-dcgm-exporter", "4.8.3"}},
		"nvcr.io/nvidia/k8s/dcgm-exporter:latest":                         {{"nvidia-dcgm", ""}, {"nvidia-dcgm-exporter", ""}},
		"nvcr.io/nvidia/driver:580.95.05-ubuntu22.04":                     {{"nvidia-driver", "580.95.05-ubuntu22.04"}},
		"nvcr.io/nvidia/driver:535-5.15.0-78-generic-ubuntu22.04":         {{"nvidia-driver", "535-5.15.0-78-generic-ubuntu22.04"}},
		"quay.io/jupyter/minimal-notebook:lab-4.2.5":                      {{"jupyterlab", "4.2.5"}, {"jupyter-notebook", ""}},
		"nvcr.io/nvidia/tritonserver:25.07-py3":                           {{"nvidia-triton", "25.07-py3"}},
		"rayproject/ray":                                                  {{"ray", ""}},
		"nginx:1.25":                                                      nil,
		"":                                                                nil,
	}
	for reference, want := range tests {
		var got []installed
		for _, found := range InImage(cluster.ParseImage(reference)) {
			got = append(got, installed{found.Product.ID, found.Version})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", reference, diff)
		}
	}
	results := MatchImage(cluster.ParseImage("nvcr.io/nvidia/k8s/dcgm-exporter:4.5.1-4.8.3-ubuntu22.04"))
	if !slices.Contains(results[0].IDs(), "CVE-2026-47483") || !results[1].Clean() {
		t.Errorf("an old DCGM in a new exporter: %v, %v", results[0].IDs(), results[1].IDs())
	}
}

func TestResultIsOrdered(t *testing.T) {
	result := For("nvidia-triton", "24.03")
	scores := make([]float64, len(result.Affected))
	for i, match := range result.Affected {
		scores[i] = -match.CVSS
	}
	if !slices.IsSorted(scores) || result.Worst() != 9.8 {
		t.Errorf("worst first: %v, worst %v", scores, result.Worst())
	}
	if len(For("ray", "2.60.0").Unfixed) != 1 || For("ray", "2.60.0").Unfixed[0].Condition == "" {
		t.Error("what no version fixes is listed with its condition")
	}
	if result := For("nvidia-device-plugin", "0.17.2"); result.Affected[0].Condition == "" || result.Affected[0].FixedIn != "0.17.3" {
		t.Errorf("condition and fix: %+v", result.Affected[0])
	}
}

// What is said of a version given roughly holds for every version it stands for.
func TestRoughVersionsAreNeverWrong(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		product := rapid.SampledFrom(Products()).Draw(t, "product")
		pick := rapid.SampledFrom(append(boundaries(product.ID), "1.2.3", "4.5.6")).Draw(t, "near")
		version := parse(pick)
		version.Pre, version.Parts = "", product.Parts
		if product.Parts > 1 {
			version.Numbers[product.Parts-1] = max(0, version.Numbers[product.Parts-1]+rapid.IntRange(-2, 2).Draw(t, "off by"))
		}
		rough := version
		rough.Parts = rapid.IntRange(2, product.Parts).Draw(t, "parts")
		exact, given := For(product.ID, version.String()), For(product.ID, rough.String())
		if !exact.Known || !given.Known {
			t.Fatalf("%v or %v not read", version, rough)
		}
		for _, match := range given.Affected {
			if !slices.Contains(exact.IDs(), match.ID) {
				t.Fatalf("%s %v is affected by %s, %v is not", product.ID, rough, match.ID, version)
			}
		}
		for _, match := range exact.Affected {
			isThis := func(other Match) bool { return other.ID == match.ID }
			if !slices.ContainsFunc(given.Affected, isThis) && !slices.ContainsFunc(given.Undecided, isThis) {
				t.Fatalf("%s %v is affected by %s, %v is said not to be", product.ID, version, match.ID, rough)
			}
		}
		if fix := exact.Fix(); fix != "" && (!For(product.ID, fix).Clean() || parse(fix).Compare(version) < 0) {
			t.Fatalf("%s %v is not fixed by %s", product.ID, version, fix)
		}
	})
}

func boundaries(product string) []string {
	var all []string
	for _, advisory := range All() {
		for _, affects := range advisory.Affects {
			for _, r := range affects.Ranges {
				if affects.Product == product && r.Fixed != "" {
					all = append(all, r.Fixed)
				}
			}
		}
	}
	return all
}

func FuzzMatchImage(f *testing.F) {
	for _, text := range []string{"vllm/vllm-openai:v0.11.0", "nvidia/k8s/dcgm-exporter:1-2-3", "quay.io/jupyter/base-notebook:lab-", "rayproject/ray:99999.99999.99999.99999rc1", ":@/"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, result := range MatchImage(cluster.ParseImage(text)) {
			result.Fix()
			if !result.Known && (result.Clean() || len(result.Affected) > 0) {
				t.Errorf("%q: %+v", text, result)
			}
		}
	})
}

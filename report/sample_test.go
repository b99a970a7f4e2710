package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// sample is an invented result.
type sample struct {
	header   scan.Header
	findings []control.Finding
	result   scan.Result
}

// replay hands the sample to a handler.
func (s *sample) replay(t testing.TB, to scan.Handler) {
	t.Helper()
	if err := to.Begin(s.header); err != nil {
		t.Fatalf("Begin: %v", err)
	}
	for _, finding := range s.findings {
		if err := to.Finding(finding); err != nil {
			t.Fatalf("Finding: %v", err)
		}
	}
	if err := to.End(s.result); err != nil {
		t.Fatalf("End: %v", err)
	}
}

// render is the sample in one format.
func (s *sample) render(t testing.TB, format Format, options Options) string {
	t.Helper()
	var out strings.Builder
	s.replay(t, format.New(&out, options))
	return out.String()
}

// add appends a finding of the given control with what follows from it.
func (s *sample) add(id string, object cluster.ObjectRef, path, message string, refine ...func(*control.Finding)) {
	finding := control.Finding{
		Control: id, Title: id, Outcome: control.Failed, Severity: control.Medium, Object: object, Path: path, Message: message,
		Fingerprint: control.Fingerprint(id, object, path),
	}
	for _, c := range s.header.Controls {
		if c.ID == id {
			finding.Title, finding.Severity, finding.Fix, finding.Refs = c.Title, c.Severity, c.Fix, c.Refs.All()
		}
	}
	for _, change := range refine {
		change(&finding)
	}
	s.findings = append(s.findings, finding)
}

// close counts the findings the way a scan does.
func (s *sample) close() *sample {
	summary := &s.result.Summary
	summary.Failed = map[control.Severity]int{}
	for _, severity := range control.Severities() {
		summary.Failed[severity] = 0
	}
	for i := range s.findings {
		switch finding := &s.findings[i]; classify(finding) {
		case failed:
			summary.Failed[finding.Severity]++
		case unknown:
			summary.Unknown++
		case waived:
			summary.Waived++
		case known:
			summary.Known++
		}
	}
	for _, notice := range s.result.Coverage.Notices {
		s.result.Coverage.Incomplete = s.result.Coverage.Incomplete || notice.Reason.Incomplete()
	}
	return s
}

func at(file string, line, column int) func(*control.Finding) {
	return func(f *control.Finding) { f.Location = &cluster.Location{File: file, Line: line, Column: column} }
}

func in(container string) func(*control.Finding) {
	return func(f *control.Finding) { f.Container = container }
}

func because(kind, namespace, name, path, value string) func(*control.Finding) {
	return func(f *control.Finding) {
		f.Evidence = append(f.Evidence, control.Evidence{
			Object: &cluster.ObjectRef{APIVersion: "v1", Kind: kind, Namespace: namespace, Name: name}, Path: path, Value: value,
		})
	}
}

func answerUnknown(f *control.Finding) { f.Outcome = control.Unknown }
func forWantOf(facts string) func(*control.Finding) {
	return func(f *control.Finding) { f.Outcome, f.Missing = control.Unknown, facts }
}
func inBaseline(f *control.Finding) { f.Known = true }
func byShape(f *control.Finding)    { f.Confidence = "structural" }

func ref(apiVersion, kind, namespace, name string) cluster.ObjectRef {
	return cluster.ObjectRef{APIVersion: apiVersion, Kind: kind, Namespace: namespace, Name: name}
}

// platform is a result as a scan of two teams' manifests gives it.
func platform() *sample {
	s := &sample{header: scan.Header{Version: "0.1.0", Inputs: []string{"examples/platform"}, Controls: platformControls()}}
	notebook := ref("kubeflow.org/v1", "Notebook", "team-red", "jupyter")
	ray := ref("ray.io/v1", "RayCluster", "team-blue", "training")
	vllm := ref("apps/v1", "Deployment", "team-blue", "llama-3-70b")
	s.add("gpu-visible-devices-env", notebook, "spec.template.spec.containers[0].env[2].value",
		"container jupyter sets NVIDIA_VISIBLE_DEVICES=all", at("team-red/notebook.yaml", 31, 20), in("jupyter"))
	s.add("gpu-visible-devices-env", ray, "spec.workerGroupSpecs[0].template.spec.containers[0].env[0].value",
		"container ray-worker sets NVIDIA_VISIBLE_DEVICES=0,1", at("team-blue/raycluster.yaml", 74, 22), in("ray-worker"))
	s.add("inference-ray-dashboard-exposed", ray, "spec.headGroupSpec",
		"the Ray dashboard on port 8265 takes jobs from anyone who reaches it", at("team-blue/raycluster.yaml", 12, 3),
		because("Service", "team-blue", "training-head", "spec.type", "LoadBalancer"),
		because("NetworkPolicy", "team-blue", "allow-all", "spec.ingress[0]", "{}"))
	for i := range 24 {
		pod := ref("batch/v1", "Job", "team-red", fmt.Sprintf("sweep-%02d", i))
		s.add("pss-privileged", pod, "spec.template.spec.containers[0].securityContext.privileged",
			"container train is privileged", at("team-red/sweep.yaml", 24+40*i, 23), in("train"))
	}
	s.add("pss-privileged", ref("example.com/v1", "Trainer", "team-red", "custom"), "spec.pod.spec.containers[0].securityContext.privileged",
		"container main is privileged", at("team-red/custom.yaml", 18, 25), in("main"), byShape)
	s.add("image-not-pinned", vllm, "spec.template.spec.containers[0].image",
		"image vllm/vllm-openai:latest has no digest", at("team-blue/vllm.yaml", 27, 18), in("server"))
	s.add("image-not-pinned", ray, "spec.headGroupSpec.template.spec.containers[0].image",
		"image rayproject/ray:2.41.0 has no digest", in("ray-head"), inBaseline)
	s.add("pss-run-as-root", vllm, "spec.template.spec.securityContext", "container server may run as root",
		at("team-blue/vllm.yaml", 22, 7), in("server"), func(f *control.Finding) {
			f.Waiver = &control.WaiverRef{Owner: "team-blue", Reason: "the image needs root until release 0.9", Until: "2027-03-31", Source: "annotation bulkhead.dev/waive"}
		})
	s.add("network-default-deny", ref("v1", "Namespace", "", "team-red"), "", "3 subjects not judged: the input does not have the network policies of namespace team-red", forWantOf("network policies"))
	s.add("network-default-deny", ref("v1", "Namespace", "", "team-blue"), "", "1 subject not judged: the input does not have the network policies of namespace team-blue", forWantOf("network policies"))
	s.add("gpu-time-slicing-shared", ref("v1", "Namespace", "", "team-red"), "", "2 subjects not judged: the input does not have the GPU nodes and their sharing", forWantOf("GPU nodes and their sharing"))
	s.add("gpu-visible-devices-env", vllm, "spec.template.spec.containers[0].env[1].valueFrom",
		"container server takes NVIDIA_VISIBLE_DEVICES from elsewhere", at("team-blue/vllm.yaml", 40, 13), in("server"), answerUnknown)
	s.add("waiver-expired", notebook, `metadata.annotations["bulkhead.dev/waive"]`, "waiver of pss-privileged (owner team-red): expired on 2026-06-30",
		at("team-red/notebook.yaml", 7, 5))
	s.result = scan.Result{
		Summary: scan.Summary{
			Subjects: scan.Outcomes{Passed: 411, Failed: 31, Unknown: 7, NotApplicable: 902},
			Controls: map[string]scan.Outcomes{
				"gpu-visible-devices-env": {Passed: 29, Failed: 2, Unknown: 1}, "inference-ray-dashboard-exposed": {Failed: 1},
				"pss-privileged": {Passed: 7, Failed: 25}, "image-not-pinned": {Failed: 2, Passed: 30}, "pss-run-as-root": {Failed: 1, Passed: 31},
				"network-default-deny": {Unknown: 4}, "gpu-time-slicing-shared": {Unknown: 2}, "gpu-mig-profile": {NotApplicable: 32},
				"pss-host-network": {Passed: 32},
			},
		},
		Coverage: scan.Coverage{
			Files: 17, Bytes: 48_211, Documents: 63, Objects: 58,
			Kinds: map[string]int{"Job.batch": 24, "Notebook.kubeflow.org": 1, "RayCluster.ray.io": 1, "Deployment.apps": 3, "Trainer.example.com": 1},
			Pods:  scan.PodCoverage{Total: 32, InCustomResources: 5, Structural: 1}, NotUnderstood: map[string]int{"Trainer.example.com": 1, "Widget.example.com": 3},
			Definitions: []scan.Definition{{Group: "ray.io", Kind: "RayCluster", Versions: []string{"v1", "v1alpha1"}, Location: cluster.Location{File: "crds/ray.yaml", Line: 1, Column: 1}}},
			Notices: []scan.Notice{
				{Reason: scan.Configuration, Location: cluster.Location{File: "kustomization.yaml"}, Detail: "read by kustomize, not by a cluster"},
				{Reason: scan.Empty, Location: cluster.Location{File: "empty.yaml"}, Detail: "no document"},
				{Reason: scan.NotKubernetes, Location: cluster.Location{File: "values.yaml", Line: 1, Column: 1}, Detail: "no apiVersion and kind"},
				{Reason: scan.DuplicateKey, Location: cluster.Location{File: "team-red/notebook.yaml", Line: 44, Column: 9}, Detail: `key "image" stands twice; the last one counts`},
				{Reason: scan.Template, Location: cluster.Location{File: "chart/templates/deployment.yaml"}, Detail: "a Helm template: scan the chart folder, so that it is rendered"},
				{Reason: scan.Broken, Location: cluster.Location{File: "team-blue/broken.yaml", Line: 9, Column: 3}, Detail: "found a tab where indentation is expected: write blanks"},
			},
			Missing: []scan.MissingFact{{Facts: "network policies", Subjects: 4}, {Facts: "GPU nodes and their sharing", Subjects: 2}},
		},
	}
	return s.close()
}

func platformControls() []*control.Control {
	return []*control.Control{
		{
			ID: "gpu-mig-profile", Title: "MIG profile is not known", Severity: control.Low, Why: "It is a sample.", Fix: "Change it.",
			Refs: control.Refs{NIST: []string{"SC-4"}},
		},
		{
			ID: "gpu-time-slicing-shared", Title: "Time-sliced GPU is shared between trust domains", Severity: control.High,
			Why: "Time slicing shares the memory of a GPU between pods without isolating their faults.", Fix: "Use MIG, or whole GPUs, between trust domains.",
			Refs: control.Refs{NIST: []string{"SC-4"}},
		},
		{
			ID: "gpu-visible-devices-env", Title: "Pod selects GPUs through NVIDIA_VISIBLE_DEVICES", Severity: control.Critical,
			Why: "The NVIDIA container toolkit by default honours the variable from any container. A pod that sets it on a GPU node gets the GPUs it names without asking for nvidia.com/gpu: past the scheduler, past the quota, and onto GPUs that belong to other tenants.",
			Fix: `Remove the variable and request the GPU: resources.limits["nvidia.com/gpu"] or a ResourceClaim. A CUDA image that needs no GPU sets it to "void".`,
			Refs: control.Refs{
				ATTACK: []string{"T1611", "T1496.001"}, ATLAS: []string{"AML.T0034"}, NIST: []string{"SC-4", "800-190:4.4"},
				CVE: []string{"CVE-2024-0132"}, URLs: []string{"https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/"},
			},
		},
		{
			ID: "image-not-pinned", Title: "Image is not pinned to a digest", Severity: control.Medium,
			Why: "A tag can be moved to another image after review.", Fix: "Write the image with its digest: repository@sha256:....",
			Refs: control.Refs{CIS: []string{"5.5.1"}, NIST: []string{"800-190:4.1"}},
		},
		{
			ID: "inference-ray-dashboard-exposed", Title: "Ray dashboard can be reached from outside its namespace", Severity: control.Critical,
			Why: "Ray has no authentication: whoever reaches the dashboard runs code in the cluster.", Fix: "Select the head pod with a NetworkPolicy that admits only the namespace, and make the Service ClusterIP.",
			Refs: control.Refs{ATTACK: []string{"T1133"}, OWASP: []string{"LLM03:2025"}},
		},
		{
			ID: "network-default-deny", Title: "Namespace admits traffic from everywhere", Severity: control.Medium,
			Why: "Without a policy every pod of the cluster reaches every other.", Fix: "Add a NetworkPolicy that selects all pods and admits nothing.",
			Refs: control.Refs{CIS: []string{"5.3.2"}},
		},
		{
			ID: "pss-host-network", Title: "Pod uses the network of the node", Severity: control.High, Why: "It is a sample.", Fix: "Remove hostNetwork.",
			Refs: control.Refs{PSS: []string{"baseline"}},
		},
		{
			ID: "pss-privileged", Title: "Container is privileged", Severity: control.High,
			Why: "A privileged container has every device and every capability of the node.", Fix: "Remove securityContext.privileged, and add the one capability that is needed.",
			Refs: control.Refs{PSS: []string{"baseline"}, CIS: []string{"5.2.2"}, ATTACK: []string{"T1611"}},
		},
		{
			ID: "pss-run-as-root", Title: "Container may run as root", Severity: control.Medium, Why: "Root in a container is root for whatever the kernel does not separate.",
			Fix: "Set runAsNonRoot.", Refs: control.Refs{PSS: []string{"restricted"}},
		},
	}
}

// hostileTexts are what nobody would name an object, but an attacker.
var hostileTexts = []string{
	"\x1b[2J\x1b]8;;http://evil.example\x07click\x1b]8;;\x07",
	"a\r\n::error::forged\r\nb",
	"]]><script>alert(1)</script>",
	`"><img src=x onerror=alert(1)>`,
	"x|y|z \\| `code` ```",
	"%0A::set-output name=a::b %25",
	"\u202egnp.exe\u202c \u2066isolated\u2069 zero\u200bwidth\u00a0blank \ufeff",
	"[click](http://evil.example) ![i](http://evil.example/i.png) {0} {{x}}",
	"@everyone #1 GH-2 https://evil.example www.evil.example",
	"javascript:alert(1)",
	"{{.Secret}} ${HOME} $(id)",
	"名前はとても長い🚀ﷺ é e\u0301 " + strings.Repeat("x", 400),
	"\x00\x01\x7f\u0080\u009b31m\u2028\u2029\U000e0041",
	"--- \n- apiVersion: v1\n  kind: Secret",
	"",
	" ",
}

// hostile is a result in which every text is one of an attacker.
func hostile() *sample {
	s := &sample{header: scan.Header{Version: hostileTexts[0], Inputs: hostileTexts}}
	for i, text := range hostileTexts {
		s.header.Controls = append(s.header.Controls, &control.Control{
			ID: fmt.Sprintf("%d%s", i, text), Title: text, Severity: control.Severity(1 + i%5), Why: text, Fix: text,
			Refs: control.Refs{ATTACK: []string{text}, CVE: []string{"CVE-" + text}, URLs: []string{text, "https://example.com/" + text}},
		})
	}
	text := func(i int) string { return hostileTexts[i%len(hostileTexts)] }
	for i := range 3 * len(hostileTexts) {
		object := ref(text(i+1), text(i+2), text(i+3), text(i+4))
		s.add(fmt.Sprintf("%d%s", i%len(hostileTexts), text(i)), object, text(i+5), text(i+6), at(text(i+7), i, i), in(text(i+8)),
			because(text(i+9), text(i), text(i+1), text(i+2), text(i+3)))
		finding := &s.findings[len(s.findings)-1]
		finding.Refs = []string{text(i + 4), text(i + 5)}
		switch i % 7 {
		case 1:
			finding.Waiver = &control.WaiverRef{Owner: text(i), Reason: text(i + 1), Until: text(i + 2), Source: text(i + 3)}
		case 2:
			finding.Known = true
		case 3:
			finding.Outcome = control.Unknown
		case 4:
			finding.Location = nil
		case 5:
			finding.Outcome, finding.Object = control.Unknown, ref("v1", "Namespace", "", text(i))
			finding.Missing = text(i+1) + "."
		case 6:
			finding.Object, finding.Control = cluster.ObjectRef{}, "unknown-to-the-catalogue"+text(i)
		}
	}
	s.result.Summary.Controls = map[string]scan.Outcomes{}
	coverage := &s.result.Coverage
	coverage.Kinds, coverage.NotUnderstood = map[string]int{}, map[string]int{}
	for i, text := range hostileTexts {
		s.result.Summary.Controls[fmt.Sprintf("%d%s", i, text)] = scan.Outcomes{Passed: i, Failed: 2 * i}
		coverage.Kinds[text], coverage.NotUnderstood[text] = i, i
		coverage.Definitions = append(coverage.Definitions, scan.Definition{Group: text, Kind: text, Location: cluster.Location{File: text}})
		coverage.Notices = append(coverage.Notices,
			scan.Notice{Reason: scan.Broken, Location: cluster.Location{File: text, Line: i}, Detail: text},
			scan.Notice{Reason: scan.Reason("x" + text), Location: cluster.Location{File: text, Line: i}, Detail: text})
		coverage.Missing = append(coverage.Missing, scan.MissingFact{Facts: text, Subjects: i})
	}
	return s.close()
}

// clean is a result without findings.
func clean() *sample {
	s := &sample{header: scan.Header{Version: "0.1.0", Inputs: []string{"-"}, Controls: platformControls()}}
	s.result.Summary.Subjects.Passed = 3
	s.result.Summary.Controls = map[string]scan.Outcomes{"pss-privileged": {Passed: 3}}
	s.result.Coverage = scan.Coverage{Files: 1, Bytes: 900, Documents: 3, Objects: 3, Kinds: map[string]int{"Pod": 3}, Pods: scan.PodCoverage{Total: 3}}
	return s.close()
}

var samples = map[string]func() *sample{"platform": platform, "hostile": hostile, "clean": clean}

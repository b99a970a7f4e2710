package pss_test

import (
	"testing"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/controls/pss"
)

// BenchmarkPod judges one pod with every check of the Pod Security Standards: a
// pod that is fit for the restricted level, and one that says nothing.
func BenchmarkPod(b *testing.B) {
	restricted := map[string]any{
		"allowPrivilegeEscalation": false, "runAsNonRoot": true, "capabilities": map[string]any{"drop": []any{"ALL"}},
		"seccompProfile": map[string]any{"type": "RuntimeDefault"},
	}
	for _, example := range []struct {
		name     string
		security any
	}{{"restricted", restricted}, {"silent", nil}} {
		b.Run(example.name, func(b *testing.B) {
			container := func(name string) any { return map[string]any{"name": name, "securityContext": example.security} }
			pod := cluster.Locate(cluster.NewObject(map[string]any{
				"apiVersion": "v1", "kind": "Pod", "metadata": map[string]any{"labels": map[string]any{"app": "serve"}},
				"spec": map[string]any{"containers": []any{container("serve"), container("proxy")}},
			}, cluster.Origin{})).Pods[0]
			pass := control.Pass{Object: pod.Object, Pod: pod, Settings: control.DefaultSettings()}
			b.ReportAllocs()
			for b.Loop() {
				findings := 0
				for _, c := range pss.Family.Controls() {
					if c.Judges.Pods {
						_, answers := pass.Judge(c)
						findings += len(answers)
					}
				}
				b.ReportMetric(float64(findings), "findings")
			}
		})
	}
}

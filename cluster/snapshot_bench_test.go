package cluster

import (
	"fmt"
	"runtime"
	"testing"
)

// benchmarkWorld is a cluster of pods in one namespace for every perNamespace
// of them. Every ten pods share a label that one Service and one NetworkPolicy
// select; each namespace denies by default.
func benchmarkWorld(pods, perNamespace int) []map[string]any {
	var contents []map[string]any
	add := func(apiVersion, kind, namespace, name string, labels, spec map[string]any) {
		metadata := map[string]any{"name": name, "labels": labels}
		if namespace != "" {
			metadata["namespace"] = namespace
		}
		contents = append(contents, map[string]any{"apiVersion": apiVersion, "kind": kind, "metadata": metadata, "spec": spec})
	}
	for i := range pods {
		namespace := fmt.Sprintf("team-%d", i/perNamespace)
		if i%perNamespace == 0 {
			add("v1", "Namespace", "", namespace, map[string]any{"istio-injection": "enabled"}, nil)
			add("networking.k8s.io/v1", "NetworkPolicy", namespace, "default-deny", nil, map[string]any{
				"podSelector": map[string]any{}, "policyTypes": []any{"Ingress", "Egress"},
			})
			add("security.istio.io/v1", "PeerAuthentication", namespace, "default", nil, map[string]any{"mtls": map[string]any{"mode": "STRICT"}})
		}
		app := fmt.Sprintf("app-%d", i/10)
		if i%10 == 0 {
			add("v1", "Service", namespace, app, nil, map[string]any{
				"selector": map[string]any{"app": app, "part": "model"}, "ports": []any{map[string]any{"port": int64(80), "targetPort": "http"}},
			})
			add("networking.k8s.io/v1", "NetworkPolicy", namespace, app, nil, map[string]any{
				"podSelector": map[string]any{"matchLabels": map[string]any{"app": app}},
				"ingress":     []any{map[string]any{"from": []any{map[string]any{"podSelector": map[string]any{"matchLabels": map[string]any{"part": "gateway"}}}}}},
			})
		}
		add("v1", "Pod", namespace, fmt.Sprintf("pod-%d", i), map[string]any{"app": app, "part": "model", "release": "blue"}, map[string]any{
			"containers": []any{map[string]any{"name": "main", "image": "vllm/vllm-openai:v0.11.0", "ports": []any{map[string]any{"name": "http", "containerPort": int64(8000)}}}},
		})
	}
	return contents
}

// benchmarkShapes are worlds of many small namespaces and of a single large
// one, in which a scan of everything against everything would show.
var benchmarkShapes = []struct {
	name               string
	pods, perNamespace int
}{
	{"10000 pods in small namespaces", 10_000, 50},
	{"100000 pods in small namespaces", 100_000, 50},
	{"10000 pods in one namespace", 10_000, 10_000},
	{"100000 pods in one namespace", 100_000, 100_000},
}

func located(contents []map[string]any) []Located {
	all := make([]Located, len(contents))
	for i, content := range contents {
		all[i] = Locate(NewObject(content, Origin{}))
	}
	return all
}

// addLocated adds objects with their pods.
func addLocated(snapshot *Snapshot, contents []map[string]any, all []Located) {
	for i, content := range contents {
		snapshot.Add(NewObject(content, Origin{}), all[i].Pods)
	}
}

func BenchmarkSnapshotSeal(b *testing.B) {
	for _, shape := range benchmarkShapes {
		b.Run(shape.name, func(b *testing.B) {
			contents := benchmarkWorld(shape.pods, shape.perNamespace)
			all := located(contents)
			b.ResetTimer()
			for range b.N {
				snapshot := NewSnapshot(Options{})
				addLocated(snapshot, contents, all)
				snapshot.Seal()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*shape.pods), "ns/pod")
		})
	}
}

func BenchmarkSnapshotQuestions(b *testing.B) {
	for _, shape := range benchmarkShapes {
		b.Run(shape.name, func(b *testing.B) {
			contents := benchmarkWorld(shape.pods, shape.perNamespace)
			snapshot := NewSnapshot(Options{})
			addLocated(snapshot, contents, located(contents))
			snapshot.Seal()
			b.ResetTimer()
			for range b.N {
				for _, pod := range snapshot.AllPods() {
					snapshot.Ingress(pod).Admits(LabelPeer("elsewhere", nil), TCP(8000))
					snapshot.Egress(pod).AdmitsInternet(AnyPort)
					snapshot.Exposures(pod)
					snapshot.MutualTLS(pod, 8000)
					snapshot.MeshMembership(pod)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*shape.pods), "ns/pod")
		})
	}
}

// BenchmarkSnapshotMemory reports what stays of an object when its content and
// its pod are put away.
func BenchmarkSnapshotMemory(b *testing.B) {
	const pods = 100_000
	for range b.N {
		contents := benchmarkWorld(pods, 50)
		objects := len(contents)
		before := liveBytes()
		snapshot := NewSnapshot(Options{})
		for i := range contents {
			object := NewObject(contents[i], Origin{})
			located := Locate(object)
			snapshot.Add(object, located.Pods)
			object.Release(false)
			for _, pod := range located.Pods {
				pod.Release()
			}
			contents[i] = nil
		}
		snapshot.Seal()
		after := liveBytes()
		b.ReportMetric(float64(after)/float64(objects), "B/object")
		b.ReportMetric(float64(before)/float64(objects), "content-B/object")
		runtime.KeepAlive(snapshot)
	}
}

func liveBytes() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

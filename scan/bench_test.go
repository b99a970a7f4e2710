package scan

import (
	"context"
	"embed"
	"testing"
	"time"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

type nothing struct{}

func (nothing) Begin(Header) error            { return nil }
func (nothing) Finding(control.Finding) error { return nil }
func (nothing) End(Result) error              { return nil }
func (nothing) Read(context.Context, Sink) error {
	return nil
}

// BenchmarkFinding measures what one finding costs beyond judging: message,
// fingerprint, evidence, waivers and counting.
func BenchmarkFinding(b *testing.B) {
	family := control.NewFamily("test", "Invented", embed.FS{})
	failing := family.Add(control.Control{
		ID: "test-image", Title: "invented", Severity: control.High, Stage: control.Stable, Why: "w", Fix: "f",
		Judges: control.Kinds("ConfigMap"), Refs: control.Refs{URLs: []string{"https://example.com"}},
		Check: func(pass *control.Pass) {
			pass.Fail("spec.template.spec.containers[0].image", "container %s runs %s", "server", "registry.example.com/team/image:latest")
		},
	})
	catalogue, err := control.NewCatalogue(family)
	if err != nil {
		b.Fatal(err)
	}
	r := newRun(Options{Catalogue: catalogue, Settings: control.DefaultSettings(), Now: time.Now()}, nothing{})
	r.pass.Object = cluster.NewObject(map[string]any{
		"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "settings", "namespace": "team-red"},
	}, cluster.Origin{})
	b.ReportAllocs()
	for b.Loop() {
		if err := r.judge(failing); err != nil {
			b.Fatal(err)
		}
	}
}

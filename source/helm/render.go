// Package helm renders Helm charts with Helm's own engine, offline: nothing is
// fetched, no cluster is asked, no name is resolved, and no file outside the
// chart is read.
package helm

import (
	"context"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/engine"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/scan"
	"github.com/bulkhead-dev/bulkhead/source"
	"github.com/bulkhead-dev/bulkhead/source/manifest"
)

// Options are the choices of "helm template".
type Options struct {
	// Values are values files, later ones winning; Set are key=value pairs in
	// the syntax of helm --set, winning over the files.
	Values, Set []string
	// Namespace and ReleaseName are those of the release.
	Namespace, ReleaseName string
}

// KubernetesVersion is the version that charts are told they are rendered for.
const KubernetesVersion = "v1.36.3"

// Timeout bounds the rendering of one chart. Templates are programs, and a
// hostile one may never end.
const Timeout = 30 * time.Second

// New returns a renderer of chart folders and archives. Values files are read
// when the first chart is rendered.
func New(options Options) source.Renderer { return renderer{options} }

type renderer struct{ options Options }

// Render implements [source.Renderer].
func (r renderer) Render(ctx context.Context, name string, sink scan.Sink) error {
	values, err := r.options.values()
	if err != nil {
		return err // a mistake in the arguments
	}
	failed := func(err error) {
		sink.Notice(scan.Notice{
			Reason: scan.RenderFailed, Location: cluster.Location{File: name},
			Detail: fmt.Sprintf("the chart does not render: %v; give its values with --values and --set", err),
		})
	}
	loaded, err := load(name, sink)
	if err != nil {
		failed(err)
		return ctx.Err()
	}
	reportMissingDependencies(loaded, name, sink)
	rendered, err := r.render(ctx, loaded, values)
	if err != nil {
		failed(err)
		return ctx.Err()
	}
	for _, definition := range loaded.CRDObjects() {
		if err := read(ctx, name, definition.Filename, string(definition.File.Data), sink); err != nil {
			return err
		}
	}
	for _, template := range slices.Sorted(maps.Keys(rendered)) {
		if strings.HasPrefix(path.Base(template), "_") || path.Base(template) == "NOTES.txt" {
			continue // partials and the text shown after an installation
		}
		_, below, _ := strings.Cut(template, "/") // the engine puts the chart's name first
		if err := read(ctx, name, below, rendered[template], sink); err != nil {
			return err
		}
	}
	return nil
}

// read decodes one rendered file. Lines count in the rendered text.
func read(ctx context.Context, chartName, file, text string, sink scan.Sink) error {
	options := manifest.Options{File: filepath.Join(chartName, filepath.FromSlash(file)), RenderedFrom: chartName}
	if strings.TrimSpace(text) == "" {
		sink.Notice(scan.Notice{
			Reason: scan.Empty, Location: cluster.Location{File: options.File},
			Detail: "the template renders to nothing with these values",
		})
		return nil
	}
	return manifest.Read(ctx, strings.NewReader(text), options, sink)
}

// render runs Helm's engine within Timeout.
func (r renderer) render(ctx context.Context, loaded *chart.Chart, values map[string]any) (map[string]string, error) {
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	type result struct {
		files map[string]string
		err   error
	}
	done := make(chan result, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- result{err: fmt.Errorf("the engine panicked: %v", p)}
			}
		}()
		files, err := r.renderUnbounded(loaded, values)
		done <- result{files, err}
	}()
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("it did not end within %s", Timeout)
	case rendered := <-done:
		return rendered.files, rendered.err
	}
}

func (r renderer) renderUnbounded(loaded *chart.Chart, values map[string]any) (map[string]string, error) {
	if err := chartutil.ProcessDependencies(loaded, values); err != nil {
		return nil, err
	}
	capabilities := common.DefaultCapabilities.Copy()
	version, err := common.ParseKubeVersion(KubernetesVersion)
	if err != nil {
		return nil, err
	}
	capabilities.KubeVersion = *version
	release := common.ReleaseOptions{Name: r.options.ReleaseName, Namespace: r.options.Namespace, Revision: 1, IsInstall: true}
	merged, err := util.ToRenderValues(loaded, values, release, capabilities)
	if err != nil {
		return nil, err
	}
	return engine.Engine{}.Render(loaded, merged)
}

func reportMissingDependencies(loaded *chart.Chart, name string, sink scan.Sink) {
	present := map[string]bool{}
	for _, dependency := range loaded.Dependencies() {
		present[dependency.Name()] = true
	}
	for _, wanted := range loaded.Metadata.Dependencies {
		if !present[wanted.Name] {
			sink.Notice(scan.Notice{
				Reason: scan.Remote, Location: cluster.Location{File: filepath.Join(name, "Chart.yaml")},
				Detail: fmt.Sprintf("dependency %s %s is not in charts/ and is not fetched: run 'helm dependency build' first", wanted.Name, wanted.Version),
			})
		}
	}
}

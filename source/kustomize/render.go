// Package kustomize renders kustomizations with kustomize's own library,
// offline: remote bases and files are not fetched, plugins, functions and Helm
// are not executed. What would need it is reported and left out.
package kustomize

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/scan"
	"github.com/bulkhead-dev/bulkhead/source"
	"github.com/bulkhead-dev/bulkhead/source/manifest"
)

// New returns a renderer of folders with a kustomization file.
func New() source.Renderer { return renderer{} }

type renderer struct{}

// Render implements [source.Renderer].
func (renderer) Render(ctx context.Context, folder string, sink scan.Sink) error {
	local := &localFiles{FileSystem: filesys.MakeFsOnDisk(), sink: sink, seen: map[string]bool{}}
	rendered, err := render(local, folder)
	if err != nil {
		sink.Notice(scan.Notice{
			Reason: scan.RenderFailed, Location: cluster.Location{File: folder},
			Detail: fmt.Sprintf("the kustomization does not render: %v", err),
		})
		return ctx.Err()
	}
	options := manifest.Options{File: filepath.Join(folder, "kustomization.yaml"), RenderedFrom: folder}
	return manifest.Read(ctx, bytes.NewReader(rendered), options, sink)
}

func render(files filesys.FileSystem, folder string) (rendered []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("kustomize panicked: %v", p)
		}
	}()
	options := krusty.MakeDefaultOptions()
	options.LoadRestrictions = types.LoadRestrictionsRootOnly
	options.PluginConfig = types.DisabledPluginConfig()
	resources, err := krusty.MakeKustomizer(options).Run(files, folder)
	if err != nil {
		return nil, err
	}
	return resources.AsYaml()
}

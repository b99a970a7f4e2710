package source

import (
	"os"
	"path/filepath"

	"sigs.k8s.io/yaml"
)

// maxKustomization bounds the kustomization files that are looked into for
// their patches.
const maxKustomization = 1 << 20

// kustomization is the part of a kustomization file that names patches.
type kustomization struct {
	Patches []struct {
		Path string `json:"path"`
	} `json:"patches"`
	PatchesJSON6902 []struct {
		Path string `json:"path"`
	} `json:"patchesJson6902"`
	PatchesStrategicMerge []string `json:"patchesStrategicMerge"`
}

// patchesOf returns the real names of the files that the kustomization of a
// folder applies as patches: they look like objects, and are parts of some. A
// kustomization that cannot be read names none.
func patchesOf(folder string) map[string]bool {
	for _, name := range kustomizationNames {
		file := filepath.Join(folder, name)
		info, err := os.Stat(file)
		if err != nil || !info.Mode().IsRegular() || info.Size() > maxKustomization {
			continue
		}
		data, err := os.ReadFile(file)
		var content kustomization
		if err != nil || yaml.Unmarshal(data, &content) != nil {
			return nil
		}
		patches := map[string]bool{}
		add := func(path string) {
			if path != "" && !filepath.IsAbs(path) {
				patches[realName(filepath.Join(folder, path))] = true
			}
		}
		for _, patch := range append(content.Patches, content.PatchesJSON6902...) {
			add(patch.Path)
		}
		for _, path := range content.PatchesStrategicMerge {
			add(path)
		}
		return patches
	}
	return nil
}

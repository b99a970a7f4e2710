package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

// peerModule is the peer: the fastest general scanner of Kubernetes manifests
// that builds from its module.
const (
	peerModule  = "github.com/zegl/kube-score"
	peerVersion = "v1.20.0"
)

type bench struct {
	binary, work string
	runs         int
}

// buildPeer builds the peer once into the user's cache folder.
func buildPeer() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	folder := filepath.Join(cache, "bulkhead-bench", peerVersion)
	binary := filepath.Join(folder, "kube-score")
	if _, err := os.Stat(binary); err == nil {
		return binary, nil
	}
	command := exec.Command("go", "install", peerModule+"/cmd/kube-score@"+peerVersion)
	command.Env = append(os.Environ(), "GOBIN="+folder, "GOFLAGS=-mod=mod", "CGO_ENABLED=0")
	command.Stderr = os.Stderr
	if err := command.Run(); err != nil {
		return "", fmt.Errorf("building the peer: %w", err)
	}
	return binary, nil
}

// peer compares CPU time on the manifests that the peer accepts, with and
// without CustomResourceDefinitions.
func (b *bench) peer(folder string) error {
	peer, err := buildPeer()
	if err != nil {
		return err
	}
	all, plain, err := pureManifests(folder)
	if err != nil {
		return err
	}
	for _, set := range []struct {
		name  string
		files []string
		goal  float64
	}{{"with CRDs", all, 0.25}, {"without CRDs", plain, 1.0}} {
		size, err := totalSize(set.files)
		if err != nil {
			return err
		}
		ours, theirs, err := pair(b.runs,
			func() (usage, error) {
				return once(b.binary, append([]string{"scan", "-o", "json"}, set.files...))
			},
			func() (usage, error) { return once(peer, append([]string{"score", "-o", "json"}, set.files...)) })
		if err != nil {
			return err
		}
		ourCPU, theirCPU := median(ours, cpuSeconds), median(theirs, cpuSeconds)
		fmt.Printf("| CPU, %d files %s (%.2f MB), Bulkhead / kube-score %s | %.3f s / %.3f s = **%.2f** | ≤ %.2f |\n",
			len(set.files), set.name, float64(size)/1e6, peerVersion, ourCPU, theirCPU, ourCPU/theirCPU, set.goal)
		fmt.Printf("| peak memory on the same | %.0f MiB / %.0f MiB | |\n", median(ours, peakMiB), median(theirs, peakMiB))
	}
	return nil
}

// folder measures memory on the whole folder, templates included.
func (b *bench) folder(folder string) error {
	var costs []usage
	for range max(3, b.runs/4) {
		cost, err := once(b.binary, []string{"scan", "-o", "json", folder})
		if err != nil {
			return err
		}
		costs = append(costs, cost)
	}
	fmt.Printf("| peak memory on the whole folder | **%.0f MiB** (%.2f s CPU) | ≤ 150 MiB |\n", median(costs, peakMiB), median(costs, cpuSeconds))
	return nil
}

// pureManifests returns the files in which every document is a Kubernetes
// object, and those of them without a CustomResourceDefinition.
func pureManifests(folder string) (all, plain []string, err error) {
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".yaml") && !strings.HasSuffix(path, ".yml") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		pure, definitions := inspect(data)
		if pure {
			all = append(all, path)
			if !definitions {
				plain = append(plain, path)
			}
		}
		return nil
	})
	return all, plain, err
}

func inspect(data []byte) (pure, definitions bool) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	documents := 0
	for {
		var document yaml.Node
		switch err := decoder.Decode(&document); {
		case err != nil && err.Error() == "EOF":
			return documents > 0, definitions
		case err != nil:
			return false, false
		}
		var head struct {
			APIVersion string `yaml:"apiVersion"`
			Kind       string `yaml:"kind"`
		}
		if len(document.Content) == 0 || document.Content[0].Tag == "!!null" {
			continue
		}
		if document.Content[0].Kind != yaml.MappingNode || document.Decode(&head) != nil || head.APIVersion == "" || head.Kind == "" {
			return false, false
		}
		documents++
		definitions = definitions || head.Kind == "CustomResourceDefinition"
	}
}

func totalSize(files []string) (int64, error) {
	var total int64
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			return 0, err
		}
		total += info.Size()
	}
	return total, nil
}

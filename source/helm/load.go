package helm

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"helm.sh/helm/v4/pkg/chart/loader/archive"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/ignore"
	"helm.sh/helm/v4/pkg/strvals"
	"sigs.k8s.io/yaml"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// maxChart is the most that the files of one chart may add up to, as for Helm's
// own archives.
const maxChart = 100 << 20

// load reads a chart from a folder or an archive and counts its files.
func load(name string, sink scan.Sink) (*chart.Chart, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return loadFolder(name, sink)
	}
	sink.File(name, info.Size())
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return loader.LoadArchive(file)
}

// loadFolder reads the files of a chart folder. Unlike Helm it follows no
// symbolic link, which could lead anywhere.
func loadFolder(folder string, sink scan.Sink) (*chart.Chart, error) {
	rules, err := ignoreRules(folder)
	if err != nil {
		return nil, err
	}
	var files []*archive.BufferedFile
	total := int64(0)
	err = filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(folder, name)
		if err != nil || relative == "." {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if rules.Ignore(relative, info) {
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if entry.IsDir() {
			return nil
		}
		if !info.Mode().IsRegular() {
			notFollowed(name, sink)
			return nil
		}
		if total += info.Size(); total > maxChart {
			return fmt.Errorf("its files add up to more than %d MiB", maxChart>>20)
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		sink.File(name, info.Size())
		account(relative, name, sink)
		files = append(files, &archive.BufferedFile{Name: filepath.ToSlash(relative), ModTime: info.ModTime(), Data: data})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return loader.LoadFiles(files)
}

func notFollowed(name string, sink scan.Sink) {
	sink.Notice(scan.Notice{
		Reason: scan.Unreadable, Location: cluster.Location{File: name},
		Detail: "not a regular file: links inside a chart are not followed",
	})
}

// account names the manifests-like files of a chart that are read as
// configuration and not as manifests.
func account(relative, name string, sink scan.Sink) {
	top, _, nested := strings.Cut(filepath.ToSlash(relative), "/")
	yamlFile := strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") || strings.HasSuffix(name, ".json")
	if !yamlFile || nested && (top == "templates" || top == "crds" || top == "charts") {
		return
	}
	sink.Notice(scan.Notice{
		Reason: scan.Configuration, Location: cluster.Location{File: name},
		Detail: "read by the chart, not a manifest of its own",
	})
}

func ignoreRules(folder string) (*ignore.Rules, error) {
	rules := ignore.Empty()
	file := filepath.Join(folder, ignore.HelmIgnore)
	if _, err := os.Lstat(file); err == nil {
		if rules, err = ignore.ParseFile(file); err != nil {
			return nil, err
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	rules.AddDefaults()
	return rules, nil
}

// values merges the values files and pairs of the options.
func (o Options) values() (map[string]any, error) {
	merged := map[string]any{}
	for _, name := range o.Values {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("reading --values: %w", err)
		}
		var values map[string]any
		if err := yaml.Unmarshal(data, &values); err != nil {
			return nil, fmt.Errorf("--values %s: %w", name, err)
		}
		merged = loader.MergeMaps(merged, values)
	}
	for _, pair := range o.Set {
		if err := strvals.ParseInto(pair, merged); err != nil {
			return nil, fmt.Errorf("--set %s: %w", pair, err)
		}
	}
	return merged, nil
}

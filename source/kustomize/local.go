package kustomize

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/scan"
	"github.com/bulkhead-dev/bulkhead/source"
)

// localFiles is the file system with kustomization files that name local files
// only: every entry that kustomize would fetch or execute is taken out of them
// and reported.
type localFiles struct {
	filesys.FileSystem
	sink scan.Sink
	seen map[string]bool
}

// ReadFile implements [filesys.FileSystem].
func (l *localFiles) ReadFile(name string) ([]byte, error) {
	data, err := l.FileSystem.ReadFile(name)
	if err != nil {
		return nil, err
	}
	first := !l.seen[name]
	l.seen[name] = true
	if first {
		l.sink.File(name, int64(len(data)))
	}
	if !source.IsKustomization(filepath.Base(name)) {
		return data, nil
	}
	var content map[string]any
	if err := yaml.Unmarshal(data, &content); err != nil {
		return data, nil // kustomize says what is wrong with it
	}
	f := filter{file: name, report: first, sink: l.sink}
	f.kustomization(content)
	if !f.changed {
		return data, nil
	}
	return yaml.Marshal(content)
}

// filter takes remote and executed entries out of one kustomization.
type filter struct {
	file            string
	report, changed bool
	sink            scan.Sink
}

// pathLists are the fields that are lists of paths. Entries of a map type carry
// their path in the field named path.
var pathLists = []string{
	"resources", "bases", "components", "crds", "configurations", "generators", "transformers", "validators",
	"patches", "patchesStrategicMerge", "patchesJson6902", "replacements",
}

// generatorLists are the generator fields whose entries name files.
var generatorLists = []string{"configMapGenerator", "secretGenerator"}

// executed are the fields that make kustomize run another program.
var executed = []string{"helmCharts", "helmChartInflationGenerator", "helmGlobals"}

func (f *filter) kustomization(content map[string]any) {
	for _, field := range executed {
		if _, ok := content[field]; ok {
			delete(content, field)
			f.refuse(field, "Helm would be executed: render the chart and scan its output")
		}
	}
	for _, field := range pathLists {
		f.list(content, field)
	}
	for _, field := range generatorLists {
		generators, _ := content[field].([]any)
		for _, generator := range generators {
			if generator, ok := generator.(map[string]any); ok {
				f.list(generator, "files")
				f.list(generator, "envs")
				f.single(generator, "env")
			}
		}
	}
	if openAPI, ok := content["openapi"].(map[string]any); ok {
		f.single(openAPI, "path")
	}
}

// list takes the remote entries out of a list of paths.
func (f *filter) list(parent map[string]any, field string) {
	entries, ok := parent[field].([]any)
	if !ok {
		return
	}
	kept := slices.DeleteFunc(slices.Clone(entries), func(entry any) bool {
		var path string
		switch entry := entry.(type) {
		case string:
			path = entry
		case map[string]any:
			path, _ = entry["path"].(string)
		}
		if _, file, found := strings.Cut(path, "="); found && field == "files" {
			path = file
		}
		if !Remote(path) {
			return false
		}
		f.refuse(path, "it would be fetched: vendor it and name the local copy")
		return true
	})
	if len(kept) < len(entries) {
		parent[field] = kept
	}
}

func (f *filter) single(parent map[string]any, field string) {
	if path, ok := parent[field].(string); ok && Remote(path) {
		delete(parent, field)
		f.refuse(path, "it would be fetched: vendor it and name the local copy")
	}
}

func (f *filter) refuse(what, why string) {
	f.changed = true
	if f.report {
		f.sink.Notice(scan.Notice{
			Reason: scan.Remote, Location: cluster.Location{File: f.file},
			Detail: fmt.Sprintf("%s is left out: %s", what, why),
		})
	}
}

// Remote reports whether kustomize may take an entry for something to fetch.
// It is wider than kustomize's own test (api/internal/git, v0.21.2): an entry on
// more than one line is inline YAML and never a path.
func Remote(entry string) bool {
	if strings.Contains(entry, "\n") {
		return false
	}
	lower := strings.ToLower(strings.TrimSpace(entry))
	for _, prefix := range []string{"git::", "gh:", "git@", "github.com/", "github.com:", "www.github.com", "http:", "https:", "ssh:", "file:"} {
		if strings.HasPrefix(lower, prefix) {
			return true
		}
	}
	for _, part := range []string{"://", "@", "_git/", ".git/", "?ref=", "?version=", "github.com"} {
		if strings.Contains(lower, part) {
			return true
		}
	}
	return strings.HasSuffix(lower, ".git")
}

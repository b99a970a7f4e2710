package cluster

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// The walkers of this file know nothing of the locator's table: they find pods
// by their shape, in the schemas of CustomResourceDefinitions and in objects.

// TestEveryPodOfTheSchemasIsInTheTable holds the table against every place in
// the schemas of the corpora that has the shape of a pod specification.
func TestEveryPodOfTheSchemasIsInTheTable(t *testing.T) {
	places := map[string]bool{}
	eachDocument(t, true, func(_ string, content map[string]any) {
		group := LookupString(content, "spec", "group")
		kind := LookupString(content, "spec", "names", "kind")
		for _, version := range LookupList(content, "spec", "versions") {
			version := asMapping(version)
			var paths [][]Step
			schemaPods(LookupMap(version, "schema", "openAPIV3Schema"), nil, &paths)
			for _, path := range paths {
				key := kind + "." + group + " " + stepsPath(path)
				if places[key] {
					continue
				}
				places[key] = true
				object := NewObject(exampleWithPodAt(group, version["name"], kind, path), Origin{})
				if !locatesAt(Locate(object), stepsPath(path)) {
					t.Errorf("%s %s: the pod at %s is not located by the table", kind+"."+group, version["name"], stepsPath(path))
				}
			}
		}
	})
	kinds := map[string]bool{}
	for place := range places {
		kind, _, _ := strings.Cut(place, " ")
		kinds[kind] = true
	}
	t.Logf("%d kinds, %d places", len(kinds), len(places))
	if len(places) < 41 || len(kinds) < 24 {
		t.Errorf("found %d kinds and %d places in the schemas, want at least 24 and 41: the walker misses some", len(kinds), len(places))
	}
}

func locatesAt(located Located, path string) bool {
	return slices.ContainsFunc(located.Pods, func(pod *Pod) bool {
		return !pod.Structural && (pod.SpecPath == path || pod.FieldPath("containers") == Field(path, "containers"))
	})
}

// schemaPods collects the paths below a schema whose value is a pod
// specification.
func schemaPods(schema map[string]any, path []Step, found *[][]Step) {
	properties := LookupMap(schema, "properties")
	containers := LookupMap(properties, "containers", "items", "properties")
	if containers["name"] != nil && containers["image"] != nil {
		*found = append(*found, slices.Clone(path))
	}
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		schemaPods(asMapping(properties[name]), append(path, Step{Name: name, Named: true}), found)
	}
	if items := LookupMap(schema, "items"); items != nil {
		schemaPods(items, append(path, Step{}), found)
	}
	if values := LookupMap(schema, "additionalProperties"); values != nil {
		schemaPods(values, append(path, Step{Name: "Worker", Named: true}), found)
	}
}

func stepsPath(steps []Step) string {
	path := ""
	for _, step := range steps {
		if step.Named {
			path = Field(path, step.Name)
		} else {
			path = Index(path, step.Item)
		}
	}
	return path
}

// exampleWithPodAt makes the smallest object that has a pod at the path.
func exampleWithPodAt(group string, version any, kind string, path []Step) map[string]any {
	var value any = map[string]any{"containers": []any{map[string]any{"name": "main", "image": "example"}}}
	for i := len(path) - 1; i >= 0; i-- {
		if path[i].Named {
			value = map[string]any{path[i].Name: value}
		} else {
			value = []any{value}
		}
	}
	content := value.(map[string]any)
	content["apiVersion"], content["kind"] = group+"/"+version.(string), kind
	content["metadata"] = map[string]any{"name": "example"}
	return content
}

// TestPodsOfTheCorporaAreLocated counts the pod specifications in all objects of
// the corpora by their shape alone and holds the locator against them.
func TestPodsOfTheCorporaAreLocated(t *testing.T) {
	counted, located, structural, custom := 0, 0, 0, 0
	unknown := map[string]int{}
	eachDocument(t, false, func(file string, content map[string]any) {
		object := NewObject(content, Origin{})
		if object.Kind == "" || object.APIVersion == "" || LookupList(content, "items") != nil {
			return
		}
		var paths []string
		shapedPods(content, "", &paths)
		found := Locate(object)
		if !found.Known {
			unknown[object.GroupKind()]++
		}
		have := locatedPaths(found, "")
		for _, path := range paths {
			counted++
			if !BuiltIn(object.GroupKind()) {
				custom++
			}
			switch state, ok := have[path]; {
			case !ok:
				t.Errorf("%s: %s: the pod at %s is not located", file, object.ObjectRef, path)
			default:
				located++
				if state {
					structural++
					t.Errorf("%s: %s: the pod at %s is located by its shape alone", file, object.ObjectRef, path)
				}
			}
		}
		for _, pod := range found.Pods {
			for _, problem := range pod.Malformed {
				t.Logf("%s: %s: %s: %s", file, object.ObjectRef, problem.Path, problem.Problem)
			}
		}
	})
	t.Logf("%d pod specifications counted, %d of them in custom resources; %d located, %d by shape alone", counted, custom, located, structural)
	t.Logf("kinds not known: %v", unknown)
	if custom < 100 || located*100 < counted*95 {
		t.Errorf("located %d of %d (%d in custom resources), want at least 95%%", located, counted, custom)
	}
}

// locatedPaths are the paths of the located pods of an object and of those it
// embeds, and whether each was found by its shape alone.
func locatedPaths(located Located, above string) map[string]bool {
	paths := map[string]bool{}
	for _, pod := range located.Pods {
		paths[Join(above, pod.SpecPath)] = pod.Structural
	}
	for _, embedded := range located.Embedded {
		maps.Copy(paths, locatedPaths(Locate(embedded), Join(above, embedded.HolderPath)))
	}
	return paths
}

// shapedPods collects the paths of mappings with a list of named containers.
func shapedPods(value any, path string, found *[]string) {
	switch value := value.(type) {
	case map[string]any:
		containers, _ := value["containers"].([]any)
		named := len(containers) > 0
		for _, container := range containers {
			named = named && asMapping(container)["name"] != nil
		}
		if named {
			*found = append(*found, path)
		}
		for _, name := range slices.Sorted(maps.Keys(value)) {
			shapedPods(value[name], Field(path, name), found)
		}
	case []any:
		for i, item := range value {
			shapedPods(item, Index(path, i), found)
		}
	}
}

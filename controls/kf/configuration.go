package kf

import (
	"encoding/base64"
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/util/yaml"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// maxConfiguration is the size above which the API server refuses a ConfigMap
// or a Secret: larger texts cannot be applied and are not read.
const maxConfiguration = 1 << 20

// judgeTexts calls judge with every text in a ConfigMap or Secret, its key and
// the path of its field, in the order of the keys. Judge says whether the text
// concerns the control; when none does, the object does not.
func judgeTexts(pass *control.Pass, judge func(key, path, text string) bool) {
	concerned := false
	eachText(pass.Object, func(key, path, text string) {
		concerned = judge(key, path, text) || concerned // mutate: equivalent, because cases do not count passes
	})
	if !concerned { // mutate: equivalent, because cases do not count passes
		pass.NotApplicable()
	}
}

func eachText(object *cluster.Object, yield func(key, path, text string)) {
	content := object.Content()
	for _, field := range []string{"data", "stringData"} {
		encoded := object.Kind == "Secret" && field == "data"
		texts := cluster.LookupMap(content, field)
		for _, key := range slices.Sorted(maps.Keys(texts)) {
			text, _ := texts[key].(string)
			if encoded {
				decoded, _ := base64.StdEncoding.DecodeString(text)
				text = string(decoded)
			}
			if len(text) <= maxConfiguration { // mutate: equivalent, because it only bounds the work
				yield(key, cluster.Field(field, key), text)
			}
		}
	}
}

// parse reads a configuration in YAML or JSON into the given structure; what is
// not such a text leaves it empty.
func parse(text string, into any) {
	var tree any
	_ = yaml.Unmarshal([]byte(text), &tree) // what is not YAML leaves the tree empty
	cluster.Decode(tree, into)
}

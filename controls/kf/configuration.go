package kf

import (
	"k8s.io/apimachinery/pkg/util/yaml"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// judgeTexts calls judge with every text in a ConfigMap or Secret. Judge says
// whether the text concerns the control; when none does, the object does not.
func judgeTexts(pass *control.Pass, judge func(cluster.Text) bool) {
	concerned := false
	for text := range pass.Object.Texts {
		concerned = judge(text) || concerned // mutate: equivalent, because cases do not count passes
	}
	if !concerned { // mutate: equivalent, because cases do not count passes
		pass.NotApplicable()
	}
}

// parse reads a configuration in YAML or JSON into the given structure; what is
// not such a text leaves it empty.
func parse(text string, into any) {
	var tree any
	_ = yaml.Unmarshal([]byte(text), &tree) // what is not YAML leaves the tree empty
	cluster.Decode(tree, into)
}

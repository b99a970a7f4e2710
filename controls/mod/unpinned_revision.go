package mod

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/controls/server"
)

var _ = Family.Add(control.Control{
	ID:       "mod-unpinned-revision",
	Title:    "Model taken from a hub without a fixed revision",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.Subject{Pods: true, Kinds: objectsWithModels},
	Why: `A model name such as org/model means whatever its repository holds at the next start. Whoever can push there, or takes ` +
		`the name over when the account is gone, changes what is served: other answers, a hidden trigger, or files that run ` +
		`code when they are loaded. Two replicas started on different days may serve different models. A branch or tag moves ` +
		`as well; only a commit, or the digest of an OCI image, always means the same bytes. Buckets are not judged here: ` +
		`whether their objects can change is set in the bucket.`,
	Fix: `Pin the commit: --revision=<40 hexadecimal digits> (--model_revision for KServe, REVISION for Text Generation Inference), ` +
		`storageUri: hf://org/model:<commit>, oci://registry/model@sha256:<digest>. Better still, serve a copy of your own.`,
	Refs: control.Refs{
		ATLAS: []string{"AML.T0010.003"},
		NIST:  []string{"SR-4", "SI-7"},
		OWASP: []string{"LLM03"},
		URLs: []string{
			"https://docs.vllm.ai/en/stable/configuration/engine_args/",
			"https://kserve.github.io/website/docs/model-serving/storage/providers/hf",
		},
	},
	Check: func(pass *control.Pass) {
		if pass.Pod == nil {
			eachURI(pass.Object, func(path, uri string) {
				if moves(uri) {
					pass.Fail(path, "%s can change: it names no commit or digest", uri)
				}
			})
			return
		}
		for _, container := range pass.Pod.Containers() {
			options, ok := loaders[cmp.Or(server.Of(container), productOfService(pass.Object))]
			if !ok { // mutate: equivalent, because it only saves time
				continue
			}
			model := options.model.in(container)
			if !hubName.MatchString(model.text) {
				continue
			}
			revision := options.revision.in(container)
			switch {
			case revision.elsewhere:
				pass.Unknown(revision.path, "the revision of %s comes from elsewhere", model.text).In(container)
			case !commit.MatchString(revision.text):
				at := "no fixed revision"
				if revision.text != "" {
					at = "revision " + revision.text + ", which can move"
				}
				pass.Fail(cmp.Or(revision.path, model.path), "container %s loads %s at %s", container.Name, model.text, at).In(container)
			}
		}
	},
})

var (
	// commit is the name of a commit, which always means the same files.
	commit = regexp.MustCompile(`^[0-9a-f]{40}$`)
	// hubName is the name of a model on a hub, not a path in the container.
	hubName = regexp.MustCompile(`^[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*$`)
)

// loader says how a server is told the model and its revision.
type loader struct{ model, revision parameter }

// parameter is an option, a variable or the first word of the command line.
type parameter struct {
	flags      []string
	variable   string
	positional bool
}

var loaders = map[server.Product]loader{
	server.VLLM:              {parameter{flags: []string{"model"}, positional: true}, parameter{flags: []string{"revision"}}},
	server.SGLang:            {parameter{flags: []string{"model-path", "model"}}, parameter{flags: []string{"revision"}}},
	server.TextGeneration:    {parameter{flags: []string{"model-id"}, variable: "MODEL_ID"}, parameter{flags: []string{"revision"}, variable: "REVISION"}},
	server.TextEmbeddings:    {parameter{flags: []string{"model-id"}, variable: "MODEL_ID"}, parameter{flags: []string{"revision"}, variable: "REVISION"}},
	server.HuggingFaceServer: {parameter{flags: []string{"model-id"}}, parameter{flags: []string{"model-revision"}}},
}

// productOfService is the server that KServe chooses for an InferenceService
// whose pods name none.
func productOfService(object *cluster.Object) server.Product {
	if cluster.LookupString(object.Content(), "spec", "predictor", "model", "modelFormat", "name") == "huggingface" {
		return server.HuggingFaceServer
	}
	return ""
}

// setting is the value of a parameter and where it is written.
type setting struct {
	text, path string
	elsewhere  bool
}

// in returns what a container sets the parameter to.
func (p parameter) in(container cluster.Container) setting {
	for _, flag := range p.flags {
		if text, path, ok := container.Flag(flag); ok {
			return setting{text: expand(container, text), path: path}
		}
	}
	if variable, path := container.Env(p.variable); variable != nil {
		return setting{text: variable.Value, path: path, elsewhere: variable.ValueFrom != nil}
	}
	if _, words := server.Command(container); p.positional && len(words) > 0 {
		return setting{text: words[0].Text, path: container.WordPath(words[0])}
	}
	return setting{}
}

// expand replaces a reference to a variable of the container, $(NAME), as
// Kubernetes does.
func expand(container cluster.Container, text string) string {
	name := strings.TrimSuffix(strings.TrimPrefix(text, "$("), ")")
	if variable, _ := container.Env(name); variable != nil && name != text {
		return variable.Value
	}
	return text
}

// moves reports whether a URI of a hub or an OCI registry names something that
// can change.
func moves(uri string) bool {
	if model, ok := strings.CutPrefix(uri, "hf://"); ok {
		_, revision, _ := strings.Cut(model, ":")
		return !commit.MatchString(revision)
	}
	image, ok := strings.CutPrefix(uri, "oci://")
	return ok && !cluster.ParseImage(image).Pinned()
}

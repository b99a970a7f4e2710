package mod

import (
	"path"
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "mod-pickle-format",
	Title:    "Model in a format that can run code when it is loaded",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.Subject{Pods: true, Kinds: objectsWithModels},
	Why: `A Python pickle is a program: reading it may run any command. PyTorch's .pt, .pth and .bin files, joblib files of ` +
		`scikit-learn and the archives of TorchServe are pickles inside. Whoever can replace the file, in the bucket or on the ` +
		`model hub, runs code in the serving pod with its credentials. Loaders that read weights only narrow this, and have ` +
		`been got around (CVE-2025-32434). The formats safetensors, GGUF and ONNX hold no code that a loader must run; ` +
		`GGUF carries a chat template that some servers render unsafely.`,
	Fix: `Convert the weights to safetensors (otherwise ONNX or GGUF) and load those: --load-format=safetensors, or modelFormat onnx, ` +
		`huggingface. Where a pickle cannot be avoided, scan it, pin its digest, and give the pod no credentials and no egress.`,
	Refs: control.Refs{
		ATLAS: []string{"AML.T0011.000", "AML.T0018.002"},
		NIST:  []string{"SI-7", "SI-3"},
		OWASP: []string{"LLM03"},
		CVE:   []string{"CVE-2025-32434"},
		URLs: []string{
			"https://docs.python.org/3/library/pickle.html",
			"https://huggingface.co/docs/hub/security-pickle",
		},
	},
	Check: func(pass *control.Pass) {
		if pass.Pod == nil {
			checkFormats(pass)
			return
		}
		for _, container := range pass.Pod.Containers() {
			format, at, _ := container.Flag("load-format")
			if pickleLoaders[format] {
				pass.Fail(at, "container %s loads pickled weights (--load-format %s)", container.Name, format).In(container)
			}
		}
	},
})

// pickleLoaders are the values of --load-format of vLLM and SGLang that read
// PyTorch files and nothing else.
var pickleLoaders = map[string]bool{"pt": true, "npcache": true}

// pickleFormats are the model formats of KServe whose server unpickles: joblib
// or pickle files of scikit-learn, archives of TorchServe.
var pickleFormats = []string{"pytorch", "sklearn"}

// pickleFiles are the ends of the names of pickled files.
var pickleFiles = map[string]bool{".pkl": true, ".pickle": true, ".joblib": true, ".pt": true, ".pth": true, ".ckpt": true, ".mar": true}

func checkFormats(pass *control.Pass) {
	predictor := cluster.LookupMap(pass.Object.Content(), "spec", "predictor")
	if format := cluster.LookupString(predictor, "model", "modelFormat", "name"); slices.Contains(pickleFormats, format) {
		pass.Fail("spec.predictor.model.modelFormat.name", "models of the format %s are pickles", format)
	}
	for _, format := range pickleFormats {
		// Before modelFormat there was a field for every format.
		if cluster.LookupMap(predictor, format) != nil {
			pass.Fail("spec.predictor."+format, "models of the format %s are pickles", format)
		}
	}
	eachURI(pass.Object, func(at, uri string) {
		if name := path.Base(strings.ToLower(uri)); pickleFiles[path.Ext(name)] {
			pass.Fail(at, "%s is a pickle", name)
		}
	})
}

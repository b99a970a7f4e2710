// Package server holds what several families of controls know about the servers
// in pods: which product a container runs, and what keeps strangers from it.
package server

import (
	"path"
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
)

// Product is a server as its makers call it; empty when none is recognised.
type Product string

// The products.
const (
	VLLM              Product = "vLLM"
	SGLang            Product = "SGLang"
	TextGeneration    Product = "Text Generation Inference"
	TextEmbeddings    Product = "Text Embeddings Inference"
	HuggingFaceServer Product = "KServe Hugging Face server"
	Triton            Product = "Triton"
	TensorRTLLM       Product = "TensorRT-LLM"
	LMDeploy          Product = "LMDeploy"
	Ollama            Product = "Ollama"
	LlamaCpp          Product = "llama.cpp"
	LiteLLM           Product = "LiteLLM"
	TorchServe        Product = "TorchServe"
	TensorFlowServing Product = "TensorFlow Serving"
	Jupyter           Product = "Jupyter"
	MLflow            Product = "MLflow"
	TensorBoard       Product = "TensorBoard"
	Ray               Product = "Ray"
)

// commands recognise a product by a word of the command line: the name of a
// program or Python module, and the word after it where the program does other
// things as well.
var commands = map[string]struct {
	product Product
	next    []string
}{
	"vllm":                     {VLLM, []string{"serve"}},
	"vllm.entrypoints":         {VLLM, nil},
	"sglang":                   {SGLang, []string{"serve"}},
	"sglang.launch_server":     {SGLang, nil},
	"text-generation-launcher": {TextGeneration, nil},
	"text-embeddings-router":   {TextEmbeddings, nil},
	"huggingfaceserver":        {HuggingFaceServer, nil},
	"tritonserver":             {Triton, nil},
	"trtllm-serve":             {TensorRTLLM, nil},
	"lmdeploy":                 {LMDeploy, []string{"serve"}},
	"ollama":                   {Ollama, []string{"serve"}},
	"llama-server":             {LlamaCpp, nil},
	"litellm":                  {LiteLLM, nil},
	"torchserve":               {TorchServe, nil},
	"tensorflow_model_server":  {TensorFlowServing, nil},
	"jupyter":                  {Jupyter, []string{"lab", "notebook", "server"}},
	"jupyter-lab":              {Jupyter, nil},
	"jupyter-notebook":         {Jupyter, nil},
	"start-notebook.sh":        {Jupyter, nil},
	"mlflow":                   {MLflow, []string{"server", "ui"}},
	"tensorboard":              {TensorBoard, nil},
	"ray":                      {Ray, []string{"start"}},
}

// images recognise a product by the last part of the image repository when the
// container runs what the image says.
var images = map[string]Product{
	"vllm-openai": VLLM, "vllm-openai-rocm": VLLM, "vllm": VLLM, "vllm-cuda-rhel9": VLLM, "vllm-cpu-release-repo": VLLM,
	"sglang": SGLang, "text-generation-inference": TextGeneration, "text-embeddings-inference": TextEmbeddings,
	"huggingfaceserver": HuggingFaceServer, "tritonserver": Triton, "ollama": Ollama, "llama.cpp": LlamaCpp, "litellm": LiteLLM,
	"torchserve": TorchServe, "torchserve-kfs": TorchServe, "mlflow": MLflow,
	"base-notebook": Jupyter, "minimal-notebook": Jupyter, "scipy-notebook": Jupyter, "pytorch-notebook": Jupyter,
	"tensorflow-notebook": Jupyter, "datascience-notebook": Jupyter, "jupyter-scipy": Jupyter, "jupyter-pytorch-cuda-full": Jupyter,
}

// engineFlags are options that only vLLM and what is built on it take: they
// recognise it in an image of any name.
var engineFlags = []string{"gpu-memory-utilization", "max-model-len"}

// Of returns the product that a container runs: by its command line, by the name
// of its image when it does not replace the image's command, or by options that
// only one product takes.
func Of(container cluster.Container) Product {
	if product, _ := Command(container); product != "" {
		return product
	}
	if product := images[cluster.ParseImage(container.Image).Base()]; product != "" && len(container.Command) == 0 {
		return product
	}
	if slices.ContainsFunc(engineFlags, func(name string) bool { _, _, ok := container.Flag(name); return ok }) {
		return VLLM
	}
	return ""
}

// Command returns the product that the command line names, and the words that
// follow. They are all of the command line when it names none.
func Command(container cluster.Container) (Product, []cluster.Word) {
	words := container.CommandLine()
	for i, word := range words {
		known, ok := commands[path.Base(word.Text)]
		if !ok {
			known, ok = commands[module(word.Text)]
		}
		rest := words[i+1:]
		if ok && known.next == nil {
			return known.product, rest
		}
		if len(rest) > 0 && slices.Contains(known.next, rest[0].Text) {
			return known.product, rest[1:]
		}
	}
	return "", words
}

// module is the package of a Python module: vllm.entrypoints of
// vllm.entrypoints.openai.api_server.
func module(word string) string {
	first := strings.IndexByte(word, '.') + 1
	if second := strings.IndexByte(word[first:], '.'); second > 0 {
		return word[:first+second]
	}
	return word
}

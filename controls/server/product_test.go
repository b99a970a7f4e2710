package server

import (
	"testing"

	"github.com/bulkhead-dev/bulkhead/cluster"
)

// container makes the only container of a pod out of its image, command and
// arguments.
func container(t *testing.T, image string, command, args []any) cluster.Container {
	t.Helper()
	object := cluster.NewObject(map[string]any{"apiVersion": "v1", "kind": "Pod", "spec": map[string]any{
		"containers": []any{map[string]any{"name": "c", "image": image, "command": command, "args": args}},
	}}, cluster.Origin{})
	return cluster.Locate(object).Pods[0].Containers()[0]
}

func TestOf(t *testing.T) {
	t.Parallel()
	type words = []any
	for _, test := range []struct {
		name    string
		image   string
		command words
		args    words
		want    Product
	}{
		{"image", "vllm/vllm-openai:v0.32.0", nil, words{"--model", "m"}, VLLM},
		{"image with digest in a mirror", "mirror:5000/hub/vllm/vllm-openai@sha256:00", nil, nil, VLLM},
		{"command", "own/llama", words{"vllm", "serve", "m"}, nil, VLLM},
		{"command with a path", "own/llama", words{"/opt/venv/bin/vllm", "serve", "m"}, nil, VLLM},
		{"module", "own/llama", words{"python3", "-m", "vllm.entrypoints.openai.api_server"}, nil, VLLM},
		{"older module", "own/llama", words{"python3", "-m", "vllm.entrypoints.api_server"}, nil, VLLM},
		{"script", "own/llama", words{"bash", "-lc"}, words{"set -e\nexec vllm serve m --port 80"}, VLLM},
		{"options", "own/llama", nil, words{"--max-model-len=4096"}, VLLM},
		{"another program of the image", "vllm/vllm-openai:v0.32.0", words{"vllm", "bench", "serve"}, nil, ""},
		{"replaced command", "vllm/vllm-openai:v0.32.0", words{"sleep", "infinity"}, nil, ""},
		{"nothing after the program", "own/llama", words{"vllm"}, nil, ""},
		{"a file of that name", "own/llama", words{"python3", "vllm.py"}, nil, ""},
		{"the command wins over the image", "vllm/vllm-openai:v0.32.0", words{"sglang", "serve"}, nil, SGLang},
		{"nothing", "", nil, nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := Of(container(t, test.image, test.command, test.args)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// Every entry of the tables is reached the way it is meant to be.
func TestTables(t *testing.T) {
	t.Parallel()
	for base, want := range images {
		if got := Of(container(t, "registry.example/some/"+base+":v1", nil, nil)); got != want {
			t.Errorf("image %s: got %q, want %q", base, got, want)
		}
	}
	for word, known := range commands {
		rest := known.next
		if rest == nil {
			rest = []string{""}
		}
		for _, next := range rest {
			got, words := Command(container(t, "", []any{word, next, "--first"}, nil))
			if got != known.product {
				t.Errorf("command %s %s: got %q, want %q", word, next, got, known.product)
			}
			if last := words[len(words)-1].Text; last != "--first" {
				t.Errorf("command %s %s: the words that follow end in %q", word, next, last)
			}
		}
	}
}

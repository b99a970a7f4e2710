package cluster

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
)

func run(command, args []string) Container {
	spec := &corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Command: command, Args: args}}}
	return buildContainers(&Pod{SpecPath: "spec"}, spec)[0]
}

func TestCommandLine(t *testing.T) {
	tests := []struct {
		name          string
		command, args []string
		want          string
	}{
		{"nothing", nil, nil, ""},
		{"no shell", []string{"vllm", "serve"}, []string{"a b", "--x"}, "[vllm] [serve] [a b] [--x]"},
		{"a script", []string{"/bin/sh", "-c"}, []string{"vllm serve 'a b' --port=8000"}, "[/bin/sh] [-c] [vllm] [serve] [a b] [--port=8000]"},
		{"a script with positional arguments", []string{"bash", "-c", `echo "$0"`, "name"}, nil, "[bash] [-c] [echo] [$0] [name]"},
		{"flags of the shell", []string{"bash", "-euo", "pipefail", "-lc"}, []string{"a"}, "[bash] [-euo] [pipefail] [-lc] [a]"},
		{"the script is in the args", []string{"sh"}, []string{"-c", "a; b"}, "[sh] [-c] [a] ; [b]"},
		{"a file is not a script", []string{"bash"}, []string{"run -c x.sh"}, "[bash] [run -c x.sh]"},
		{"wrappers", []string{"tini", "--", "env", "A=b", "sh", "-c", "x z"}, nil, "[tini] [--] [env] [A=b] [sh] [-c] [x] [z]"},
		{"shells in shells", []string{"sh", "-c", `bash -c "sh -c 'a b'"`}, nil, "[sh] [-c] [bash] [-c] [sh] [-c] [a] [b]"},
		{"busybox", []string{"busybox", "sh", "-c", "a b"}, nil, "[busybox] [sh] [-c] [a] [b]"},
		{"an applet that is not a shell", []string{"busybox", "wget", "-c", "a b"}, nil, "[busybox] [wget] [-c] [a b]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, bracketed(run(test.command, test.args).CommandLine())); diff != "" {
				t.Errorf("words (-want +got):\n%s", diff)
			}
		})
	}
}

// bracketed writes words in brackets, and operators as they are.
func bracketed(words []Word) string {
	var all []string
	for _, word := range words {
		if word.Operator {
			all = append(all, word.Text)
		} else {
			all = append(all, "["+word.Text+"]")
		}
	}
	return strings.Join(all, " ")
}

func TestScript(t *testing.T) {
	tests := []struct{ name, script, want string }{
		{"empty", "", ""},
		{"operators", "a|b&&c||d;e&f>g 2>&1\nh", "[a] | [b] && [c] || [d] ; [e] & [f] > [g] [2] >& [1] ; [h]"},
		{"substitutions", "a $(b \"c d\") `e` ${F} $G", "[a] $( [b] [c d] ) ` [e] ` [${F}] [$G]"},
		{"comments", "a # b\nc#d", "[a] ; [c#d]"},
		{"lines that go on", "a \\\n  --b \\\r\n c", "[a] [--b] [c]"},
		{"quotes", `a 'b "c' "d 'e" "f\"g\n" h\ i '' "" "x"y'z'`, `[a] [b "c] [d 'e] [f"g\n] [h i] [] [] [xyz]`},
		{"an open double quote", `a "b c`, "[a] [b c]"},
		{"an open single quote", `a 'b c`, "[a] [b c]"},
		{"a lone backslash", `a \`, `[a] [\]`},
		{"a lone backslash in quotes", `a "b\`, `[a] [b\]`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, bracketed(splitScript(test.script, 0))); diff != "" {
				t.Errorf("words (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFlag(t *testing.T) {
	tests := []struct {
		name          string
		command, args []string
		flag          string
		value, path   string
		found         bool
	}{
		{"with a space", []string{"vllm"}, []string{"--port", "80"}, "port", "80", "spec.containers[0].args[0]", true},
		{"with an equals sign", []string{"vllm"}, []string{"a", "--port=80"}, "port", "80", "spec.containers[0].args[1]", true},
		{"with one hyphen", []string{"server", "-port", "80"}, nil, "port", "80", "spec.containers[0].command[1]", true},
		{"underscores", nil, []string{"--trust_remote_code"}, "trust-remote-code", "", "spec.containers[0].args[0]", true},
		{"hyphens for underscores", nil, []string{"--trust-remote-code"}, "trust_remote_code", "", "spec.containers[0].args[0]", true},
		{"another flag follows", nil, []string{"--trust-remote-code", "--port", "80"}, "trust-remote-code", "", "spec.containers[0].args[0]", true},
		{"a negative value", nil, []string{"--gpu", "-1"}, "gpu", "-1", "spec.containers[0].args[0]", true},
		{"the last one counts", nil, []string{"--port=1", "--port", "2"}, "port", "2", "spec.containers[0].args[1]", true},
		{"in a script", []string{"sh", "-c"}, []string{"exec vllm serve --port 80 | tee x"}, "port", "80", "spec.containers[0].args[0]", true},
		{"an operator is not a value", []string{"sh", "-c"}, []string{"vllm --enable | tee x"}, "enable", "", "spec.containers[0].args[0]", true},
		{"a longer flag", nil, []string{"--port-range=80"}, "port", "", "", false},
		{"a shorter flag", nil, []string{"--por"}, "port", "", "", false},
		{"no flag at all", nil, []string{"port", "80", "-", "--", ""}, "port", "", "", false},
		{"an empty value", nil, []string{"--api-key="}, "api-key", "", "spec.containers[0].args[0]", true},
		{"a value with an equals sign", nil, []string{"--set=a=b"}, "set", "a=b", "spec.containers[0].args[0]", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			value, path, found := run(test.command, test.args).Flag(test.flag)
			if value != test.value || path != test.path || found != test.found {
				t.Errorf("got %q at %q, %t; want %q at %q, %t", value, path, found, test.value, test.path, test.found)
			}
		})
	}
}

func FuzzCommandLine(f *testing.F) {
	for _, script := range []string{`a "b $(c 'd' | e) \` + "`", "# x\n\\", `'`, `"`, `sh -c "sh -c 'sh -c a'"`, "a\\\xff\x00\n", "<<<&&&"} {
		f.Add(script)
	}
	f.Fuzz(func(t *testing.T, script string) {
		container := run([]string{"sh", "-c"}, []string{script})
		size := 0
		for _, word := range container.CommandLine() {
			size += len(word.Text)
			if path := container.WordPath(word); path != "spec.containers[0].args[0]" && word.item == 2 {
				t.Errorf("path %s", path)
			}
		}
		if size > len(script)+len("sh-c")+2*strings.Count(script, "\n")+1 {
			t.Errorf("%d bytes of words from a script of %d", size, len(script))
		}
		container.Flag("a")
	})
}

func TestLongScriptsTakeLinearTime(t *testing.T) {
	for _, script := range []string{strings.Repeat("a ", 1<<20), strings.Repeat("'", 1<<20), strings.Repeat(`"\`, 1<<20), strings.Repeat("sh -c ", 1<<18), strings.Repeat("sh -o ", 1<<18)} {
		run([]string{"sh", "-c"}, []string{script}).Flag("absent")
		run([]string{"sh", "-c"}, strings.Split(script, " ")).Flag("absent")
	}
}

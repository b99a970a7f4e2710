package cluster

import (
	"path"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// Word is one word of what a container runs.
type Word struct {
	Text string
	// Operator is true for a shell operator between commands, such as "|" or
	// "&&"; a line break is ";".
	Operator bool
	// item counts command and args together; a word out of a shell script has
	// the item that holds the script.
	item int
}

// maxShellFlags bounds the flags of a shell before its script.
const maxShellFlags = 32

// maxScriptNesting bounds the shells inside shells that are looked into.
const maxScriptNesting = 4

// CommandLine returns the words of command and args in order. Where a shell is
// given a script (sh -c, bash -lc), the words of the script stand in its place.
// Variables and substitutions are not evaluated. The result must not be changed.
func (c Container) CommandLine() []Word { return c.words }

// WordPath is the path of the item of command or args that holds the word.
func (c Container) WordPath(word Word) string {
	if word.item < len(c.Command) {
		return c.FieldPath(Index("command", word.item))
	}
	return c.FieldPath(Index("args", word.item-len(c.Command)))
}

// Flag looks for a command-line flag by its name without hyphens, in any of the
// forms --name=value, --name value and --name, with hyphens or underscores, also
// inside shell scripts. It returns the value, which is empty for a flag without
// one, and the path of the item it is written in. Of several the last one
// counts, as it does for the servers that matter here.
//
// A word that follows the flag is taken for its value unless it starts with
// "--"; whether the flag takes a value at all is for the caller to know.
func (c Container) Flag(name string) (value, path string, ok bool) {
	for i := len(c.words) - 1; i >= 0; i-- {
		word := c.words[i]
		found, value, attached := cutFlag(word.Text, name)
		if !found || word.Operator {
			continue
		}
		if !attached && i+1 < len(c.words) {
			next := c.words[i+1]
			if !next.Operator && !strings.HasPrefix(next.Text, "--") {
				value = next.Text
			}
		}
		return value, c.WordPath(word), true
	}
	return "", "", false
}

// cutFlag reports whether word is the named flag, and the value attached to it
// with an equals sign.
func cutFlag(word, name string) (found bool, value string, attached bool) {
	if len(word) <= len(name) || word[0] != '-' {
		return false, "", false
	}
	word = strings.TrimPrefix(word[1:], "-")
	if len(word) < len(name) {
		return false, "", false
	}
	for i := range len(name) {
		a, b := word[i], name[i]
		if a != b && !(isSeparator(a) && isSeparator(b)) {
			return false, "", false
		}
	}
	switch rest := word[len(name):]; {
	case rest == "":
		return true, "", false
	case rest[0] == '=':
		return true, rest[1:], true
	}
	return false, "", false
}

func isSeparator(c byte) bool { return c == '-' || c == '_' }

// commandLine returns the words of a container. It allocates once unless there
// is a script.
func commandLine(container *corev1.Container) []Word {
	count := len(container.Command) + len(container.Args)
	if count == 0 {
		return nil
	}
	words := make([]Word, 0, count)
	for i, text := range container.Command {
		words = append(words, Word{Text: text, item: i})
	}
	for i, text := range container.Args {
		words = append(words, Word{Text: text, item: len(container.Command) + i})
	}
	return expandScripts(words, 0)
}

// expandScripts puts the words of every script that a shell is given in the
// place of the script.
func expandScripts(words []Word, nesting int) []Word {
	if nesting == maxScriptNesting {
		return words
	}
	var expanded []Word
	copied := 0
	for i := 0; i < len(words); i++ {
		if words[i].Operator || !isShell(words[i].Text) {
			continue
		}
		script := scriptOf(words, i+1)
		if script < 0 {
			continue
		}
		inner := splitScript(words[script].Text, words[script].item)
		expanded = append(expanded, words[copied:script]...)
		expanded = append(expanded, expandScripts(inner, nesting+1)...)
		copied, i = script+1, script
	}
	if copied == 0 {
		return words
	}
	return append(expanded, words[copied:]...)
}

func isShell(word string) bool {
	switch path.Base(word) {
	case "sh", "bash", "ash", "dash", "zsh", "ksh", "busybox":
		return true
	}
	return false
}

// scriptOf returns the index of the script among the words after a shell, or -1
// when the shell is not given one on its command line.
func scriptOf(words []Word, from int) int {
	command := false
	for i := from; i < len(words) && i < from+maxShellFlags && !words[i].Operator; i++ {
		word := words[i].Text
		switch {
		case len(word) > 1 && (word[0] == '-' || word[0] == '+') && word[1] != '-':
			command = command || word[0] == '-' && strings.IndexByte(word, 'c') > 0
			if last := word[len(word)-1]; last == 'o' || last == 'O' {
				i++ // -o pipefail takes an argument of its own
			}
		case strings.HasPrefix(word, "--"):
		case i == from && isShell(word): // busybox sh
		case command:
			return i
		default:
			return -1
		}
	}
	return -1
}

package manifest

import (
	"bytes"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// The bodies of CustomResourceDefinitions are nine tenths of the bytes of real
// bundles and say nothing about anybody's security. Where the lines of a
// document prove that it is one, it is not decoded. The proof:
//
//   - Its first two lines with content are the fields apiVersion and kind, at
//     the left margin, with the values of a definition: so the document is a
//     mapping whose own fields all begin at the left margin of a line.
//   - Every other line at the left margin is empty, a comment, or one of the
//     fields metadata, spec and status, each once and with nothing behind the
//     colon. (One that is not a field, but stands inside quotes, does no harm.)
//   - There are no other line breaks than LF and CR LF, no byte order mark, no
//     template action.
//
// So kind and apiVersion are set once, to what they seem to be. A document of
// which this is not certain is decoded like any other.

// crdVersions are the first lines of a definition.
var crdVersions = [...]string{"apiVersion: apiextensions.k8s.io/v1", "apiVersion: apiextensions.k8s.io/v1beta1"}

const crdKind = "kind: CustomResourceDefinition"

// The fields of a definition that have been seen at the left margin.
const (
	seenVersion = 1 << iota
	seenKind
	seenMetadata
	seenSpec
	seenStatus
)

// lexicalDefinition returns the definition that text is, if its lines prove
// that it is one.
func lexicalDefinition(text []byte) (definition scan.Definition, certain bool) {
	if !mayBeDefinition(text) {
		return scan.Definition{}, false
	}
	var names definitionNames
	seen, inside := 0, 0
	for rest := text; len(rest) > 0; {
		var line []byte
		line, rest = cutLine(rest)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		if line[0] == ' ' {
			indent := indentation(line)
			if indent == len(line) {
				continue
			}
			if inside == 0 {
				return scan.Definition{}, false
			}
			if inside == seenSpec {
				names.line(line, indent)
			}
			continue
		}
		field := definitionField(line)
		if field == 0 || seen&field != 0 || field > seenKind && seen&(seenVersion|seenKind) != seenVersion|seenKind {
			return scan.Definition{}, false
		}
		seen |= field
		inside = field &^ (seenVersion | seenKind)
	}
	return names.definition()
}

// mayBeDefinition is a quick look at the beginning of text, and then at the
// bytes that would make its lines something else than they seem.
func mayBeDefinition(text []byte) bool {
	first := text
	for {
		first = bytes.TrimLeft(first, "\r\n")
		if len(first) == 0 || first[0] != '#' {
			break
		}
		_, first = cutLine(first)
	}
	if !bytes.HasPrefix(first, []byte("apiVersion: apiextensions.k8s.io/")) && !bytes.HasPrefix(first, []byte(crdKind)) {
		return false
	}
	for _, other := range [...]string{"{{", "\u0085", "\u2028", "\u2029", "\ufeff"} {
		if bytes.Contains(text, []byte(other)) {
			return false
		}
	}
	for rest := text; ; {
		i := bytes.IndexByte(rest, '\r')
		if i < 0 {
			return true
		}
		if i+1 == len(rest) || rest[i+1] != '\n' {
			return false
		}
		rest = rest[i+2:]
	}
}

// cutLine returns the first line of text without its line break and what
// follows it.
func cutLine(text []byte) (line, rest []byte) {
	end := bytes.IndexByte(text, '\n')
	if end < 0 {
		return text, nil
	}
	line, rest = text[:end], text[end+1:]
	if end > 0 && line[end-1] == '\r' {
		line = line[:end-1]
	}
	return line, rest
}

// definitionField names the field that a line at the left margin sets, or zero
// when it is none that a definition has in this form.
func definitionField(line []byte) int {
	switch text := string(bytes.TrimRight(line, " ")); text {
	case crdVersions[0], crdVersions[1]:
		return seenVersion
	case crdKind:
		return seenKind
	case "metadata:":
		return seenMetadata
	case "spec:":
		return seenSpec
	case "status:":
		return seenStatus
	}
	return 0
}

// deepest is an indentation at which no field of a definition stands that is
// looked for. It is not worth counting on.
const deepest = 24

func indentation(line []byte) int {
	n := 0
	for n < len(line) && n < deepest && line[n] == ' ' {
		n++
	}
	return n
}

// isDefinition reports whether a decoded object is a CustomResourceDefinition.
func isDefinition(apiVersion, kind string) bool {
	return kind == "CustomResourceDefinition" && cluster.ObjectRef{APIVersion: apiVersion}.Group() == "apiextensions.k8s.io"
}

// decodedDefinition reads a definition from a decoded one.
func decodedDefinition(content map[string]any) scan.Definition {
	spec := cluster.LookupMap(content, "spec")
	definition := scan.Definition{
		Group: cluster.LookupString(spec, "group"),
		Kind:  cluster.LookupString(spec, "names", "kind"),
	}
	for _, item := range cluster.LookupList(spec, "versions") {
		version, _ := item.(map[string]any)
		if served, _ := version["served"].(bool); served {
			definition.Versions = append(definition.Versions, cluster.LookupString(version, "name"))
		}
	}
	if version := cluster.LookupString(spec, "version"); version != "" && len(cluster.LookupList(spec, "versions")) == 0 {
		definition.Versions = []string{version}
	}
	return definition
}

// leadingLines is the number of lines before the first that is not empty or a
// comment.
func leadingLines(text []byte) int {
	lines := 0
	for len(text) > 0 {
		line, rest := cutLine(text)
		if len(line) > 0 && line[0] != '#' {
			break
		}
		lines++
		text = rest
	}
	return lines
}

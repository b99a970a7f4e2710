package manifest

import (
	"bytes"

	"github.com/bulkhead-dev/bulkhead/scan"
)

// definitionNames collects group, kind and served versions from the lines of a
// specification, as long as they are written in the ordinary way.
type definitionNames struct {
	group, kind string
	versions    []string
	listed      bool   // the field versions is there
	single      string // the value of the field version, of old
	served      bool   // the version being read is
	version     string

	indent        int    // of the fields of the specification; zero before the first
	section       string // the field of the specification that the lines belong to
	inner         int    // of the fields of names, or of a version
	extraordinary bool
}

// line reads one line of the specification.
func (n *definitionNames) line(line []byte, indent int) {
	if n.indent == 0 {
		n.indent = indent
	}
	switch {
	case line[indent] == '#':
	case indent == n.indent && line[indent] != '-':
		name, value, _ := bytes.Cut(line[indent:], []byte(":"))
		n.section, n.inner = string(name), 0
		switch n.section {
		case "group":
			n.group = n.plain(value)
		case "version":
			n.single = n.plain(value)
		case "versions":
			n.listed = true
		}
	case n.section == "names":
		if n.inner == 0 {
			n.inner = indent
		}
		if value, ok := bytes.CutPrefix(line[indent:], []byte("kind:")); ok && indent == n.inner {
			n.kind = n.plain(value)
		}
	case n.section == "versions":
		n.versionLine(line, indent)
	}
}

func (n *definitionNames) versionLine(line []byte, indent int) {
	if line[indent] == '-' && (n.inner == 0 || indent < n.inner) {
		n.endVersion()
		indent++
		for indent < len(line) && line[indent] == ' ' {
			indent++
		}
		n.inner = indent
	}
	if indent != n.inner {
		return
	}
	name, value, _ := bytes.Cut(line[min(indent, len(line)):], []byte(":"))
	switch string(name) {
	case "name":
		n.version = n.plain(value)
	case "served":
		text := n.plain(value)
		n.served = text == "true"
		n.extraordinary = n.extraordinary || text != "true" && text != "false"
	}
}

func (n *definitionNames) endVersion() {
	if n.served && n.version != "" {
		n.versions = append(n.versions, n.version)
	}
	n.served, n.version = false, ""
}

// plain returns a value made of letters, digits, dots and hyphens, possibly in
// quotes; anything else is noted as out of the ordinary.
func (n *definitionNames) plain(value []byte) string {
	value = bytes.TrimSpace(value)
	if len(value) >= 2 && (value[0] == '"' || value[0] == '\'') && value[len(value)-1] == value[0] {
		value = value[1 : len(value)-1]
	}
	for _, c := range value {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '.' && c != '-' {
			n.extraordinary = true
			return ""
		}
	}
	return string(value)
}

func (n *definitionNames) definition() (scan.Definition, bool) {
	n.endVersion()
	if !n.listed && n.single != "" {
		n.versions = []string{n.single}
	}
	ok := !n.extraordinary && n.group != "" && n.kind != "" && len(n.versions) > 0
	return scan.Definition{Group: n.group, Kind: n.kind, Versions: n.versions}, ok
}

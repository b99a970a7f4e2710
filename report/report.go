// Package report writes the answers of a scan: for people, for pipelines and
// for other tools, each format in one file that implements [scan.Handler].
//
// # Order
//
// Every format but jsonl shows findings sorted by severity (worst first),
// control, object, field and location, so that its bytes depend on the findings
// alone and not on the order in which the input was read. Sorting needs all
// findings in memory; jsonl keeps the order of the stream and needs constant
// memory.
//
// # Hostile input
//
// Names, paths and values come from whoever wrote the manifests. Formats for
// people show control characters, terminal escape sequences, bidirectional
// overrides and invisible characters as visible escapes such as \x1b, and
// escape everything else as their own syntax asks. JSON keeps every value
// whole, with such characters as \u escapes; bytes that are not UTF-8 become
// U+FFFD, for JSON cannot hold them.
package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// APIVersion is the version of the JSON documents that this package writes and
// reads. It changes when a field changes its meaning or goes away.
const APIVersion = "bulkhead.dev/v1"

// Defaults of [Options].
const (
	// DefaultWidth is the width of lines, in columns, where it is not known.
	DefaultWidth = 100
	// DefaultFailOn is the severity from which findings fail a run.
	DefaultFailOn = control.High
)

// Options are choices about the presentation. The zero value is useful.
type Options struct {
	// Color adds ANSI colours to the table. The caller turns it on for a
	// terminal when NO_COLOR is not set. Nothing is told by colour alone.
	Color bool
	// Width is the width of the terminal in columns; zero means DefaultWidth.
	Width int
	// Limit is how many findings of one control formats for people show before
	// they fold the rest into a line that counts it. Zero means the default of
	// the format, a negative number no limit.
	Limit int
	// FailOn is the severity at and above which findings fail the run, for the
	// verdict; zero means DefaultFailOn. A value above [control.Critical] means
	// that findings never fail it.
	FailOn control.Severity
	// Strict makes unknown answers fail the run.
	Strict bool
}

func (o Options) limit(byDefault int) int {
	switch {
	case o.Limit < 0:
		return int(^uint(0) >> 1)
	case o.Limit == 0:
		return byDefault
	}
	return o.Limit
}

// Format is one way to write a result.
type Format struct {
	// Name is what -o takes.
	Name string
	// Description is one line for people.
	Description string
	// Streams says that findings are written as they come, in constant memory
	// and in the order of the stream.
	Streams bool
	// New returns a handler that writes to w. Nothing need have been written
	// before its End has returned.
	New func(w io.Writer, options Options) scan.Handler
}

// Formats lists every format, the one for terminals first.
func Formats() []Format {
	return []Format{
		{Name: "table", Description: "for people: the worst first, each fix once", New: NewTable},
		{Name: "json", Description: "one ScanResult document, lossless; the input of convert, diff and --baseline", New: NewJSON},
		{Name: "jsonl", Description: "one JSON record a line, as they are found, in constant memory", Streams: true, New: NewJSONL},
		{Name: "sarif", Description: "SARIF 2.1.0, for code scanning", New: NewSARIF},
		{Name: "junit", Description: "JUnit XML, for test reports of CI systems", New: NewJUnit},
		{Name: "html", Description: "one self-contained page, to read, print or attach", New: NewHTML},
		{Name: "markdown", Description: "GitHub-flavoured Markdown, for a pull request comment", New: NewMarkdown},
		{Name: "openreports", Description: "openreports.io Report objects as YAML, one for each namespace", New: NewOpenReports},
		{Name: "github", Description: "GitHub Actions annotations on the lines of a pull request", New: NewGitHub},
	}
}

// LookupFormat returns the format of the given name. The error names those
// there are.
func LookupFormat(name string) (Format, error) {
	var names []string
	for _, format := range Formats() {
		if format.Name == name {
			return format, nil
		}
		names = append(names, format.Name)
	}
	return Format{}, fmt.Errorf("unknown output format %q: use %s", name, strings.Join(names, ", "))
}

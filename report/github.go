package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// NewGitHub returns a handler that writes workflow commands of GitHub Actions,
// which show findings on the lines of a pull request. GitHub shows the first ten
// errors and ten warnings of a step, so the worst stand first. Waived and known
// findings are left to the last line, which is the verdict.
func NewGitHub(w io.Writer, options Options) scan.Handler {
	return collect(func(d *document) error {
		out := bufio.NewWriter(w)
		for _, finding := range append(d.of(failed), d.of(unknown)...) {
			annotate(out, githubLevel(finding), finding.Location, plain(finding.Control)+": "+prose(finding.Title), annotation(d, finding))
		}
		for _, notice := range d.Coverage.Notices {
			if notice.Reason.Incomplete() {
				annotate(out, "warning", &notice.Location, "not judged: "+reasonText(notice.Reason), prose(notice.Detail))
			}
		}
		verdict := Judge(d.Result, options)
		_, _ = fmt.Fprintf(out, "bulkhead: %s: %s\n", verdict.Status, verdict.Reason)
		return out.Flush()
	})
}

func githubLevel(finding *control.Finding) string {
	switch {
	case finding.Outcome == control.Unknown || finding.Severity <= control.Low:
		return "notice"
	case finding.Severity == control.Medium:
		return "warning"
	}
	return "error"
}

func annotation(d *document, finding *control.Finding) string {
	lines := []string{clip(prose(finding.Message), 4*longest)}
	if finding.Outcome == control.Unknown {
		lines[0] = "unknown: " + lines[0]
	} else {
		lines[0] = finding.Severity.String() + ": " + lines[0]
	}
	if name := objectName(finding, true); name != "" {
		lines = append(lines, name+" "+clip(plain(finding.Path), longest))
	}
	if fix := d.rule(finding).Fix; fix != "" && finding.Outcome == control.Failed {
		lines = append(lines, "Fix: "+clip(prose(fix), 4*longest))
	}
	return strings.Join(lines, "\n")
}

// annotate writes one workflow command.
func annotate(out *bufio.Writer, level string, location *cluster.Location, title, message string) {
	_, _ = out.WriteString("::" + level + " ")
	if location != nil && location.File != "" && location.File != "-" {
		_, _ = out.WriteString("file=" + githubProperty.Replace(plain(location.File)) + ",")
		if location.Line > 0 && !location.Rendered {
			_, _ = fmt.Fprintf(out, "line=%d,", location.Line)
			if location.Column > 0 {
				_, _ = fmt.Fprintf(out, "col=%d,", location.Column)
			}
		}
	}
	_, _ = out.WriteString("title=" + githubProperty.Replace(clip(title, longest)) + "::" + githubData.Replace(message) + "\n")
}

// The escapes of workflow commands: what follows the second pair of colons is
// data, what stands before it properties.
var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

package report

import (
	"bufio"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// homepage is where the tool is described.
const homepage = "https://github.com/bulkhead-dev/bulkhead"

// NewSARIF returns a handler that writes a SARIF 2.1.0 log with one run.
//
// Failed findings are results of kind fail, unknown answers of kind open, waived
// findings are suppressed. What was not understood stands among the notifications
// of the invocation, which then is not successful. With a baseline, results have
// a baselineState. Columns count bytes, which are code points except after
// text that is not ASCII on the same line.
func NewSARIF(w io.Writer, _ Options) scan.Handler {
	return collect(func(d *document) error { return writeSARIF(w, d) })
}

// writeSARIF writes a sarifLog, one result a line.
func writeSARIF(w io.Writer, d *document) error {
	run, number := newSARIFRun(d)
	out := &jsonWriter{w: bufio.NewWriter(w), encoder: newEncoder()}
	out.text("{\n")
	out.member("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
	out.member("version", "2.1.0")
	out.text("  \"runs\": [{\n")
	out.member("tool", run.Tool)
	out.member("invocations", run.Invocations)
	out.member("columnKind", run.ColumnKind)
	out.member("properties", run.Properties)
	out.list("results", len(d.findings), func(i int) any {
		return newSARIFResult(d, d.findings[i], number[d.findings[i].Control])
	})
	out.text("\n  }]\n}\n")
	if out.err != nil {
		return out.err
	}
	return out.w.Flush()
}

// newSARIFRun returns the run without its results, and the number of each rule.
func newSARIFRun(d *document) (sarifRun, map[string]int) {
	rules, number := d.rules()
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: "bulkhead", Version: d.Version, InformationURI: homepage, Rules: []sarifRule{}}},
		ColumnKind: "unicodeCodePoints",
		Properties: map[string]any{"summary": complete(d.Result).Summary},
	}
	for _, rule := range rules {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, newSARIFRule(rule))
	}
	invocation := sarifInvocation{ExecutionSuccessful: !d.Coverage.Incomplete}
	invocation.ToolExecutionNotifications, run.Tool.Driver.Notifications = sarifNotices(d.Coverage.Notices)
	run.Invocations = []sarifInvocation{invocation}
	return run, number
}

func newSARIFRule(r rule) sarifRule {
	made := sarifRule{
		ID:                   r.ID,
		ShortDescription:     sarifMultiformat{Text: sarifText(r.Title)},
		DefaultConfiguration: sarifConfiguration{sarifLevel(r.Severity)},
		Properties: map[string]any{
			"tags":              sarifTags(r),
			"security-severity": securitySeverity[r.Severity],
			"problem.severity":  r.Severity.String(),
		},
	}
	if r.Why != "" {
		made.FullDescription = &sarifMultiformat{Text: sarifText(r.Why)}
	}
	if text, markdown := sarifHelp(r); text != "" {
		made.Help = &sarifMultiformat{Text: sarifText(text), Markdown: sarifBraces(markdown)}
	}
	for _, ref := range r.Refs {
		if address, err := url.Parse(ref); err == nil && webAddress(ref) {
			made.HelpURI = address.String()
			break
		}
	}
	return made
}

// sarifHelp is the documentation of a control as text and as Markdown. In the
// Markdown only code spans keep a meaning.
func sarifHelp(r rule) (text, markdown string) {
	var plainText, marked strings.Builder
	for _, part := range []struct{ name, text string }{{"Why", r.Why}, {"Fix", r.Fix}} {
		if part.text == "" {
			continue
		}
		plainText.WriteString(part.name + ": " + prose(part.text) + "\n")
		marked.WriteString("**" + part.name + ".** " + escapeMarkdown(prose(part.text)) + "\n\n")
	}
	if len(r.Refs) > 0 {
		plainText.WriteString("References: " + plain(strings.Join(r.Refs, ", ")) + "\n")
		marked.WriteString("**References**\n\n")
		for _, ref := range r.Refs {
			marked.WriteString("- " + markdownReference(ref) + "\n")
		}
	}
	return plainText.String(), marked.String()
}

// securitySeverity is the number by which GitHub sorts alerts into critical
// (over 9), high (7 to 8.9), medium (4 to 6.9) and low.
var securitySeverity = map[control.Severity]string{
	control.Critical: "9.5", control.High: "8.0", control.Medium: "5.5", control.Low: "3.0", control.Info: "0.0",
}

func sarifLevel(severity control.Severity) string {
	switch {
	case severity >= control.High:
		return "error"
	case severity == control.Medium:
		return "warning"
	}
	return "note"
}

// sarifTags are the words to filter by: the family of the control and the
// techniques it stops. GitHub reads the first ten.
func sarifTags(r rule) []string {
	family, _, _ := strings.Cut(r.ID, "-")
	tags := []string{"security", "kubernetes", plain(family)}
	for _, ref := range r.Refs {
		if !webAddress(ref) && len(tags) < 10 {
			tags = append(tags, plain(ref))
		}
	}
	return slices.Compact(tags)
}

func newSARIFResult(d *document, finding *control.Finding, index int) sarifResult {
	made := sarifResult{
		RuleID: finding.Control, RuleIndex: index,
		Kind: "fail", Level: sarifLevel(finding.Severity),
		Message:             sarifMessage{sarifText(finding.Message)},
		PartialFingerprints: map[string]string{"bulkhead/v1": finding.Fingerprint},
		Suppressions:        []sarifSuppression{},
		Properties:          map[string]any{"severity": finding.Severity.String()},
	}
	if finding.Message == "" {
		made.Message.Text = sarifText(finding.Title)
	}
	if finding.Outcome == control.Unknown {
		made.Kind, made.Level = "open", "none"
	}
	if location, ok := newSARIFLocation(finding.Location); ok || finding.Object.Kind != "" {
		location.LogicalLocations = sarifLogical(finding)
		made.Locations = []sarifLocation{location}
	}
	if finding.Waiver != nil {
		made.Suppressions = append(made.Suppressions, newSARIFSuppression(finding.Waiver))
	}
	if d.Summary.Known > 0 {
		made.BaselineState = "new"
		if finding.Known {
			made.BaselineState = "unchanged"
		}
	}
	for name, value := range map[string]string{"path": finding.Path, "container": finding.Container, "confidence": finding.Confidence} {
		if value != "" {
			made.Properties[name] = value
		}
	}
	if len(finding.Evidence) > 0 {
		made.Properties["evidence"] = finding.Evidence
	}
	return made
}

func newSARIFLocation(location *cluster.Location) (sarifLocation, bool) {
	if location == nil || location.File == "" {
		return sarifLocation{}, false
	}
	physical := &sarifPhysicalLocation{ArtifactLocation: sarifArtifactLocation{fileURI(location.File)}}
	if location.Line > 0 && !location.Rendered {
		physical.Region = &sarifRegion{StartLine: location.Line, StartColumn: location.Column}
	}
	return sarifLocation{PhysicalLocation: physical}, true
}

// fileURI is a file name as a URI reference: relative ones stay relative, to
// the folder that the scan ran in.
func fileURI(name string) string {
	path := filepath.ToSlash(name)
	switch {
	case filepath.IsAbs(name) && !strings.HasPrefix(path, "/"):
		return (&url.URL{Scheme: "file", Path: "/" + path}).String()
	case filepath.IsAbs(name):
		return (&url.URL{Scheme: "file", Path: path}).String()
	}
	return (&url.URL{Path: path}).String()
}

// sarifLogical names the object and, below it, the field.
func sarifLogical(finding *control.Finding) []sarifLogicalLocation {
	if finding.Object.Kind == "" {
		return nil
	}
	object := finding.Object.String()
	locations := []sarifLogicalLocation{{Name: finding.Object.Name, FullyQualifiedName: object, Kind: "resource"}}
	if finding.Path != "" {
		locations = append(locations, sarifLogicalLocation{FullyQualifiedName: object + "/" + finding.Path, Kind: "member"})
	}
	return locations
}

func newSARIFSuppression(waiver *control.WaiverRef) sarifSuppression {
	kind := "external"
	if strings.HasPrefix(waiver.Source, "annotation ") || strings.HasPrefix(waiver.Source, "comment ") {
		kind = "inSource"
	}
	return sarifSuppression{Kind: kind, Status: "accepted", Justification: waiverText(waiver)}
}

// sarifNotices turns notices into notifications, and lists their reasons.
func sarifNotices(notices []scan.Notice) ([]sarifNotification, []sarifDescriptor) {
	var notifications []sarifNotification
	var descriptors []sarifDescriptor
	number := map[scan.Reason]int{}
	for _, notice := range notices {
		index, ok := number[notice.Reason]
		if !ok {
			index = len(descriptors)
			number[notice.Reason] = index
			descriptors = append(descriptors, sarifDescriptor{ID: string(notice.Reason), ShortDescription: sarifMultiformat{Text: sarifText(reasonText(notice.Reason))}})
		}
		notification := sarifNotification{
			Descriptor: sarifReference{ID: string(notice.Reason), Index: index},
			Level:      "note", Message: sarifMessage{sarifText(notice.Detail)},
		}
		if notice.Reason.Incomplete() {
			notification.Level = "warning"
		}
		if location, ok := newSARIFLocation(&notice.Location); ok {
			notification.Locations = []sarifLocation{location}
		}
		notifications = append(notifications, notification)
	}
	return notifications, descriptors
}

// sarifText is plain text in which nothing reads as a placeholder ({0}) or a
// link ([text](target)): SARIF sections 3.11.5 and 3.11.6.
func sarifText(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = plain(line)
	}
	return sarifBraces(strings.ReplaceAll(strings.Join(lines, "\n"), "](", `\](`))
}

var braces = strings.NewReplacer("{", "{{", "}", "}}")

func sarifBraces(text string) string { return braces.Replace(text) }

// webAddress reports whether a reference is a link that may be followed.
func webAddress(reference string) bool {
	parsed, err := url.Parse(reference)
	return err == nil && (parsed.Scheme == "https" || parsed.Scheme == "http") && parsed.Host != ""
}

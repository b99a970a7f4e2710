package report

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"sigs.k8s.io/yaml"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// openReportsLimit is how many results one report holds. An object in etcd may
// have 1.5 MiB; with values clipped, a result takes at most about 2.5 kB.
const openReportsLimit = 500

// NewOpenReports returns a handler that writes, as YAML documents, one
// openreports.io/v1alpha1 Report for each namespace with findings and one
// ClusterReport for the rest: objects without a namespace, and those whose
// namespace is not a name that a namespace can have.
//
// A failed finding is a result fail, or warn when it is of severity info or
// known from the baseline; an unknown answer is error; a waived one skip. Passes
// are left out. Names are the same in every run, so that applying a new report
// replaces the old one.
func NewOpenReports(w io.Writer, options Options) scan.Handler {
	return collect(func(d *document) error {
		out := bufio.NewWriter(w)
		for i, report := range newOpenReports(d, options.limit(openReportsLimit)) {
			encoded, err := yaml.Marshal(report)
			if err != nil {
				return err
			}
			if i > 0 {
				_, _ = out.WriteString("---\n")
			}
			_, _ = out.Write(encoded)
		}
		return out.Flush()
	})
}

// The parts of openreports.io/v1alpha1 that bulkhead writes; Report and
// ClusterReport have the same fields.
type (
	openReport struct {
		APIVersion    string            `json:"apiVersion"`
		Kind          string            `json:"kind"`
		Metadata      openMetadata      `json:"metadata"`
		Source        string            `json:"source"`
		Configuration openConfiguration `json:"configuration"`
		Summary       openSummary       `json:"summary"`
		Results       []openResult      `json:"results,omitempty"`
	}
	openMetadata struct {
		Name      string            `json:"name"`
		Namespace string            `json:"namespace,omitempty"`
		Labels    map[string]string `json:"labels"`
	}
	openConfiguration struct {
		Limits openLimits `json:"limits"`
	}
	openLimits struct {
		MaxResults   int      `json:"maxResults"`
		StatusFilter []string `json:"statusFilter"`
	}
	// openSummary leaves pass out, which is not counted by namespace.
	openSummary struct {
		Fail  int `json:"fail"`
		Warn  int `json:"warn"`
		Error int `json:"error"`
		Skip  int `json:"skip"`
	}
	openResult struct {
		Policy      string            `json:"policy"`
		Category    string            `json:"category,omitempty"`
		Severity    string            `json:"severity,omitempty"`
		Result      string            `json:"result"`
		Scored      bool              `json:"scored,omitempty"`
		Resources   []openReference   `json:"resources,omitempty"`
		Description string            `json:"message,omitempty"`
		Properties  map[string]string `json:"properties,omitempty"`
	}
	openReference struct {
		APIVersion string `json:"apiVersion,omitempty"`
		Kind       string `json:"kind,omitempty"`
		Namespace  string `json:"namespace,omitempty"`
		Name       string `json:"name,omitempty"`
		FieldPath  string `json:"fieldPath,omitempty"`
	}
)

// namespacePattern is RFC 1123's label, as the API server asks of a namespace.
var namespacePattern = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`)

func newOpenReports(d *document, limit int) []*openReport {
	byNamespace := map[string]*openReport{}
	for _, finding := range d.findings {
		namespace := finding.Object.Namespace
		if !namespacePattern.MatchString(namespace) {
			namespace = ""
		}
		report := byNamespace[namespace]
		if report == nil {
			report = newOpenReport(namespace, limit)
			byNamespace[namespace] = report
		}
		report.add(d, finding)
	}
	if len(byNamespace) == 0 {
		byNamespace[""] = newOpenReport("", limit)
	}
	var reports []*openReport
	for _, namespace := range slices.Sorted(maps.Keys(byNamespace)) {
		byNamespace[namespace].close()
		reports = append(reports, byNamespace[namespace])
	}
	return reports
}

func newOpenReport(namespace string, limit int) *openReport {
	report := &openReport{
		APIVersion: "openreports.io/v1alpha1", Kind: "Report", Source: "bulkhead",
		Metadata: openMetadata{
			Name: "bulkhead-scan", Namespace: namespace,
			Labels: map[string]string{"app.kubernetes.io/managed-by": "bulkhead"},
		},
		Configuration: openConfiguration{openLimits{MaxResults: limit, StatusFilter: []string{"fail", "warn", "error", "skip"}}},
	}
	if namespace == "" {
		report.Kind = "ClusterReport"
	}
	return report
}

func (r *openReport) add(d *document, finding *control.Finding) {
	result := newOpenResult(d, finding)
	switch result.Result {
	case "fail":
		r.Summary.Fail++
	case "warn":
		r.Summary.Warn++
	case "error":
		r.Summary.Error++
	default:
		r.Summary.Skip++
	}
	if len(r.Results) < r.Configuration.Limits.MaxResults {
		r.Results = append(r.Results, result)
	}
}

// close tells in the last result how many did not fit; the summary has counted
// them.
func (r *openReport) close() {
	counted := r.Summary.Fail + r.Summary.Warn + r.Summary.Error + r.Summary.Skip
	if counted == len(r.Results) {
		return
	}
	last := len(r.Results) - 1
	overflow := counted - last
	r.Results[last] = openResult{
		Policy: "bulkhead-report", Result: "warn",
		Description: fmt.Sprintf("%d more results did not fit into this report; the summary counts them", overflow),
		Properties:  map[string]string{"overflow": strconv.Itoa(overflow)},
	}
}

func newOpenResult(d *document, finding *control.Finding) openResult {
	r := d.rule(finding)
	family := finding.Control
	for i := range family {
		if family[i] == '-' {
			family = family[:i]
			break
		}
	}
	result := openResult{
		Policy: clip(plain(finding.Control), longest), Category: clip(plain(family), longest), Severity: finding.Severity.String(),
		Description: clip(prose(finding.Message), 3*longest), Properties: map[string]string{},
	}
	switch classify(finding) {
	case failed:
		result.Result, result.Scored = "fail", true
		if finding.Severity == control.Info {
			result.Result, result.Scored = "warn", false
		}
	case unknown:
		result.Result = "error"
	case known:
		result.Result = "warn"
		result.Properties["baseline"] = "known"
	case waived:
		result.Result = "skip"
		result.Properties["waiver"] = waiverText(finding.Waiver)
	}
	if object := finding.Object; object.Kind != "" {
		result.Resources = []openReference{{
			APIVersion: clip(plain(object.APIVersion), longest), Kind: clip(plain(object.Kind), longest),
			Namespace: clip(plain(object.Namespace), longest), Name: clip(plain(object.Name), longest), FieldPath: clip(plain(finding.Path), longest),
		}}
	}
	for name, value := range map[string]string{
		"title": r.Title, "fix": r.Fix, "path": finding.Path, "container": finding.Container, "location": place(finding.Location),
		"fingerprint": finding.Fingerprint, "confidence": finding.Confidence,
	} {
		if value != "" {
			result.Properties[name] = clip(prose(value), 2*longest)
		}
	}
	return result
}

package report

import (
	"fmt"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

func openReportsOf(t *testing.T, s *sample, options Options) []openReport {
	t.Helper()
	format, _ := LookupFormat("openreports")
	var reports []openReport
	for _, document := range strings.Split(s.render(t, format, options), "\n---\n") {
		var report openReport
		if err := yaml.UnmarshalStrict([]byte(document), &report); err != nil {
			t.Fatalf("%v in\n%s", err, document)
		}
		reports = append(reports, report)
	}
	return reports
}

func TestOpenReports_by_namespace(t *testing.T) {
	var got []string
	for _, report := range openReportsOf(t, platform(), Options{}) {
		got = append(got, fmt.Sprintf("%s/%s/%s %+v %d", report.Kind, report.Metadata.Namespace, report.Metadata.Name, report.Summary, len(report.Results)))
	}
	want := []string{
		"ClusterReport//bulkhead-scan {Fail:0 Warn:0 Error:3 Skip:0} 3",
		"Report/team-blue/bulkhead-scan {Fail:3 Warn:1 Error:1 Skip:1} 6",
		"Report/team-red/bulkhead-scan {Fail:27 Warn:0 Error:0 Skip:0} 27",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestOpenReports_tells_what_did_not_fit(t *testing.T) {
	for _, report := range openReportsOf(t, platform(), Options{Limit: 5}) {
		if report.Metadata.Namespace != "team-red" {
			continue
		}
		last := report.Results[len(report.Results)-1]
		if len(report.Results) != 5 || last.Properties["overflow"] != "23" || report.Summary.Fail != 27 {
			t.Errorf("%d results, the last %+v, summary %+v", len(report.Results), last, report.Summary)
		}
	}
}

func TestOpenReports_of_nothing(t *testing.T) {
	reports := openReportsOf(t, clean(), Options{})
	if len(reports) != 1 || reports[0].Kind != "ClusterReport" || len(reports[0].Results) != 0 {
		t.Errorf("got %+v", reports)
	}
}

// TestOpenReports_only_in_namespaces_that_can_exist: the API server would refuse
// the object.
func TestOpenReports_only_in_namespaces_that_can_exist(t *testing.T) {
	for _, report := range openReportsOf(t, hostile(), Options{}) {
		if namespace := report.Metadata.Namespace; namespace != "" && !namespacePattern.MatchString(namespace) {
			t.Errorf("namespace %q", namespace)
		}
		for _, result := range report.Results {
			if result.Result == "" || result.Policy == "" {
				t.Errorf("result %+v", result)
			}
		}
	}
}

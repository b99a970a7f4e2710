package report

import (
	"testing"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

func TestJudge(t *testing.T) {
	result := func(objects, high, low, unknown int, incomplete bool) scan.Result {
		return scan.Result{
			Summary:  scan.Summary{Failed: map[control.Severity]int{control.High: high, control.Low: low}, Unknown: unknown},
			Coverage: scan.Coverage{Objects: objects, Incomplete: incomplete},
		}
	}
	never := Options{FailOn: control.Critical + 1}
	for _, test := range []struct {
		name    string
		result  scan.Result
		options Options
		want    Verdict
		exit    int
	}{
		{"clean", result(3, 0, 0, 0, false), Options{}, Verdict{OK, false, "no findings"}, 0},
		{"milder", result(3, 0, 2, 0, false), Options{}, Verdict{OK, false, "no findings at or above high, 2 below"}, 0},
		{"fails", result(3, 1, 2, 0, false), Options{}, Verdict{Failing, false, "1 finding at or above high"}, 1},
		{"fails from low", result(3, 1, 2, 0, false), Options{FailOn: control.Low}, Verdict{Failing, false, "3 findings at or above low"}, 1},
		{"never fails", result(3, 1, 2, 0, false), never, Verdict{OK, false, "3 findings"}, 0},
		{"doubt", result(3, 0, 0, 2, false), Options{}, Verdict{OK, true, "no findings; 2 answers unknown"}, 0},
		{"strict", result(3, 0, 0, 1, false), Options{Strict: true}, Verdict{Failing, false, "no findings; 1 answer unknown"}, 1},
		{"incomplete", result(3, 0, 0, 0, true), Options{}, Verdict{Incomplete, false, "no findings; not all input was understood"}, 3},
		{"fails and incomplete", result(3, 1, 0, 0, true), Options{}, Verdict{Failing, false, "1 finding at or above high; not all input was understood"}, 1},
		{"nothing", result(0, 0, 0, 0, false), Options{}, Verdict{OK, true, "nothing was judged: the input holds no Kubernetes objects"}, 0},
	} {
		got := Judge(test.result, test.options)
		if got != test.want || got.Status.ExitCode() != test.exit {
			t.Errorf("%s: got %+v exit %d, want %+v exit %d", test.name, got, got.Status.ExitCode(), test.want, test.exit)
		}
	}
}

package gpu

import (
	"fmt"
	"strings"

	"github.com/bulkhead-dev/bulkhead/advisories"
	"github.com/bulkhead-dev/bulkhead/control"
)

// namedVulnerabilities is how many vulnerabilities a message names, worst first.
const namedVulnerabilities = 3

// judgeVersion answers about the version of a product that stands at path. Text
// is what is written there.
func judgeVersion(pass *control.Pass, path, text string, version advisories.Result) {
	name := version.Product.Name + " " + version.Version
	switch {
	case !version.Known:
		pass.Unknown(path, "the version of the %s is not known: %s does not tell it", version.Product.Name, text)
	case len(version.Affected) > 0:
		pass.Fail(path, "%s has %s; %s", name, listed(version.IDs()), remedy(version.Fix())).At(severityOf(version.Worst()))
	case len(version.Undecided) > 0:
		pass.Unknown(path, "whether %s has %s is not known", name, version.Undecided[0].ID)
	}
}

// severityOf returns the severity of a CVSS base score: critical from 9 on, as
// its specification rates it, and high below, because it is known and open.
func severityOf(score float64) control.Severity {
	if score >= 9 {
		return control.Critical
	}
	return control.High
}

func listed(ids []string) string {
	named := ids[:min(len(ids), namedVulnerabilities)]
	text := strings.Join(named, ", ")
	if more := len(ids) - len(named); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

func remedy(fixed string) string {
	if fixed == "" { // mutate: equivalent today, the data has a fix for every version
		return "no fixed version is known"
	}
	return "fixed in " + fixed
}

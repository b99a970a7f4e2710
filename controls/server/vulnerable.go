package server

import (
	"fmt"
	"strings"

	"github.com/bulkhead-dev/bulkhead/advisories"
	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// JudgeImages answers for every container of the judged pod whose image holds
// the product, named by its ID in the advisories. All images of the product
// have the given word in their names.
func JudgeImages(pass *control.Pass, product, word string) {
	judged := ""
	for _, container := range pass.Pod.Containers() {
		if !strings.Contains(container.Image, word) { // mutate: equivalent, because it only saves time
			continue
		}
		for _, result := range advisories.MatchImage(cluster.ParseImage(container.Image)) {
			path := container.FieldPath("image")
			// Containers that a controller adds may take the image of another one.
			if result.Product.ID != product || path == judged {
				continue
			}
			judged = path
			JudgeVersion(pass, path, "container "+container.Name, container.Image, result).In(container)
		}
	}
	if judged == "" { // mutate: equivalent, because cases do not count passes
		pass.NotApplicable()
	}
}

// JudgeVersion answers for one version of a product, written at path. The
// subject says what runs it. An answer that the version is clean is discarded.
func JudgeVersion(pass *control.Pass, path, subject, written string, result advisories.Result) *control.Answer {
	name := result.Product.Name
	switch {
	case !result.Known:
		return pass.Unknown(path, "%s runs %s of a version that is not known: %s does not tell it", subject, name, written)
	case len(result.Affected) > 0:
		return pass.Fail(path, "%s runs %s %s, which has %s", subject, name, result.Version, vulnerabilities(result)).At(severity(result))
	case len(result.Undecided) > 0: // mutate: equivalent, because the data decides every version of these products today
		return pass.Unknown(path, "%s runs %s %s, which may have %s", subject, name, result.Version, result.Undecided[0].ID)
	}
	return new(control.Answer)
}

// listed is how many vulnerabilities a message names.
const listed = 3

func vulnerabilities(result advisories.Result) string {
	ids := result.IDs()
	text := strings.Join(ids[:min(listed, len(ids))], ", ")
	if more := len(ids) - listed; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	if fix := result.Fix(); fix != "" { // mutate: equivalent, because the data has a fix for all of these products today
		return text + "; fixed in " + fix
	}
	return text + "; no fixed version is known"
}

// severity is that of the worst vulnerability that needs no special
// circumstances; without a score it counts as high.
func severity(result advisories.Result) control.Severity {
	worst := control.Medium
	for _, match := range result.Affected {
		switch {
		case match.Condition != "":
		case match.CVSS >= 9:
			worst = max(worst, control.Critical)
		case match.CVSS >= 7 || match.CVSS == 0: // mutate: equivalent, because versions with the one have the other today
			worst = max(worst, control.High)
		}
	}
	return worst
}

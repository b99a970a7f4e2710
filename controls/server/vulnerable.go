package server

import (
	"fmt"
	"strings"

	"github.com/bulkhead-dev/bulkhead/advisories"
	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// JudgeImages answers for every container of the judged pod whose image holds
// the product, named by its ID in the advisories, or that runs it in an image of
// somebody else.
func JudgeImages(pass *control.Pass, product string, runs func(cluster.Container) bool) {
	judged := ""
	for _, container := range pass.Pod.Containers() {
		image := cluster.ParseImage(container.Image)
		result, known := advisories.ForImage(product, image)
		if !known {
			if !runs(container) {
				continue
			}
			result, known = advisories.ForCopy(product, image)
		}
		path := container.FieldPath("image")
		// Containers that a controller adds may take the image of another one.
		if path == judged {
			continue
		}
		judged = path
		if !known {
			UnknownMaker(pass, path, "container "+container.Name, product, container.Image).In(container)
			continue
		}
		JudgeVersion(pass, path, "container "+container.Name, container.Image, result).In(container)
	}
	if judged == "" { // mutate: equivalent, because cases do not count passes
		pass.NotApplicable()
	}
}

// UnknownMaker answers that an image, written at path, is not of the makers of
// the product, so that its tag counts the versions of something else.
func UnknownMaker(pass *control.Pass, path, subject, product, image string) *control.Answer {
	return pass.Unknown(path, "%s runs %s of a version that is not known: %s is an image of another maker",
		subject, advisories.For(product, "").Product.Name, image)
}

// Runs returns a function that recognises the containers of a product.
func Runs(product Product) func(cluster.Container) bool {
	return func(container cluster.Container) bool { return Of(container) == product }
}

// JudgeVersion answers for one version of a product, written at path. The
// subject says what runs it. An answer that the version is clean is discarded.
func JudgeVersion(pass *control.Pass, path, subject, written string, result advisories.Result) *control.Answer {
	name := result.Product.Name
	switch {
	case !result.Known:
		return pass.Unknown(path, "%s runs %s of a version that is not known: %s does not tell it", subject, name, written)
	case len(result.Affected) > 0:
		return pass.Fail(path, "%s runs %s %s, which has%s", subject, name, result.Version, vulnerabilities(result)).At(severity(result))
	case len(result.Undecided) > 0: // mutate: equivalent, because the data decides every version of these products today
		return pass.Unknown(path, "%s runs %s %s, which may have %s", subject, name, result.Version, result.Undecided[0].ID)
	}
	return new(control.Answer)
}

// listed is how many vulnerabilities a message names.
const listed = 3

// vulnerabilities names those that every installation has, and after them those
// that need special circumstances.
func vulnerabilities(result advisories.Result) string {
	var always []string
	condition, id := "", ""
	for _, match := range result.Affected {
		switch {
		case match.Condition == "":
			always = append(always, match.ID)
		case condition == "":
			condition, id = match.Condition, match.ID
		}
	}
	shown := min(listed, len(always))
	text := ""
	if shown > 0 {
		text = " " + strings.Join(always[:shown], ", ")
	}
	if more := len(always) - shown; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	if condition != "" {
		if shown > 0 {
			text += ", and"
		}
		text += ", " + condition + ", " + id
		if more := len(result.Affected) - len(always) - 1; more > 0 {
			text += fmt.Sprintf(" (%d more under other conditions)", more)
		}
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

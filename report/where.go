package report

import (
	"fmt"
	"strconv"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// longest is how many characters of one value formats for people show. The API
// server takes names of up to 253 characters; hostile input may have more.
const longest = 300

// objectName is the object of a finding for people, with the container if it is
// wanted. It is empty for a finding that concerns no object.
func objectName(finding *control.Finding, container bool) string {
	if finding.Object.Kind == "" && finding.Object.Name == "" {
		return ""
	}
	name := clip(plain(finding.Object.String()), longest)
	if container && finding.Container != "" {
		name += " (" + clip(plain(finding.Container), longest) + ")"
	}
	return name
}

// place is file:line:column, as editors and terminals understand it, without
// the parts that are not known.
func place(location *cluster.Location) string {
	if location == nil {
		return ""
	}
	text := plain(location.File)
	if location.Line > 0 {
		text += ":" + strconv.Itoa(location.Line)
		if location.Column > 0 {
			text += ":" + strconv.Itoa(location.Column)
		}
		if location.Rendered {
			text += " (rendered)"
		}
	}
	return text
}

// evidenceText is one fact behind a finding for people: the object if it is
// another one, the field, and its value.
func evidenceText(evidence control.Evidence) string {
	var text string
	if evidence.Object != nil {
		text = clip(plain(evidence.Object.String()), longest)
	}
	if evidence.Path != "" {
		if text != "" {
			text += " "
		}
		text += clip(plain(evidence.Path), longest)
	}
	if evidence.Value != "" {
		if text != "" {
			text += "="
		}
		text += clip(plain(evidence.Value), longest)
	}
	return text
}

// waiverText says who accepted a finding, until when and why.
func waiverText(waiver *control.WaiverRef) string {
	return fmt.Sprintf("waived by %s until %s: %s", clip(plain(waiver.Owner), longest), clip(plain(waiver.Until), longest), clip(plain(waiver.Reason), longest))
}

// Package pss holds the Pod Security Standards: one control for every check of
// the baseline and restricted levels, judged by Kubernetes' own library, and
// the controls on how namespaces enforce them.
package pss

import (
	"embed"

	"github.com/bulkhead-dev/bulkhead/control"
)

//go:embed cases/*.txtar
var cases embed.FS

// Family holds the controls of this package.
var Family = control.NewFamily("pss", "Pod Security Standards", cases)

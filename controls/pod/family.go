// Package pod holds the controls on the hygiene of any pod, beyond the Pod
// Security Standards.
package pod

import (
	"embed"

	"github.com/bulkhead-dev/bulkhead/control"
)

//go:embed cases/*.txtar
var cases embed.FS

// Family holds the controls of this package.
var Family = control.NewFamily("pod", "Pod hygiene", cases)

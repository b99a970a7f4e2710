// Package mesh holds the controls on Istio: who proves an identity to whom, and
// what that identity may do.
package mesh

import (
	"embed"

	"github.com/bulkhead-dev/bulkhead/control"
)

//go:embed cases/*.txtar
var cases embed.FS

// Family holds the controls of this package.
var Family = control.NewFamily("mesh", "Service mesh", cases)

// Package mod holds the controls on the models that servers and jobs load.
package mod

import (
	"embed"

	"github.com/bulkhead-dev/bulkhead/control"
)

//go:embed cases/*.txtar
var cases embed.FS

// Family holds the controls of this package.
var Family = control.NewFamily("mod", "Models", cases)

// Package sec holds the controls on credentials in manifests.
package sec

import (
	"embed"

	"github.com/bulkhead-dev/bulkhead/control"
)

//go:embed cases/*.txtar
var cases embed.FS

// Family holds the controls of this package.
var Family = control.NewFamily("sec", "Credentials", cases)

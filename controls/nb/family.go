// Package nb holds the controls on notebook servers.
package nb

import (
	"embed"

	"github.com/bulkhead-dev/bulkhead/control"
)

//go:embed cases/*.txtar
var cases embed.FS

// Family holds the controls of this package.
var Family = control.NewFamily("nb", "Notebooks", cases)

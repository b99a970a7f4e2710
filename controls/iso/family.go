// Package iso holds the controls on what tenants that share a GPU or a node can do to each other.
package iso

import (
	"embed"

	"github.com/bulkhead-dev/bulkhead/control"
)

//go:embed cases/*.txtar
var cases embed.FS

// Family holds the controls of this package.
var Family = control.NewFamily("iso", "GPU sharing and isolation", cases)

// Package gpu holds the controls on access to GPU devices and on the NVIDIA
// stack that hands them out.
package gpu

import (
	"embed"

	"github.com/bulkhead-dev/bulkhead/control"
)

//go:embed cases/*.txtar
var cases embed.FS

// Family holds the controls of this package.
var Family = control.NewFamily("gpu", "GPU device access and the NVIDIA stack", cases)

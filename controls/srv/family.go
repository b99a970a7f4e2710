// Package srv holds the controls on model servers: who may use them and what they may load.
package srv

import (
	"embed"

	"github.com/bulkhead-dev/bulkhead/control"
)

//go:embed cases/*.txtar
var cases embed.FS

// Family holds the controls of this package.
var Family = control.NewFamily("srv", "Inference servers", cases)

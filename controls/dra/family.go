// Package dra holds the controls on dynamic resource allocation (DRA): who may claim which devices, and how many.
package dra

import (
	"embed"

	"github.com/bulkhead-dev/bulkhead/control"
)

//go:embed cases/*.txtar
var cases embed.FS

// Family holds the controls of this package.
var Family = control.NewFamily("dra", "Dynamic resource allocation", cases)

// Package ray holds the controls on Ray clusters, whose users run whatever code they like.
package ray

import (
	"embed"

	"github.com/bulkhead-dev/bulkhead/control"
)

//go:embed cases/*.txtar
var cases embed.FS

// Family holds the controls of this package.
var Family = control.NewFamily("ray", "Ray clusters", cases)

// Package ten holds the controls on what keeps a tenant from taking what belongs to others.
package ten

import (
	"embed"

	"github.com/bulkhead-dev/bulkhead/control"
)

//go:embed cases/*.txtar
var cases embed.FS

// Family holds the controls of this package.
var Family = control.NewFamily("ten", "Tenants and quotas", cases)

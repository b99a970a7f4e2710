// Package rbac holds the controls on who may do what: roles, bindings and the
// ServiceAccounts of pods.
package rbac

import (
	"embed"

	"github.com/bulkhead-dev/bulkhead/control"
)

//go:embed cases/*.txtar
var cases embed.FS

// Family holds the controls of this package.
var Family = control.NewFamily("rbac", "RBAC and identities", cases)

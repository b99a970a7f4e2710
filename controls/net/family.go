// Package net holds the controls on NetworkPolicies: what the pods of a
// namespace may reach and who may reach them.
package net

import (
	"embed"

	"github.com/bulkhead-dev/bulkhead/control"
)

//go:embed cases/*.txtar
var cases embed.FS

// Family holds the controls of this package.
var Family = control.NewFamily("net", "Network policies", cases)

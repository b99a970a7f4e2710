// Package kf holds the controls on Kubeflow and what it signs its users in with: Dex, oauth2-proxy and Istio.
package kf

import (
	"embed"

	"github.com/bulkhead-dev/bulkhead/control"
)

//go:embed cases/*.txtar
var cases embed.FS

// Family holds the controls of this package.
var Family = control.NewFamily("kf", "Kubeflow", cases)

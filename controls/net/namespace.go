package net

import (
	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// notYet answers for what has no namespace yet: the policies that come with it
// are not all that will be there.
func notYet(pass *control.Pass) {
	pass.Unknown("", "the namespace is chosen when the objects are applied, and its policies are not in the input").
		Missing = cluster.NetworkPolicies
}

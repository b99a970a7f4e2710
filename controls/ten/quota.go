package ten

import (
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
)

// readQuota reads the quota that an object makes, without the rest of the
// input.
func readQuota(object *cluster.Object) *cluster.ResourceQuota {
	path := quotaSpecs[object.GroupKind()]
	content, _ := object.Lookup(strings.Split(path, ".")...)
	quota := &cluster.ResourceQuota{Object: object, SpecPath: path}
	quota.Malformed = cluster.Decode(content, &quota.Spec)
	return quota
}

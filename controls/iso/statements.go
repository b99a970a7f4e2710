package iso

import (
	"maps"
	"slices"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/gpu"
)

// statement is what one object says about the sharing of GPUs, with the field
// of the object that says it.
type statement struct {
	gpu.Sharing
	path string
}

// statementsOf reads what a node shows or a configuration of the NVIDIA device
// plugin asks for, without the rest of the input.
func statementsOf(object *cluster.Object) []statement {
	var statements []statement
	if object.Kind == "Node" {
		for _, sharing := range cluster.ReadNode(object).Sharing() {
			statements = append(statements, statement{sharing, sharing.Field})
		}
	}
	data := cluster.LookupMap(object.Content(), "data")
	for _, key := range slices.Sorted(maps.Keys(data)) {
		config, _ := gpu.ParsePluginConfig(cluster.LookupString(data, key))
		for _, sharing := range config.Sharing {
			statements = append(statements, statement{sharing, cluster.Field("data", key)})
		}
	}
	return statements
}

// replicated reports whether the device plugin hands each device out to several
// pods.
func replicated(s statement) bool {
	return s.Mode == gpu.TimeSlicing || s.Mode == gpu.MPS || s.Mode == gpu.MIGShared
}

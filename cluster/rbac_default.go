package cluster

import (
	_ "embed"
	"encoding/json"
	"sync"

	rbacv1 "k8s.io/api/rbac/v1"
)

// defaultRoleData are the roles that kube-apiserver creates in every cluster.
// The source and version are noted in the file.
//
//go:embed rbac_default_roles.json
var defaultRoleData []byte

type defaultRole struct {
	Kind            string                  `json:"kind"`
	Namespace       string                  `json:"namespace"`
	Name            string                  `json:"name"`
	Labels          map[string]string       `json:"labels"`
	Rules           []rbacv1.PolicyRule     `json:"rules"`
	AggregationRule *rbacv1.AggregationRule `json:"aggregationRule"`
}

var decodeDefaultRoles = sync.OnceValue(func() []defaultRole {
	var file struct {
		Roles []defaultRole `json:"roles"`
	}
	if err := json.Unmarshal(defaultRoleData, &file); err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	return file.Roles
})

// defaultRoles returns the roles of every cluster anew, for each snapshot
// gathers other roles into them.
func defaultRoles() []*Role {
	decoded := decodeDefaultRoles()
	roles := make([]*Role, len(decoded))
	for i, from := range decoded {
		role := &Role{BuiltIn: true, Object: &Object{
			ObjectRef: ObjectRef{APIVersion: rbacGroup + "/v1", Kind: from.Kind, Namespace: from.Namespace, Name: from.Name},
			Labels:    from.Labels,
		}}
		role.state(from.Rules)
		if from.AggregationRule != nil {
			role.Aggregated, role.selectors = true, from.AggregationRule.ClusterRoleSelectors
		}
		roles[i] = role
	}
	return roles
}

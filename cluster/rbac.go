package cluster

// rbacFacts are the facts that [RBAC] stands for.
type rbacFacts struct{}

func (f *rbacFacts) add(object *Object) bool { return false }

func (f *rbacFacts) seal(snapshot *Snapshot) {}

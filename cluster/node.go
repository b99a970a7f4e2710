package cluster

// nodeFacts are the facts that [Nodes] stands for.
type nodeFacts struct{}

func (f *nodeFacts) add(object *Object) bool { return false }

func (f *nodeFacts) seal(snapshot *Snapshot) {}

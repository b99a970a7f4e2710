package cluster

// quotaFacts are the facts that [Quotas] stands for.
type quotaFacts struct{}

func (f *quotaFacts) add(object *Object) bool { return false }

func (f *quotaFacts) seal(snapshot *Snapshot) {}

package cluster

// serviceAccountFacts are the facts that [ServiceAccounts] stands for.
type serviceAccountFacts struct{}

func (f *serviceAccountFacts) add(object *Object) bool { return false }

func (f *serviceAccountFacts) seal(snapshot *Snapshot) {}

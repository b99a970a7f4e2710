package cluster

import corev1 "k8s.io/api/core/v1"

// Snapshot is the read-only picture of everything that was read: the facts
// that judgements across objects rest on. Build one with [NewSnapshot], add
// every object and its pods from one goroutine, then seal it; reading a sealed
// snapshot is safe for concurrent use.
//
// All lists are in input order and must not be changed. Objects that appear
// more than once are all kept: which of two files is applied is not known.
type Snapshot struct {
	options    Options
	namespaces map[string]*Namespace
	ordered    []*Namespace
	pods       map[string][]*Pod
	allPods    []*Pod
	network    map[*Pod]*podNetwork
	objects    map[string][]*Object
	seen       map[Facts]map[string]bool

	accelerators       map[*Pod]acceleratorPod
	placements         map[string]*corev1.PodSpec
	acceleratorPods    map[string][]*Pod
	allAcceleratorPods []*Pod

	services        serviceFacts
	policies        networkFacts
	mesh            meshFacts
	rbac            rbacFacts
	quotas          quotaFacts
	nodes           nodeFacts
	serviceAccounts serviceAccountFacts
}

// Options say how much of the world the input is.
type Options struct {
	// Complete says that the input is a whole cluster: what is not in it does
	// not exist. Otherwise a fact is known only where the input gives it.
	Complete bool
	// TrustDomainLabel is the namespace label that names a trust domain.
	// Empty means [DefaultTrustDomainLabel].
	TrustDomainLabel string
}

// family is one group of facts. It takes typed facts out of the objects that
// concern it and builds its indexes once all objects are there. It keeps the
// header of an object if it wants, never its content.
type family interface {
	// add reports whether the object is a fact of the family.
	add(object *Object) bool
	// seal is called once, after the last add. Families are sealed in the
	// order of [Snapshot.families]; pods and namespaces are there already.
	seal(snapshot *Snapshot)
}

// families lists every family with the facts that it stands for. An object
// that a family takes makes these facts known: see [Snapshot.Known].
func (s *Snapshot) families() [numberOfFamilies]familyOfFacts {
	return [...]familyOfFacts{
		{NetworkPolicies, &s.policies},
		{Services, &s.services},
		{Mesh, &s.mesh},
		{ServiceAccounts, &s.serviceAccounts},
		{Quotas, &s.quotas},
		{Nodes, &s.nodes},
		{RBAC, &s.rbac},
	}
}

const numberOfFamilies = 7

type familyOfFacts struct {
	facts Facts
	family
}

// NewSnapshot returns an empty snapshot.
func NewSnapshot(options Options) *Snapshot {
	if options.TrustDomainLabel == "" {
		options.TrustDomainLabel = DefaultTrustDomainLabel
	}
	return &Snapshot{
		options:    options,
		namespaces: map[string]*Namespace{},
		pods:       map[string][]*Pod{},
		network:    map[*Pod]*podNetwork{},
		objects:    map[string][]*Object{},
		seen:       map[Facts]map[string]bool{},

		accelerators:    map[*Pod]acceleratorPod{},
		placements:      map[string]*corev1.PodSpec{},
		acceleratorPods: map[string][]*Pod{},
	}
}

// Add takes the facts out of an object and the pods located in it. The
// snapshot keeps the header of the object and the pods; it does not need the
// content of either after Add, so the caller releases them when it likes.
func (s *Snapshot) Add(object *Object, pods []*Pod) {
	kind := object.GroupKind()
	s.objects[kind] = append(s.objects[kind], object)
	if object.Namespace != "" {
		s.use(object.Namespace)
	}
	s.addNamespace(kind, object)
	for _, family := range s.families() {
		if family.add(object) {
			s.mark(family.facts, object.Namespace)
		}
	}
	for _, pod := range pods {
		s.use(pod.Namespace)
		s.pods[pod.Namespace] = append(s.pods[pod.Namespace], pod)
		s.allPods = append(s.allPods, pod)
		if network := networkOf(pod); network != nil {
			s.network[pod] = network
		}
		s.addAccelerators(pod)
	}
}

// Seal builds the indexes. Nothing may be added afterwards.
func (s *Snapshot) Seal() {
	for _, namespace := range s.ordered {
		namespace.sealLabels()
	}
	s.sealTrustDomains()
	for _, family := range s.families() {
		family.seal(s)
	}
}

// Pods returns the pods of a namespace.
func (s *Snapshot) Pods(namespace string) []*Pod { return s.pods[namespace] }

// AllPods returns every pod.
func (s *Snapshot) AllPods() []*Pod { return s.allPods }

// ObjectsOfKind returns every object of a kind, written as by
// [ObjectRef.GroupKind], in any version. Their content is there only if
// whoever added them kept it.
func (s *Snapshot) ObjectsOfKind(kind string) []*Object { return s.objects[kind] }

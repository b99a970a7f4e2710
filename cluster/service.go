package cluster

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// Service is one Service with its typed specification.
type Service struct {
	*Object
	Spec corev1.ServiceSpec
	// Malformed are the fields that the API server would refuse.
	Malformed []FieldError

	order int
	// pool is true for an InferencePool written as a Service.
	pool bool
}

// ReadService reads the typed form of a Service from its object, for judgements
// that need no other facts. Those of a snapshot are read already.
func ReadService(object *Object) *Service {
	service := &Service{Object: object}
	if spec, ok := object.Lookup("spec"); ok {
		service.Malformed = belowSpec(Decode(spec, &service.Spec))
	}
	return service
}

// serviceFacts are the facts that [Services] stands for: the Services and
// whatever leads to them from outside.
type serviceFacts struct {
	byNamespace map[string][]*Service
	byName      map[objectName]*Service
	index       map[string]*pairIndex[*Service]
	pods        map[string]map[labelPair][]*Pod
	routes      routeFacts

	pools            map[objectName]*Service
	poolsByNamespace map[string][]*Service
}

// objectName is the name of an object of a known kind.
type objectName struct{ namespace, name string }

func (f *serviceFacts) add(object *Object) bool {
	switch {
	case object.Kind == "InferencePool" && inferenceGroups[object.Group()]:
		f.addPool(object)
		return true
	case object.GroupKind() != "Service":
		return f.routes.add(object)
	}
	service := ReadService(object)
	if f.byNamespace == nil {
		f.byNamespace = map[string][]*Service{}
		f.byName = map[objectName]*Service{}
	}
	service.order = len(f.byNamespace[object.Namespace])
	f.byNamespace[object.Namespace] = append(f.byNamespace[object.Namespace], service)
	f.byName[objectName{object.Namespace, object.Name}] = service
	return true
}

func (f *serviceFacts) addPool(object *Object) {
	if f.pools == nil {
		f.pools = map[objectName]*Service{}
		f.poolsByNamespace = map[string][]*Service{}
	}
	pool := inferencePool(object)
	f.pools[objectName{object.Namespace, object.Name}] = pool
	f.poolsByNamespace[object.Namespace] = append(f.poolsByNamespace[object.Namespace], pool)
}

// seal indexes services by one label pair of their selectors, and the pods that
// have such a pair by it, so that neither side is searched as a whole.
func (f *serviceFacts) seal(snapshot *Snapshot) {
	f.index = map[string]*pairIndex[*Service]{}
	f.pods = map[string]map[labelPair][]*Pod{}
	for namespace, services := range f.byNamespace {
		index := newPairIndex(services, func(service *Service) []labelPair { return pairsOf(service.selector()) })
		pods := map[labelPair][]*Pod{}
		for _, pod := range snapshot.Pods(namespace) {
			for key, value := range pod.Labels {
				if pair := (labelPair{key, value}); index.uses(pair) {
					pods[pair] = append(pods[pair], pod)
				}
			}
		}
		f.index[namespace], f.pods[namespace] = index, pods
	}
	f.routes.seal(f)
}

// selector returns the labels of the pods behind the service; empty when the
// service selects none.
func (s *Service) selector() map[string]string {
	if s.Spec.Type == corev1.ServiceTypeExternalName {
		return nil
	}
	return s.Spec.Selector
}

func (s *Service) addPort(number int32) {
	s.Spec.Ports = append(s.Spec.Ports, corev1.ServicePort{Port: number})
}

// Selects reports whether the service sends traffic to pods with these labels
// in its own namespace. A service without a selector selects none: somebody
// else manages its endpoints.
func (s *Service) Selects(labels map[string]string) bool {
	selector := s.selector()
	return len(selector) > 0 && hasAll(labels, selector)
}

// Services returns the Services of a namespace.
func (s *Snapshot) Services(namespace string) []*Service { return s.services.byNamespace[namespace] }

// Service returns the Service of that name, nil when it is not in the input.
func (s *Snapshot) Service(namespace, name string) *Service {
	return s.services.byName[objectName{namespace, name}]
}

// ServiceOf returns the Service that was read from an object, nil when the
// object is none.
func (s *Snapshot) ServiceOf(object *Object) *Service {
	if service := s.Service(object.Namespace, object.Name); service != nil && service.Object == object {
		return service
	}
	for _, service := range s.Services(object.Namespace) { // one of several of the name
		if service.Object == object {
			return service
		}
	}
	return nil
}

// ServicesSelecting returns the Services that send traffic to the pod.
func (s *Snapshot) ServicesSelecting(pod *Pod) []*Service {
	index := s.services.index[pod.Namespace]
	if index == nil {
		return nil
	}
	var selecting []*Service
	for _, service := range index.candidates(pod.Labels) {
		if service.Selects(pod.Labels) {
			selecting = append(selecting, service)
		}
	}
	inOrder(selecting, func(service *Service) int { return service.order })
	return selecting
}

// PodsSelectedBy returns the pods that the Service sends traffic to.
func (s *Snapshot) PodsSelectedBy(service *Service) []*Pod {
	if len(service.selector()) == 0 {
		return nil
	}
	candidates := s.Pods(service.Namespace)
	if index := s.services.index[service.Namespace]; index != nil && !service.pool {
		candidates = s.services.pods[service.Namespace][index.chosen(pairsOf(service.selector()))]
	}
	var selected []*Pod
	for _, pod := range candidates {
		if service.Selects(pod.Labels) {
			selected = append(selected, pod)
		}
	}
	return selected
}

// TargetPort returns the number of the port on which the pod receives what
// arrives at a port of a Service: the target port, resolved against the ports
// that the containers declare when it is a name. It returns false when the
// pod declares no such port.
func (s *Snapshot) TargetPort(port *corev1.ServicePort, pod *Pod) (number int32, ok bool) {
	if port.TargetPort.Type == intstr.String && port.TargetPort.StrVal != "" {
		return s.namedPort(pod, port.TargetPort.StrVal, protocolOrTCP(port.Protocol))
	}
	if port.TargetPort.IntVal != 0 {
		return port.TargetPort.IntVal, true
	}
	return port.Port, true
}

// belowSpec puts the paths of field errors below the field spec.
func belowSpec(problems []FieldError) []FieldError {
	for i := range problems {
		problems[i].Path = Join("spec", problems[i].Path)
	}
	return problems
}

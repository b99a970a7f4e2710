package cluster

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// Exposure is one way in which a port of a pod can be reached from outside the
// cluster. What NetworkPolicies, meshes, firewalls and the routes themselves
// then admit is another question.
type Exposure struct {
	Means Means
	// Port is the number of the port on which the pod receives the traffic. It
	// is zero when it is a name that the pod does not declare.
	Port     int32
	Protocol corev1.Protocol
	// Service is what leads to the pod; nil for host ports. Route leads to the
	// Service; nil unless Means is [Routed].
	Service *Service
	Route   *Route
	// Object and Path are the field that exposes.
	Object *Object
	Path   string
}

// Means are the ways of exposing a port.
type Means uint8

// The means, in the order in which [Snapshot.Exposures] lists them.
const (
	// HostPort: a port of the node leads to a container.
	HostPort Means = iota
	// NodePort: a Service opens a port on every node.
	NodePort
	// LoadBalancer: a Service asks for a load balancer. Whether that is an
	// internal one, or restricted to source ranges, stands in the Service.
	LoadBalancer
	// ExternalIP: a Service claims addresses outside the cluster.
	ExternalIP
	// Routed: an Ingress or another [Route] leads to a Service.
	Routed
)

var meansNames = [...]string{"host port", "node port", "load balancer", "external address", "route"}

// String is what people call the means, in lower case.
func (m Means) String() string {
	if int(m) < len(meansNames) {
		return meansNames[m]
	}
	return "unknown"
}

// Exposures returns the ways from outside the cluster to the ports of a pod. A
// pod on the host network exposes every port it listens on; only its declared
// ones are listed, as host ports. Routes that serve only the mesh do not count.
func (s *Snapshot) Exposures(pod *Pod) []Exposure {
	exposures := s.hostPorts(pod)
	services := s.ServicesSelecting(pod)
	for _, service := range services {
		exposures = s.serviceExposures(exposures, service, pod)
	}
	for _, service := range services {
		exposures = s.routeExposures(exposures, service, pod)
	}
	for _, pool := range s.services.poolsByNamespace[pod.Namespace] {
		if pool.Selects(pod.Labels) {
			exposures = s.routeExposures(exposures, pool, pod)
		}
	}
	return exposures
}

func (s *Snapshot) hostPorts(pod *Pod) []Exposure {
	network := s.network[pod]
	if network == nil {
		return nil
	}
	var exposures []Exposure
	for i := range network.ports {
		port := &network.ports[i]
		if port.hostPort == 0 && !network.hostNetwork {
			continue
		}
		exposures = append(exposures, Exposure{Means: HostPort, Port: port.number, Protocol: port.protocol, Object: pod.Object, Path: port.path})
	}
	return exposures
}

func (s *Snapshot) serviceExposures(exposures []Exposure, service *Service, pod *Pod) []Exposure {
	for i := range service.Spec.Ports {
		port := &service.Spec.Ports[i]
		exposure := Exposure{Protocol: protocolOrTCP(port.Protocol), Service: service, Object: service.Object, Path: Index("spec.ports", i)}
		exposure.Port, _ = s.TargetPort(port, pod)
		switch service.Spec.Type {
		case corev1.ServiceTypeNodePort:
			exposure.Means = NodePort
			exposures = append(exposures, exposure)
		case corev1.ServiceTypeLoadBalancer:
			exposure.Means = LoadBalancer
			exposures = append(exposures, exposure)
		default: // an address inside the cluster
		}
		if len(service.Spec.ExternalIPs) > 0 {
			exposure.Means, exposure.Path = ExternalIP, "spec.externalIPs"
			exposures = append(exposures, exposure)
		}
	}
	return exposures
}

func (s *Snapshot) routeExposures(exposures []Exposure, service *Service, pod *Pod) []Exposure {
	for _, route := range s.RoutesTo(service) {
		if !route.External {
			continue
		}
		for i := range service.Spec.Ports {
			port := &service.Spec.Ports[i]
			if !service.pool && !route.leadsTo(port) {
				continue
			}
			exposure := Exposure{Means: Routed, Protocol: protocolOrTCP(port.Protocol), Service: service, Route: route, Object: route.Object, Path: route.Path}
			exposure.Port, _ = s.TargetPort(port, pod)
			exposures = append(exposures, exposure)
		}
	}
	return exposures
}

// leadsTo reports whether the route means this port of its Service.
func (r *Route) leadsTo(port *corev1.ServicePort) bool {
	name, number := port.Name, port.Port
	if r.byTargetPort {
		name, number = port.TargetPort.StrVal, port.TargetPort.IntVal
	}
	if r.Port.Type == intstr.String && r.Port.StrVal != "" {
		return r.Port.StrVal == name || r.Port.StrVal == port.Name
	}
	return r.Port.IntVal == 0 || r.Port.IntVal == number
}

package cluster

import "k8s.io/apimachinery/pkg/util/intstr"

// Route is one way from an entrance of the cluster or of the mesh to a
// Service: a backend of an Ingress, of a Gateway API HTTPRoute, GRPCRoute,
// TLSRoute, TCPRoute or UDPRoute, of an Istio VirtualService or of an OpenShift
// Route. An object with several backends is several Routes.
type Route struct {
	// Object is the object that routes.
	*Object
	// Path is the field of the backend in it.
	Path string
	// Target names the Service, in the namespace it is looked for. A reference
	// into another namespace counts whether or not a ReferenceGrant allows it.
	Target RouteTarget
	// Service is the Service, or the InferencePool of the Gateway API
	// inference extension written as a Service; nil when the input lacks it.
	Service *Service
	// Port is the port of the Service by number or name; for an OpenShift Route,
	// the target port. The zero value means that the route names none and may
	// lead to any.
	Port intstr.IntOrString
	// Hosts are the host names that are routed, possibly with a leading "*.".
	// Empty means any.
	Hosts []string
	// URLPaths are the URL paths that are routed, as written: a prefix, an exact
	// path or a pattern. Empty means any.
	URLPaths []string
	// Gateways name what the route is attached to, as namespace/name: Gateways
	// of the Gateway API or of Istio, "mesh" for the sidecars themselves, or the
	// ingress class. Empty when the route names none.
	Gateways []string
	// External is false when the route serves only traffic inside the mesh.
	External bool
	// TLS says whether the entrance encrypts.
	TLS TLS

	// byTargetPort: Port is a target port of the Service.
	byTargetPort bool
	listeners    []listenerRef
}

// RouteTarget names what a route leads to.
type RouteTarget struct {
	Namespace, Name string
	// Pool is true for an InferencePool instead of a Service.
	Pool bool
}

// TLS says whether an entrance encrypts.
type TLS uint8

// The answers.
const (
	// TLSUnknown: the Gateway that would say so is not in the input.
	TLSUnknown TLS = iota
	// TLSOff: plain text only.
	TLSOff
	// TLSOn: TLS; plain text is not served or is redirected.
	TLSOn
	// TLSOptional: the same is served with TLS and in plain text.
	TLSOptional
)

var tlsNames = [...]string{"unknown", "off", "on", "optional"}

// String is the lower-case name of the answer.
func (t TLS) String() string {
	if int(t) < len(tlsNames) {
		return tlsNames[t]
	}
	return tlsNames[TLSUnknown]
}

func (t TLS) and(other TLS) TLS {
	switch {
	case t == other:
		return t
	case t == TLSUnknown || other == TLSUnknown:
		return TLSUnknown
	}
	return TLSOptional
}

// routeFacts are the routes and the gateways they hang on.
type routeFacts struct {
	all         []*Route
	byNamespace map[string][]*Route
	byTarget    map[RouteTarget][]*Route
	listeners   map[gatewayName][]listener
}

// gatewayName names a Gateway: the Gateway API and Istio both have the kind.
type gatewayName struct{ group, namespace, name string }

// listenerRef is what a route says about the listeners it is attached to.
type listenerRef struct {
	gateway gatewayName
	section string
	port    int32
}

// listener is one port that a gateway listens on.
type listener struct {
	name string
	port int32
	tls  TLS
}

// routeReaders read the routes out of the kinds that have some.
var routeReaders = map[string]func(*Object) []*Route{
	"Ingress.networking.k8s.io":           ingressRoutes,
	"Ingress.extensions":                  ingressRoutes,
	"HTTPRoute.gateway.networking.k8s.io": gatewayRoutes,
	"GRPCRoute.gateway.networking.k8s.io": gatewayRoutes,
	"TLSRoute.gateway.networking.k8s.io":  gatewayRoutes,
	"TCPRoute.gateway.networking.k8s.io":  gatewayRoutes,
	"UDPRoute.gateway.networking.k8s.io":  gatewayRoutes,
	"VirtualService.networking.istio.io":  virtualServiceRoutes,
	"Route.route.openshift.io":            openShiftRoutes,
}

func (f *routeFacts) add(object *Object) bool {
	kind := object.GroupKind()
	switch kind {
	case "Gateway.gateway.networking.k8s.io":
		f.addGateway(object, gatewayListeners(object))
		return true
	case "Gateway.networking.istio.io":
		f.addGateway(object, istioListeners(object))
		return true
	}
	read, ok := routeReaders[kind]
	if !ok {
		return false
	}
	routes := read(object)
	if f.byNamespace == nil {
		f.byNamespace = map[string][]*Route{}
	}
	f.byNamespace[object.Namespace] = append(f.byNamespace[object.Namespace], routes...)
	f.all = append(f.all, routes...)
	return true
}

func (f *routeFacts) addGateway(object *Object, listeners []listener) {
	if f.listeners == nil {
		f.listeners = map[gatewayName][]listener{}
	}
	f.listeners[gatewayName{object.Group(), object.Namespace, object.Name}] = listeners
}

// qualified is namespace/name, or the name alone where there is no namespace.
func qualified(namespace, name string) string {
	if namespace == "" {
		return name
	}
	return namespace + "/" + name
}

// seal resolves Services and listeners.
func (f *routeFacts) seal(services *serviceFacts) {
	f.byTarget = map[RouteTarget][]*Route{}
	for _, route := range f.all {
		name := objectName{route.Target.Namespace, route.Target.Name}
		if route.Target.Pool {
			route.Service = services.pools[name]
		} else {
			route.Service = services.byName[name]
		}
		f.byTarget[route.Target] = append(f.byTarget[route.Target], route)
		for i, reference := range route.listeners {
			tls := f.tlsOf(reference)
			if i > 0 {
				tls = tls.and(route.TLS)
			}
			route.TLS = tls
		}
		route.listeners = nil
	}
}

func (f *routeFacts) tlsOf(reference listenerRef) TLS {
	result, found := TLSUnknown, false
	for _, listener := range f.listeners[reference.gateway] {
		if reference.section != "" && reference.section != listener.name || reference.port != 0 && reference.port != listener.port {
			continue
		}
		if !found {
			result, found = listener.tls, true
		} else {
			result = result.and(listener.tls)
		}
	}
	return result
}

// Routes returns the routes that the objects of a namespace make.
func (s *Snapshot) Routes(namespace string) []*Route {
	return s.services.routes.byNamespace[namespace]
}

// RoutesTo returns the routes that lead to a Service, from every namespace.
func (s *Snapshot) RoutesTo(service *Service) []*Route {
	return s.services.routes.byTarget[RouteTarget{Namespace: service.Namespace, Name: service.Name, Pool: service.pool}]
}

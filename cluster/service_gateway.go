package cluster

import (
	"k8s.io/apimachinery/pkg/util/intstr"
)

const gatewayGroup = "gateway.networking.k8s.io"

// gatewayRouteSpec is the part that the route kinds of the Gateway API share.
type gatewayRouteSpec struct {
	Hostnames  []string `json:"hostnames"`
	ParentRefs []struct {
		Group       *string `json:"group"`
		Kind        string  `json:"kind"`
		Namespace   string  `json:"namespace"`
		Name        string  `json:"name"`
		SectionName string  `json:"sectionName"`
		Port        int32   `json:"port"`
	} `json:"parentRefs"`
	Rules []struct {
		Matches []struct {
			Path struct {
				Value string `json:"value"`
			} `json:"path"`
		} `json:"matches"`
		BackendRefs []gatewayBackend `json:"backendRefs"`
		Filters     []struct {
			RequestMirror *struct {
				BackendRef gatewayBackend `json:"backendRef"`
			} `json:"requestMirror"`
		} `json:"filters"`
	} `json:"rules"`
}

type gatewayBackend struct {
	Group     string `json:"group"`
	Kind      string `json:"kind"`
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Port      int32  `json:"port"`
}

// target returns what the backend leads to from a route in a namespace; ok is
// false for backends that are neither Services nor InferencePools.
func (b *gatewayBackend) target(namespace string) (target RouteTarget, ok bool) {
	if b.Namespace != "" {
		namespace = b.Namespace
	}
	target = RouteTarget{Namespace: namespace, Name: b.Name}
	switch {
	case b.Name == "":
		return target, false
	case b.Group == "" && (b.Kind == "" || b.Kind == "Service"):
		return target, true
	case b.Kind == "InferencePool" && inferenceGroups[b.Group]:
		target.Pool = true
		return target, true
	}
	return target, false
}

func gatewayRoutes(object *Object) []*Route {
	var spec gatewayRouteSpec
	tree, _ := object.Lookup("spec")
	Decode(tree, &spec)

	base := Route{Object: object, Hosts: spec.Hostnames}
	for _, parent := range spec.ParentRefs {
		if parent.Group != nil && *parent.Group == "" && parent.Kind == "Service" {
			base.Gateways = append(base.Gateways, meshGateway)
			continue
		}
		base.External = true
		namespace := parent.Namespace
		if namespace == "" {
			namespace = object.Namespace
		}
		base.Gateways = append(base.Gateways, qualified(namespace, parent.Name))
		base.listeners = append(base.listeners, listenerRef{
			gateway: gatewayName{gatewayGroup, namespace, parent.Name}, section: parent.SectionName, port: parent.Port,
		})
	}
	if len(spec.ParentRefs) == 0 {
		base.External = true // attached by whoever applies it
	}

	var routes []*Route
	add := func(path string, urls []string, backend *gatewayBackend) {
		target, ok := backend.target(object.Namespace)
		if !ok {
			return
		}
		route := base
		route.Path, route.URLPaths, route.Target, route.Port = path, urls, target, intstr.FromInt32(backend.Port)
		routes = append(routes, &route)
	}
	for i := range spec.Rules {
		rule := &spec.Rules[i]
		path := Index("spec.rules", i)
		var urls []string
		for _, match := range rule.Matches {
			if match.Path.Value == "" {
				urls = nil // a match without a path matches every path
				break
			}
			urls = append(urls, match.Path.Value)
		}
		for j := range rule.BackendRefs {
			add(Index(path+".backendRefs", j), urls, &rule.BackendRefs[j])
		}
		for j := range rule.Filters {
			if mirror := rule.Filters[j].RequestMirror; mirror != nil {
				add(Index(path+".filters", j)+".requestMirror.backendRef", urls, &mirror.BackendRef)
			}
		}
	}
	return routes
}

// gatewayListeners returns the listeners of a Gateway of the Gateway API.
func gatewayListeners(object *Object) []listener {
	var spec struct {
		Listeners []struct {
			Name     string `json:"name"`
			Port     int32  `json:"port"`
			Protocol string `json:"protocol"`
		} `json:"listeners"`
	}
	tree, _ := object.Lookup("spec")
	Decode(tree, &spec)
	listeners := make([]listener, 0, len(spec.Listeners))
	for _, entry := range spec.Listeners {
		tls := TLSOff
		switch entry.Protocol {
		case "HTTPS", "TLS":
			tls = TLSOn
		case "HTTP", "TCP", "UDP":
		default:
			tls = TLSUnknown // a protocol of the implementation
		}
		listeners = append(listeners, listener{entry.Name, entry.Port, tls})
	}
	return listeners
}

// inferenceGroups are the groups of the InferencePool of the Gateway API
// inference extension.
var inferenceGroups = map[string]bool{
	"inference.networking.k8s.io":   true,
	"inference.networking.x-k8s.io": true,
}

// inferencePool reads an InferencePool as the Service that it amounts to: a
// selector and target ports. The selector is a label selector in v1 and a plain
// map before.
func inferencePool(object *Object) *Service {
	var spec struct {
		Selector struct {
			MatchLabels map[string]string `json:"matchLabels"`
		} `json:"selector"`
		TargetPorts []struct {
			Number int32 `json:"number"`
		} `json:"targetPorts"`
		TargetPortNumber int32 `json:"targetPortNumber"`
	}
	tree, _ := object.Lookup("spec")
	Decode(tree, &spec)
	pool := &Service{Object: object, pool: true}
	pool.Spec.Selector = spec.Selector.MatchLabels
	if pool.Spec.Selector == nil {
		pool.Spec.Selector = stringMap(LookupMap(object.Content(), "spec", "selector"))
	}
	if spec.TargetPortNumber != 0 {
		pool.addPort(spec.TargetPortNumber)
	}
	for _, port := range spec.TargetPorts {
		pool.addPort(port.Number)
	}
	return pool
}

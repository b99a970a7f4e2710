package cluster

import (
	"strings"

	"k8s.io/apimachinery/pkg/util/intstr"
)

const (
	istioNetworkingGroup = "networking.istio.io"
	// meshGateway is Istio's reserved name for the sidecars of the mesh.
	meshGateway = "mesh"
)

// virtualServiceSpec is the part of an Istio VirtualService that routes.
type virtualServiceSpec struct {
	Hosts    []string `json:"hosts"`
	Gateways []string `json:"gateways"`
	HTTP     []struct {
		Match []struct {
			URI struct {
				Exact  string `json:"exact"`
				Prefix string `json:"prefix"`
				Regex  string `json:"regex"`
			} `json:"uri"`
		} `json:"match"`
		Route   []istioRouteDestination `json:"route"`
		Mirror  *istioDestination       `json:"mirror"`
		Mirrors []istioRouteDestination `json:"mirrors"`
	} `json:"http"`
	TLS []struct {
		Route []istioRouteDestination `json:"route"`
	} `json:"tls"`
	TCP []struct {
		Route []istioRouteDestination `json:"route"`
	} `json:"tcp"`
}

type istioRouteDestination struct {
	Destination istioDestination `json:"destination"`
}

type istioDestination struct {
	Host string `json:"host"`
	Port struct {
		Number int32 `json:"number"`
	} `json:"port"`
}

func virtualServiceRoutes(object *Object) []*Route {
	var spec virtualServiceSpec
	tree, _ := object.Lookup("spec")
	Decode(tree, &spec)

	base := Route{Object: object, Hosts: spec.Hosts}
	gateways := spec.Gateways
	if len(gateways) == 0 {
		gateways = []string{meshGateway}
	}
	for _, gateway := range gateways {
		if gateway == meshGateway {
			base.Gateways = append(base.Gateways, meshGateway)
			continue
		}
		namespace, name, found := strings.Cut(gateway, "/")
		if !found {
			namespace, name = object.Namespace, gateway
		}
		base.External = true
		base.Gateways = append(base.Gateways, qualified(namespace, name))
		base.listeners = append(base.listeners, listenerRef{gateway: gatewayName{istioNetworkingGroup, namespace, name}})
	}

	var routes []*Route
	add := func(path string, urls []string, destination *istioDestination) {
		target, ok := istioTarget(destination.Host, object.Namespace)
		if !ok {
			return
		}
		route := base
		route.Path, route.URLPaths, route.Target, route.Port = path, urls, target, intstr.FromInt32(destination.Port.Number)
		routes = append(routes, &route)
	}
	all := func(path string, urls []string, destinations []istioRouteDestination) {
		for i := range destinations {
			add(Index(path, i)+".destination", urls, &destinations[i].Destination)
		}
	}
	for i := range spec.HTTP {
		rule := &spec.HTTP[i]
		var urls []string
		for _, match := range rule.Match {
			url := match.URI.Exact + match.URI.Prefix + match.URI.Regex // one of them
			if url == "" {
				urls = nil // a match without a path matches every path
				break
			}
			urls = append(urls, url)
		}
		path := Index("spec.http", i)
		all(path+".route", urls, rule.Route)
		if rule.Mirror != nil {
			add(path+".mirror", urls, rule.Mirror)
		}
		all(path+".mirrors", urls, rule.Mirrors)
	}
	for i := range spec.TLS {
		all(Index("spec.tls", i)+".route", nil, spec.TLS[i].Route)
	}
	for i := range spec.TCP {
		all(Index("spec.tcp", i)+".route", nil, spec.TCP[i].Route)
	}
	return routes
}

// istioTarget returns the Service that a destination host names: a bare name in
// the namespace of the route, name.namespace, or name.namespace.svc with or
// without the domain of the cluster. Other hosts are outside the cluster.
func istioTarget(host, namespace string) (RouteTarget, bool) {
	parts := strings.Split(host, ".")
	switch {
	case parts[0] == "" || parts[0] == "*":
		return RouteTarget{}, false
	case len(parts) == 1:
		return RouteTarget{Namespace: namespace, Name: parts[0]}, true
	case len(parts) == 2, len(parts) > 2 && parts[2] == "svc":
		return RouteTarget{Namespace: parts[1], Name: parts[0]}, true
	}
	return RouteTarget{}, false
}

// istioListeners returns the servers of an Istio Gateway.
func istioListeners(object *Object) []listener {
	var spec struct {
		Servers []struct {
			Name string `json:"name"`
			Port struct {
				Number   int32  `json:"number"`
				Protocol string `json:"protocol"`
			} `json:"port"`
			TLS struct {
				HTTPSRedirect bool `json:"httpsRedirect"`
			} `json:"tls"`
		} `json:"servers"`
	}
	tree, _ := object.Lookup("spec")
	Decode(tree, &spec)
	listeners := make([]listener, 0, len(spec.Servers))
	for _, server := range spec.Servers {
		tls := TLSOff
		switch strings.ToUpper(server.Port.Protocol) {
		case "HTTPS", "TLS":
			tls = TLSOn
		default:
			if server.TLS.HTTPSRedirect {
				tls = TLSOn
			}
		}
		listeners = append(listeners, listener{server.Name, server.Port.Number, tls})
	}
	return listeners
}

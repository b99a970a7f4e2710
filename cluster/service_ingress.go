package cluster

import (
	"strings"

	"k8s.io/apimachinery/pkg/util/intstr"
)

// ingressSpec is the part of an Ingress that routes, in the forms of
// networking.k8s.io/v1 and of the versions before it.
type ingressSpec struct {
	IngressClassName string          `json:"ingressClassName"`
	DefaultBackend   *ingressBackend `json:"defaultBackend"`
	Backend          *ingressBackend `json:"backend"`
	TLS              []struct {
		Hosts []string `json:"hosts"`
	} `json:"tls"`
	Rules []struct {
		Host string `json:"host"`
		HTTP struct {
			Paths []struct {
				Path    string         `json:"path"`
				Backend ingressBackend `json:"backend"`
			} `json:"paths"`
		} `json:"http"`
	} `json:"rules"`
}

type ingressBackend struct {
	Service *struct {
		Name string `json:"name"`
		Port struct {
			Name   string `json:"name"`
			Number int32  `json:"number"`
		} `json:"port"`
	} `json:"service"`
	ServiceName string             `json:"serviceName"`
	ServicePort intstr.IntOrString `json:"servicePort"`
}

// target returns the service and the port of a backend; ok is false for a
// backend that is not a service.
func (b *ingressBackend) target() (name string, port intstr.IntOrString, ok bool) {
	switch {
	case b.Service == nil:
		return b.ServiceName, b.ServicePort, b.ServiceName != ""
	case b.Service.Port.Name != "":
		return b.Service.Name, intstr.FromString(b.Service.Port.Name), b.Service.Name != ""
	}
	return b.Service.Name, intstr.FromInt32(b.Service.Port.Number), b.Service.Name != ""
}

func ingressRoutes(object *Object) []*Route {
	var spec ingressSpec
	tree, _ := object.Lookup("spec")
	Decode(tree, &spec)
	var routes []*Route
	add := func(path, host, url string, backend *ingressBackend) {
		name, port, ok := backend.target()
		if !ok {
			return
		}
		routes = append(routes, &Route{
			Object: object, Path: path, Target: RouteTarget{Namespace: object.Namespace, Name: name}, Port: port,
			Hosts: some(host), URLPaths: some(url), Gateways: some(spec.IngressClassName), External: true, TLS: spec.tls(host),
		})
	}
	if spec.DefaultBackend != nil {
		add("spec.defaultBackend", "", "", spec.DefaultBackend)
	}
	if spec.Backend != nil {
		add("spec.backend", "", "", spec.Backend)
	}
	for i := range spec.Rules {
		paths := spec.Rules[i].HTTP.Paths
		for j := range paths {
			path := Index("spec.rules", i) + Index(".http.paths", j) + ".backend"
			add(path, spec.Rules[i].Host, paths[j].Path, &paths[j].Backend)
		}
	}
	return routes
}

// tls says whether a host has a certificate. An entry without hosts stands for
// the default certificate of the controller and covers every host.
func (s *ingressSpec) tls(host string) TLS {
	for _, entry := range s.TLS {
		if len(entry.Hosts) == 0 {
			return TLSOn
		}
		for _, covered := range entry.Hosts {
			if covered == host && host != "" || wildcardCovers(covered, host) {
				return TLSOn
			}
		}
	}
	return TLSOff
}

// wildcardCovers reports whether "*.example.com" covers a host: one label in
// place of the star.
func wildcardCovers(pattern, host string) bool {
	suffix, ok := strings.CutPrefix(pattern, "*.")
	if !ok {
		return false
	}
	_, rest, found := strings.Cut(host, ".")
	return found && rest == suffix
}

// openShiftSpec is the part of an OpenShift Route that routes.
type openShiftSpec struct {
	Host              string             `json:"host"`
	Path              string             `json:"path"`
	To                openShiftBackend   `json:"to"`
	AlternateBackends []openShiftBackend `json:"alternateBackends"`
	Port              struct {
		TargetPort intstr.IntOrString `json:"targetPort"`
	} `json:"port"`
	TLS *struct {
		InsecureEdgeTerminationPolicy string `json:"insecureEdgeTerminationPolicy"`
	} `json:"tls"`
}

type openShiftBackend struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
}

func openShiftRoutes(object *Object) []*Route {
	var spec openShiftSpec
	tree, _ := object.Lookup("spec")
	Decode(tree, &spec)
	tls := TLSOff
	if spec.TLS != nil {
		tls = TLSOn
		if spec.TLS.InsecureEdgeTerminationPolicy == "Allow" {
			tls = TLSOptional
		}
	}
	var routes []*Route
	add := func(path string, backend openShiftBackend) {
		if backend.Name == "" || backend.Kind != "" && backend.Kind != "Service" {
			return
		}
		routes = append(routes, &Route{
			Object: object, Path: path, Target: RouteTarget{Namespace: object.Namespace, Name: backend.Name}, Port: spec.Port.TargetPort,
			Hosts: some(spec.Host), URLPaths: some(spec.Path), External: true, TLS: tls, byTargetPort: true,
		})
	}
	add("spec.to", spec.To)
	for i, backend := range spec.AlternateBackends {
		add(Index("spec.alternateBackends", i), backend)
	}
	return routes
}

// some is a list of the text, empty when there is none.
func some(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

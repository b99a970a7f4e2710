package ray

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// dashboardPort is the port of Ray's dashboard and its job interface.
const dashboardPort = 8265

var _ = Family.Add(control.Control{
	ID:       "ray-dashboard-exposed",
	Title:    "Ray dashboard and job interface reachable from outside",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.Kinds(append([]string{"Service", "Ingress.networking.k8s.io", "HTTPRoute.gateway.networking.k8s.io", "VirtualService.networking.istio.io"}, kinds...)...),
	Needs:    cluster.Services,
	Why: `The port of the dashboard, 8265, also takes jobs: whoever reaches it runs programs on the cluster. KubeRay lets the ` +
		`dashboard listen on all interfaces of the head, so a Service or a route is all it takes to put it on the internet, ` +
		`where it is found by scanners within hours. Ray's own token, where it is on, travels in plain text unless TLS is ` +
		`added.`,
	Fix: `headGroupSpec.serviceType: ClusterIP and enableIngress: false; Services without port 8265 towards the outside. People use ` +
		`kubectl port-forward, or a gateway that signs them in before it forwards.`,
	Refs: control.Refs{
		ATTACK: []string{"T1133", "T1190"},
		ATLAS:  []string{"AML.T0049"},
		NIST:   []string{"SC-7"},
		CVE:    []string{"CVE-2023-48022"},
		URLs: []string{
			"https://docs.ray.io/en/latest/ray-security/index.html",
			"https://docs.ray.io/en/latest/cluster/kubernetes/k8s-ecosystem/ingress.html",
		},
	},
	Check: func(pass *control.Pass) {
		switch pass.Object.Kind {
		case "Service":
			checkService(pass)
		case "Ingress":
			for _, route := range dashboardRoutes(pass) {
				if !signsIn(pass.Object.Annotations) {
					pass.Fail(route.Path, "the Ingress leads to the Ray dashboard of %s and asks nobody to sign in", route.Target.Name)
				}
			}
		case "HTTPRoute", "VirtualService":
			for _, route := range dashboardRoutes(pass) {
				pass.Unknown(route.Path, "the route leads to the Ray dashboard of %s; whether its gateway signs users in is not said here", route.Target.Name)
			}
		default:
			checkHead(pass)
		}
	},
})

// checkHead judges what KubeRay is told to put in front of the head.
func checkHead(pass *control.Pass) {
	ray, _ := clusterOf(pass.Object)
	head := ray.HeadGroupSpec
	path := ray.path + ".headGroupSpec"
	if opens(head.ServiceType) {
		pass.Fail(path+".serviceType", "the Service of the head is a %s", head.ServiceType)
	}
	if kind := head.HeadService.Spec.Type; opens(kind) {
		pass.Fail(path+".headService.spec.type", "the Service of the head is a %s", kind)
	}
	if head.EnableIngress {
		pass.Fail(path+".enableIngress", "KubeRay makes an Ingress for the dashboard")
	}
}

// opens reports whether a Service of the type can be reached from outside.
func opens(kind corev1.ServiceType) bool {
	return kind == corev1.ServiceTypeLoadBalancer || kind == corev1.ServiceTypeNodePort
}

func checkService(pass *control.Pass) {
	var service corev1.Service
	pass.Object.Decode(&service)
	if !opens(service.Spec.Type) && len(service.Spec.ExternalIPs) == 0 {
		pass.NotApplicable()
		return
	}
	for i, port := range service.Spec.Ports {
		if isDashboard(port) {
			pass.Fail(cluster.Index("spec.ports", i), "the Service opens the Ray dashboard, port %d, to the outside", dashboardPort)
		}
	}
}

// isDashboard reports whether a port of a Service leads to the dashboard.
func isDashboard(port corev1.ServicePort) bool {
	return port.TargetPort.IntVal == dashboardPort || port.Port == dashboardPort
}

// dashboardRoutes returns the routes of the judged object that lead to a
// dashboard: to its port, by number or through a Service of the input, or to
// the port that KubeRay names so.
func dashboardRoutes(pass *control.Pass) (found []*cluster.Route) {
	for _, route := range pass.Facts.Routes(pass.Object.Namespace) {
		if route.Object == pass.Object && leadsToDashboard(route) {
			found = append(found, route)
		}
	}
	return found
}

func leadsToDashboard(route *cluster.Route) bool {
	if route.Port.IntVal == dashboardPort {
		return true
	}
	if route.Service == nil {
		return route.Port.StrVal == "dashboard" && strings.HasSuffix(route.Target.Name, "-head-svc")
	}
	for _, port := range route.Service.Spec.Ports {
		if isDashboard(port) && (port.Port == route.Port.IntVal || port.Name == route.Port.StrVal) {
			return true
		}
	}
	return false
}

// signInAnnotations make the usual Ingress controllers ask for a login.
var signInAnnotations = []string{
	"nginx.ingress.kubernetes.io/auth-url", "nginx.ingress.kubernetes.io/auth-type", "nginx.ingress.kubernetes.io/auth-tls-secret",
	"alb.ingress.kubernetes.io/auth-type", "traefik.ingress.kubernetes.io/router.middlewares",
}

func signsIn(annotations map[string]string) bool {
	for _, name := range signInAnnotations {
		if annotations[name] != "" {
			return true
		}
	}
	return false
}

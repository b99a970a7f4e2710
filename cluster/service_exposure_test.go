package cluster

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const modelService = `
apiVersion: v1
kind: Service
metadata: {name: vllm, namespace: serving}
spec: {selector: {app: vllm}, ports: [{name: web, port: 80, targetPort: http}, {name: metrics, port: 9400}]}
---
`

func TestExposures(t *testing.T) {
	hostPort := "host port 8265 by spec.containers[0].ports[1]"
	for name, c := range map[string]struct {
		manifests string
		want      []string
	}{
		"a cluster address is inside": {modelService, nil},
		"node ports": {`
apiVersion: v1
kind: Service
metadata: {name: vllm, namespace: serving}
spec: {type: NodePort, selector: {app: vllm}, ports: [{port: 80, targetPort: http}]}`, []string{"node port 8000 by spec.ports[0]"}},
		"a load balancer": {`
apiVersion: v1
kind: Service
metadata: {name: vllm, namespace: serving}
spec: {type: LoadBalancer, selector: {app: vllm}, ports: [{port: 80}, {port: 53, protocol: UDP}]}`, []string{"load balancer 80 by spec.ports[0]", "load balancer 53 by spec.ports[1]"}},
		"an external address": {`
apiVersion: v1
kind: Service
metadata: {name: vllm, namespace: serving}
spec: {externalIPs: [192.0.2.1], selector: {app: vllm}, ports: [{port: 80}]}`, []string{"external address 80 by spec.externalIPs"}},
		"an Ingress by port name": {modelService + `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: serving}
spec:
  tls: [{hosts: ["*.example.com"]}]
  rules:
  - host: other.example.org
  - host: llm.example.com
    http: {paths: [{path: /v1, backend: {resource: {kind: Bucket}}}, {path: /v2, backend: {service: {name: vllm, port: {name: web}}}}]}`,
			[]string{"route 8000 by spec.rules[1].http.paths[1].backend hosts [llm.example.com] paths [/v2] TLS on"}},
		"the default backend of an Ingress": {modelService + `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: serving}
spec: {ingressClassName: nginx, defaultBackend: {service: {name: vllm, port: {number: 9400}}}}`,
			[]string{"route 9400 by spec.defaultBackend gateways [nginx] TLS off"}},
		"an old Ingress": {modelService + `
apiVersion: extensions/v1beta1
kind: Ingress
metadata: {name: web, namespace: serving}
spec: {tls: [{secretName: x}], rules: [{http: {paths: [{backend: {serviceName: vllm, servicePort: web}}]}}]}`,
			[]string{"route 8000 by spec.rules[0].http.paths[0].backend TLS on"}},
		"an HTTPRoute on a Gateway with both": {modelService + `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: gateways}
spec: {listeners: [{name: http, port: 80, protocol: HTTP}, {name: https, port: 443, protocol: HTTPS}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: gateways}
spec:
  parentRefs: [{name: edge}]
  hostnames: [llm.example.com]
  rules:
  - matches: [{path: {value: /v1}}, {path: {type: Exact, value: /health}}]
    backendRefs: [{name: vllm, namespace: serving, port: 80}]`,
			[]string{"route 8000 by spec.rules[0].backendRefs[0] hosts [llm.example.com] paths [/v1 /health] gateways [gateways/edge] TLS optional"}},
		"an HTTPRoute on one listener": {modelService + `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: serving}
spec: {listeners: [{name: http, port: 80, protocol: HTTP}, {name: https, port: 443, protocol: HTTPS}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: serving}
spec: {parentRefs: [{name: edge, sectionName: https}], rules: [{backendRefs: [{name: vllm, port: 80}]}]}`,
			[]string{"route 8000 by spec.rules[0].backendRefs[0] gateways [serving/edge] TLS on"}},
		"a GRPCRoute on a Gateway elsewhere, and a mirror": {modelService + `
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: web, namespace: serving}
spec: {parentRefs: [{name: edge}], rules: [{filters: [{requestMirror: {backendRef: {name: vllm, port: 9400}}}], backendRefs: [{kind: Bucket, group: storage, name: vllm}]}]}`,
			[]string{"route 9400 by spec.rules[0].filters[0].requestMirror.backendRef gateways [serving/edge] TLS unknown"}},
		"a route of the mesh": {modelService + `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: serving}
spec: {parentRefs: [{group: "", kind: Service, name: vllm}], rules: [{backendRefs: [{name: vllm, port: 80}]}]}`, nil},
		"an InferencePool": {`
apiVersion: inference.networking.k8s.io/v1
kind: InferencePool
metadata: {name: pool, namespace: serving}
spec: {selector: {matchLabels: {app: vllm}}, targetPorts: [{number: 8000}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: serving}
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{group: inference.networking.k8s.io, kind: InferencePool, name: pool, port: 80}]}]}`,
			[]string{"route 8000 by spec.rules[0].backendRefs[0] gateways [serving/edge] TLS unknown"}},
		"an old InferencePool": {`
apiVersion: inference.networking.x-k8s.io/v1alpha2
kind: InferencePool
metadata: {name: pool, namespace: serving}
spec: {selector: {app: vllm}, targetPortNumber: 8000}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: serving}
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{group: inference.networking.x-k8s.io, kind: InferencePool, name: pool}]}]}`,
			[]string{"route 8000 by spec.rules[0].backendRefs[0] gateways [serving/edge] TLS unknown"}},
		"a VirtualService": {modelService + `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: istio-system}
spec: {servers: [{port: {number: 80, protocol: HTTP}, tls: {httpsRedirect: true}}, {port: {number: 443, protocol: HTTPS}}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: elsewhere}
spec:
  hosts: [llm.example.com]
  gateways: [istio-system/edge, mesh]
  http:
  - match: [{uri: {prefix: /v1}}]
    route: [{destination: {host: vllm.serving.svc.cluster.local, port: {number: 80}}}, {destination: {host: api.example.com}}]
    mirror: {host: vllm.serving, port: {number: 9400}}`,
			[]string{
				"route 8000 by spec.http[0].route[0].destination hosts [llm.example.com] paths [/v1] gateways [istio-system/edge mesh] TLS on",
				"route 9400 by spec.http[0].mirror hosts [llm.example.com] paths [/v1] gateways [istio-system/edge mesh] TLS on",
			}},
		"a VirtualService of the mesh": {modelService + `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: serving}
spec: {hosts: [vllm], http: [{route: [{destination: {host: vllm}}]}]}`, nil},
		"an OpenShift Route by target port": {modelService + `
apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: web, namespace: serving}
spec: {host: llm.example.com, to: {kind: Service, name: vllm}, port: {targetPort: http}, tls: {termination: edge, insecureEdgeTerminationPolicy: Allow}}`,
			[]string{"route 8000 by spec.to hosts [llm.example.com] TLS optional"}},
		"a route to another port of the Service": {modelService + `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: serving}
spec: {defaultBackend: {service: {name: vllm, port: {number: 8000}}}}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			snapshot := readSnapshot(t, model+c.manifests)
			var got []string
			for _, exposure := range snapshot.Exposures(podNamed(t, snapshot, "serving/vllm")) {
				got = append(got, describeExposure(exposure))
			}
			if diff := cmp.Diff(append([]string{hostPort}, c.want...), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func describeExposure(exposure Exposure) string {
	text := fmt.Sprintf("%v %d by %s", exposure.Means, exposure.Port, exposure.Path)
	route := exposure.Route
	if route == nil {
		return text
	}
	if route.Hosts != nil {
		text += fmt.Sprint(" hosts ", route.Hosts)
	}
	if route.URLPaths != nil {
		text += fmt.Sprint(" paths ", route.URLPaths)
	}
	if route.Gateways != nil {
		text += fmt.Sprint(" gateways ", route.Gateways)
	}
	return text + fmt.Sprint(" TLS ", route.TLS)
}

func TestPodsOnTheHostNetworkExposeTheirPorts(t *testing.T) {
	snapshot := readSnapshot(t, `
apiVersion: v1
kind: Pod
metadata: {name: nccl, namespace: train}
spec: {hostNetwork: true, containers: [{name: main, image: main, ports: [{containerPort: 29500}]}]}`)
	exposures := snapshot.Exposures(podNamed(t, snapshot, "train/nccl"))
	if len(exposures) != 1 || describeExposure(exposures[0]) != "host port 29500 by spec.containers[0].ports[0]" {
		t.Errorf("%+v", exposures)
	}
}

func TestRoutesWithoutTheirService(t *testing.T) {
	snapshot := readSnapshot(t, `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: serving}
spec: {defaultBackend: {service: {name: vllm, port: {number: 80}}}}`)
	routes := snapshot.Routes("serving")
	if len(routes) != 1 || routes[0].Service != nil || routes[0].Target != (RouteTarget{Namespace: "serving", Name: "vllm"}) {
		t.Errorf("%+v", routes)
	}
}

func TestWildcardCovers(t *testing.T) {
	for _, c := range []struct {
		pattern, host string
		want          bool
	}{
		{"*.example.com", "a.example.com", true},
		{"*.example.com", "a.b.example.com", false},
		{"*.example.com", "example.com", false},
		{"*.example.com", "", false},
		{"example.com", "example.com", false},
	} {
		if got := wildcardCovers(c.pattern, c.host); got != c.want {
			t.Errorf("%s covers %q: %v, want %v", c.pattern, c.host, got, c.want)
		}
	}
}

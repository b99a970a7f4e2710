package srv

import (
	"cmp"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/controls/server"
)

var _ = Family.Add(control.Control{
	ID:       "srv-lb-direct",
	Title:    "Model server published past the gateway",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.Kinds("Service"),
	Needs:    cluster.Workloads | cluster.Services | cluster.NetworkPolicies | cluster.Mesh,
	Why: `A Service of type LoadBalancer or NodePort, or with externalIPs, opens the server to everybody who can reach the load ` +
		`balancer or any node, often the whole internet. Model servers, notebooks and their tools ask for no password, speak ` +
		`plain text and have no limits of their own: strangers use the GPUs, read prompts and answers, and try every known ` +
		`bug. Login, TLS and rate limits are the work of a gateway, and this Service goes around it.`,
	Fix: `spec.type: ClusterIP, and a route from the gateway that signs users in (Gateway API, Istio, Ingress with authentication). ` +
		`For clients inside the company's network alone, make the load balancer internal with your cloud's annotation.`,
	Refs: control.Refs{
		ATTACK: []string{"T1133", "T1190"},
		ATLAS:  []string{"AML.T0049"},
		NIST:   []string{"SC-7"},
		URLs: []string{
			"https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types",
			"https://docs.vllm.ai/en/stable/usage/security/",
		},
	},
	Check: func(pass *control.Pass) {
		var service *cluster.Service
		for _, known := range pass.Facts.Services(pass.Object.Namespace) {
			if known.Object == pass.Object {
				service = known
			}
		}
		field := published(service)
		if field == "" {
			return
		}
		severity := control.Critical
		if ranges := service.Spec.LoadBalancerSourceRanges; len(ranges) > 0 && !slices.Contains(ranges, "0.0.0.0/0") {
			severity = control.Medium
		}
		for _, port := range service.Spec.Ports {
			if number, product := modelPort(port); product != "" {
				pass.Fail(field, "port %d of %s is published", number, product).At(severity)
				return
			}
		}
		pods := pass.Facts.PodsSelectedBy(service)
		for _, pod := range pods {
			for _, container := range pod.Containers() {
				if product := server.Of(container); product != "" {
					if guarded(pass.Facts, pod) {
						severity = control.Medium
					}
					pass.Fail(field, "%s in container %s is published", product, container.Name).At(severity).Because(pod.Object, container.Path, nil)
					return
				}
			}
		}
		if len(pods) == 0 && slices.ContainsFunc(service.Spec.Ports, mayServeModels) {
			pass.Require(cluster.Workloads)
		}
	},
})

// guarded reports whether the mesh asks who a client is, or NetworkPolicies keep
// out whom they do not name. Without those in the input it is not.
func guarded(facts *cluster.Snapshot, pod *cluster.Pod) bool {
	return server.Authorized(facts, pod) || facts.Ingress(pod).AdmitsEveryone(cluster.AnyPort).Denied()
}

// modelPorts are ports that belong to one product of machine learning; the port
// of the Ray dashboard has a control of its own.
var modelPorts = map[int32]string{
	11434: "Ollama", 30000: "SGLang", 10001: "Ray clients", 7860: "Gradio", 8501: "Streamlit or TensorFlow Serving",
	6006: "TensorBoard", 8786: "Dask", 29500: "torch.distributed", 14579: "the KV cache of vLLM", 9400: "dcgm-exporter",
	6333: "Qdrant", 19530: "Milvus", 2746: "Argo Workflows",
}

// modelPort returns the port of a Service that belongs to such a product.
func modelPort(port corev1.ServicePort) (number int32, product string) {
	if product := modelPorts[port.TargetPort.IntVal]; product != "" {
		return port.TargetPort.IntVal, product
	}
	return port.Port, modelPorts[port.Port]
}

// sharedPorts are ports that model servers use and others as well: 8000 of vLLM,
// Triton and Ray Serve, 8080 of KServe and TorchServe, 8888 of Jupyter, 5000 of
// MLflow, 4000 of LiteLLM.
var sharedPorts = []int32{8000, 8001, 8002, 8080, 8888, 5000, 4000}

func mayServeModels(port corev1.ServicePort) bool {
	return slices.Contains(sharedPorts, cmp.Or(port.TargetPort.IntVal, port.Port))
}

// internalAnnotations ask clouds for a load balancer that only the company's
// network reaches.
var internalAnnotations = map[string]string{
	"service.beta.kubernetes.io/aws-load-balancer-scheme":            "internal",
	"service.beta.kubernetes.io/aws-load-balancer-internal":          "true",
	"networking.gke.io/load-balancer-type":                           "internal",
	"service.beta.kubernetes.io/azure-load-balancer-internal":        "true",
	"service.beta.kubernetes.io/oci-load-balancer-internal":          "true",
	"service.beta.kubernetes.io/openstack-internal-load-balancer":    "true",
	"service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type": "private",
}

// published returns the field of a Service that opens it to the outside, or "".
func published(service *cluster.Service) string {
	switch service.Spec.Type {
	case corev1.ServiceTypeNodePort:
		return "spec.type"
	case corev1.ServiceTypeLoadBalancer:
		if internal(service.Annotations) {
			return ""
		}
		return "spec.type"
	}
	if len(service.Spec.ExternalIPs) > 0 {
		return "spec.externalIPs"
	}
	return ""
}

func internal(annotations map[string]string) bool {
	for name, value := range internalAnnotations {
		if strings.EqualFold(annotations[name], value) {
			return true
		}
	}
	return false
}

package srv

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/controls/server"
)

var _ = Family.Add(control.Control{
	ID:       "srv-vllm-no-auth",
	Title:    "vLLM serves whoever can connect",
	Severity: control.Critical,
	Stage:    control.Stable,
	// The text of a RayService says whether its pods serve with vLLM.
	Judges: control.Subject{Pods: true, Kinds: []string{"RayService.ray.io"}},
	Needs:  cluster.NetworkPolicies | cluster.Mesh | cluster.Services,
	Why: `vLLM asks nobody who they are unless it is given a key. Whoever can open a connection uses the GPUs for free, reads what ` +
		`models are loaded, fills the queue until paying users time out, and reaches every bug in the server. In a cluster ` +
		`without NetworkPolicy that is every pod of every tenant. It is often said that vLLM has no authentication of its own; ` +
		`it has --api-key, but the key guards only the paths below /v1 and a few others. Paths such as /invocations, ` +
		`/tokenize, /pause and /update_weights stay open, so a key needs a closed network around it as well.`,
	Fix: `Let only the gateway that signs users in connect: a NetworkPolicy whose ingress names it, or an Istio ` +
		`AuthorizationPolicy that names its principal. Set VLLM_API_KEY from a Secret (valueFrom.secretKeyRef) besides, and have ` +
		`the gateway forward only the paths that clients need.`,
	Refs: control.Refs{
		ATTACK: []string{"T1190"},
		ATLAS:  []string{"AML.T0040", "AML.T0049"},
		NIST:   []string{"IA-2", "AC-3"},
		OWASP:  []string{"LLM10"},
		URLs: []string{
			"https://docs.vllm.ai/en/stable/usage/security/",
			"https://kubernetes.io/docs/concepts/services-networking/network-policies/",
		},
	},
	Check: func(pass *control.Pass) {
		servers := vllmServers(pass)
		if len(servers) == 0 { // mutate: equivalent, because cases do not count passes
			pass.NotApplicable()
		}
		if pass.Object.RunsElsewhere() {
			pass.NotApplicable()
			return
		}
		for _, container := range servers {
			host, _, _ := container.Flag("host")
			if localHosts[host] {
				continue
			}
			port := servingPort(container)
			if !server.Unprotected(pass, cluster.TCP(port)) {
				return
			}
			if hasKey(container) {
				pass.Fail(container.Path, "container %s serves vLLM on port %d; its key guards /v1 and little else, and no policy keeps strangers from the other paths",
					container.Name, port).In(container).At(control.Medium)
				continue
			}
			if len(container.EnvFrom) > 0 {
				pass.Unknown(container.FieldPath("envFrom"), "container %s serves vLLM; whether VLLM_API_KEY is among its envFrom is not known", container.Name).In(container)
				continue
			}
			answer := pass.Fail(container.Path, "container %s serves vLLM on port %d without a key, and no policy keeps strangers out", container.Name, port).In(container)
			for _, exposure := range pass.Facts.Exposures(pass.Pod) {
				answer.Because(exposure.Object, exposure.Path, exposure.Means)
			}
		}
	},
})

// localHosts are the addresses at which only the containers of the same pod can
// connect, such as a proxy that signs users in.
var localHosts = map[string]bool{"127.0.0.1": true, "localhost": true, "::1": true}

// vllmServers returns the containers of the judged pod that serve with vLLM.
func vllmServers(pass *control.Pass) (servers []cluster.Container) {
	if pass.Pod == nil {
		return nil
	}
	rayServe := pass.Pod.Role == "head" && rayServesModels(pass.Object)
	for _, container := range pass.Pod.Containers() {
		if !container.RunsLong() {
			continue
		}
		if rayServe {
			return []cluster.Container{container} // the first one is Ray, others help it
		}
		if defaultPorts[server.Of(container)] != 0 {
			servers = append(servers, container)
		}
	}
	return servers
}

// defaultPorts are the products that serve with vLLM and where they listen
// unless told otherwise.
var defaultPorts = map[server.Product]int32{server.VLLM: 8000, server.HuggingFaceServer: 8080}

// rayServesModels reports whether the application of a RayService serves with
// vLLM, itself or through Ray Serve LLM.
func rayServesModels(object *cluster.Object) bool {
	application := cluster.LookupString(object.Content(), "spec", "serveConfigV2")
	return strings.Contains(application, "vllm") || strings.Contains(application, "serve.llm")
}

// hasKey reports whether the container gives vLLM an API key, literal or not.
func hasKey(container cluster.Container) bool {
	key, _, _ := container.Flag("api-key")
	variable, _ := container.Env("VLLM_API_KEY")
	return key != "" || variable != nil && (variable.Value != "" || variable.ValueFrom != nil)
}

// servingPort is the port that the server listens on.
func servingPort(container cluster.Container) int32 {
	text, _, _ := container.Flag("port")
	if port, err := strconv.ParseInt(text, 10, 32); err == nil {
		return int32(port)
	}
	return cmp.Or(defaultPorts[server.Of(container)], 8000)
}

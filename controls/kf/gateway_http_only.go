package kf

import (
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "kf-gateway-http-only",
	Title:    "Kubeflow's gateway speaks plain HTTP",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.Kinds("Gateway.networking.istio.io"),
	Why: `Everything that users send to Kubeflow passes this gateway: the password at the login page, then the session cookie that ` +
		`stands for it. In plain HTTP everyone on the way reads them, or answers in the server's place, and then works in the ` +
		`user's notebooks. Kubeflow ships its gateway that way. A load balancer in front that ends TLS protects the first part ` +
		`of the way, not the one from there to the gateway.`,
	Fix: `Add a server {port: {number: 443, name: https, protocol: HTTPS}, tls: {mode: SIMPLE, credentialName: NAME}, hosts: [...]} with ` +
		`a certificate of cert-manager, and set tls: {httpsRedirect: true} on the one for port 80.`,
	Refs: control.Refs{
		ATTACK: []string{"T1557"},
		NIST:   []string{"SC-8"},
		URLs: []string{
			"https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/",
			"https://github.com/kubeflow/manifests",
		},
	},
	Check: func(pass *control.Pass) {
		if !strings.Contains(pass.Object.Name, "kubeflow") {
			pass.NotApplicable()
			return
		}
		var spec struct {
			Servers []struct {
				Port struct {
					Number   int32  `json:"number"`
					Protocol string `json:"protocol"`
				} `json:"port"`
				TLS struct {
					HTTPSRedirect bool `json:"httpsRedirect"`
				} `json:"tls"`
			} `json:"servers"`
		}
		tree, _ := pass.Object.Lookup("spec")
		cluster.Decode(tree, &spec)
		for i, server := range spec.Servers {
			if plain[strings.ToUpper(server.Port.Protocol)] && !server.TLS.HTTPSRedirect {
				pass.Fail(cluster.Index("spec.servers", i), "port %d serves plain %s and does not redirect to HTTPS", server.Port.Number, server.Port.Protocol)
			}
		}
	},
})

// plain are the protocols of an Istio Gateway that carry HTTP without TLS.
var plain = map[string]bool{"HTTP": true, "HTTP2": true, "GRPC": true, "GRPC-WEB": true}

package pss

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-host-probes-and-host-lifecycle",
	Title:    "Probe or lifecycle hook names another host",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `The kubelet carries out probes and lifecycle hooks from the node. With a host of its own choosing a pod makes the ` +
		`kubelet send requests for it to places that the pod itself may not reach: the metadata service of the cloud, services ` +
		`on the node, other tenants' inference servers whose NetworkPolicies let the node in. The outcome of the probe tells ` +
		`what answered.`,
	Fix: `Remove host from the probe or hook: without it the kubelet asks the pod.`,
	Refs: control.Refs{
		ATTACK: []string{"T1090", "T1552.005"},
		PSS:    []string{"baseline"},
		NIST:   []string{"SC-7", "AC-4"},
		URLs:   []string{standardsPage},
	},
	Check: standard("hostProbesAndHostLifecycle", func(b *blamed) {
		for _, container := range b.Containers() {
			lifecycle := valueOf(container.Lifecycle)
			for _, asked := range []request{
				fromProbe("livenessProbe", container.LivenessProbe),
				fromProbe("readinessProbe", container.ReadinessProbe),
				fromProbe("startupProbe", container.StartupProbe),
				fromHook("lifecycle.postStart", lifecycle.PostStart),
				fromHook("lifecycle.preStop", lifecycle.PreStop),
			} {
				for _, target := range []struct{ path, host string }{
					{asked.path + ".httpGet.host", valueOf(asked.http).Host},
					{asked.path + ".tcpSocket.host", valueOf(asked.tcp).Host},
				} {
					if target.host != "" {
						b.in(container, target.path, "makes the kubelet ask the host "+target.host)
					}
				}
			}
		}
	}),
})

// request is what the kubelet does for a probe or a hook.
type request struct {
	path string
	http *corev1.HTTPGetAction
	tcp  *corev1.TCPSocketAction
}

func fromProbe(path string, probe *corev1.Probe) request {
	handler := valueOf(probe).ProbeHandler
	return request{path, handler.HTTPGet, handler.TCPSocket}
}

func fromHook(path string, hook *corev1.LifecycleHandler) request {
	handler := valueOf(hook)
	return request{path, handler.HTTPGet, handler.TCPSocket}
}

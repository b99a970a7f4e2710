package pss

import (
	"strconv"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-host-ports",
	Title:    "Container takes a port of its node",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `A host port makes the container reachable at the address of the node, past Services, gateways and their ` +
		`authentication. The servers that AI workloads bring along (Ray dashboards, inference servers, notebooks) mostly have ` +
		`no authentication of their own. It also takes the port away from every other pod of the node.`,
	Fix: `Remove hostPort from the container's ports and put a Service in front.`,
	Refs: control.Refs{
		ATTACK: []string{"T1133"},
		CIS:    []string{"5.2.12"},
		PSS:    []string{"baseline"},
		NIST:   []string{"SC-7", "AC-6"},
		URLs:   []string{standardsPage},
	},
	Check: standard("hostPorts", func(b *blamed) {
		for _, container := range b.Containers() {
			for i := range container.Ports {
				if port := container.Ports[i].HostPort; port != 0 {
					b.in(container, cluster.Index("ports", i)+".hostPort", "takes port "+strconv.Itoa(int(port))+" of the node")
				}
			}
		}
	}),
})

package cluster

import (
	"net/netip"

	corev1 "k8s.io/api/core/v1"
)

// podNetwork is what the network facts need of a pod after its specification
// was put away. A pod without any of it has none.
type podNetwork struct {
	// hostNetwork: the pod uses the network of its node.
	hostNetwork bool
	// proxy: the pod was written with the proxy of the mesh in it.
	proxy bool
	ports []containerPort
	// addresses are the addresses of a running pod.
	addresses []netip.Addr
}

// containerPort is a port that a container declares.
type containerPort struct {
	name     string
	protocol corev1.Protocol
	number   int32
	hostPort int32
	// path is the field of the port in the object when the node opens it too.
	path string
}

// networkOf takes the network facts out of a pod, nil when there are none.
func networkOf(pod *Pod) *podNetwork {
	var network podNetwork
	if spec := pod.Spec(); spec != nil {
		network.hostNetwork = spec.HostNetwork
	}
	for _, container := range pod.Containers() {
		network.proxy = network.proxy || container.Name == "istio-proxy"
		// Only containers that run beside each other serve named ports.
		if container.Type != OrdinaryContainer && container.Type != SidecarContainer {
			continue
		}
		for i := range container.Ports {
			port := &container.Ports[i]
			declared := containerPort{
				name: port.Name, protocol: protocolOrTCP(port.Protocol), number: port.ContainerPort, hostPort: port.HostPort,
			}
			if declared.hostPort != 0 || network.hostNetwork {
				declared.path = Index(Field(container.Path, "ports"), i)
			}
			network.ports = append(network.ports, declared)
		}
	}
	if pod.Path == "" && pod.Object != nil && pod.Object.GroupKind() == "Pod" {
		network.addresses = statusAddresses(pod.Object.Content())
	}
	if !network.hostNetwork && !network.proxy && network.ports == nil && network.addresses == nil {
		return nil
	}
	return &network
}

// statusAddresses returns the addresses in the status of a running pod.
func statusAddresses(content map[string]any) []netip.Addr {
	var addresses []netip.Addr
	note := func(text string) {
		address, err := netip.ParseAddr(text)
		if err != nil {
			return
		}
		for _, known := range addresses {
			if known == address {
				return
			}
		}
		addresses = append(addresses, address)
	}
	note(LookupString(content, "status", "podIP"))
	for _, item := range LookupList(content, "status", "podIPs") {
		if entry, ok := item.(map[string]any); ok {
			note(LookupString(entry, "ip"))
		}
	}
	return addresses
}

func protocolOrTCP(protocol corev1.Protocol) corev1.Protocol {
	if protocol == "" {
		return corev1.ProtocolTCP
	}
	return protocol
}

// hostNetwork reports whether the pod uses the network of its node.
func (s *Snapshot) hostNetwork(pod *Pod) bool {
	network := s.network[pod]
	return network != nil && network.hostNetwork
}

// namedPort returns the number of the port that the containers of the pod give
// this name and protocol; the first one counts, as for endpoints.
func (s *Snapshot) namedPort(pod *Pod, name string, protocol corev1.Protocol) (int32, bool) {
	network := s.network[pod]
	if network == nil {
		return 0, false
	}
	for i := range network.ports {
		if port := &network.ports[i]; port.name == name && port.protocol == protocol {
			return port.number, true
		}
	}
	return 0, false
}

package control

import (
	"path"
	"strings"
)

// Settings are what controls need to know about the organisation. The zero
// value says nothing; start from [DefaultSettings].
type Settings struct {
	// PlatformNamespaces are patterns, as of [path.Match], of namespaces that
	// belong to the platform and not to a tenant: operators may be privileged
	// there.
	PlatformNamespaces []string `json:"platformNamespaces,omitempty"`
	// PlatformSubjects are patterns of RBAC subjects that may hold
	// cluster-wide power, written Kind:name, or ServiceAccount:namespace/name.
	PlatformSubjects []string `json:"platformSubjects,omitempty"`
	// ApprovedRegistries are patterns of registry/repository that an image on
	// a GPU node may come from; a pattern that ends in /** matches everything
	// below. Empty means that the organisation has not said.
	ApprovedRegistries []string `json:"approvedRegistries,omitempty"`
	// GatewayNamespaces are patterns of the namespaces where gateways run: the
	// only sources from outside a namespace that may reach inference servers.
	GatewayNamespaces []string `json:"gatewayNamespaces,omitempty"`
	// RegulatedLabels are namespace labels that mark regulated data: the label
	// name and the values that count.
	RegulatedLabels map[string][]string `json:"regulatedLabels,omitempty"`
	// TrustDomainLabel is the namespace label that names the trust domain.
	TrustDomainLabel string `json:"trustDomainLabel,omitempty"`
}

// DefaultSettings returns the settings of an organisation that has said
// nothing: the namespaces and identities of Kubernetes itself and of the
// components that usually run an AI platform.
func DefaultSettings() *Settings {
	return &Settings{
		PlatformNamespaces: []string{
			"kube-system", "kube-public", "kube-node-lease", "nvidia-*",
			"cert-manager", "knative-*", "kserve", "monitoring", "system", "*-system", "*-operator", "cw-*",
		},
		PlatformSubjects: []string{
			"Group:system:masters", "Group:system:nodes", "Group:kubeadm:cluster-admins", "User:system:*",
			"Group:platform-*", "Group:oidc:platform-*",
			"ServiceAccount:kube-system/*", "ServiceAccount:gpu-operator/*", "ServiceAccount:nvidia-*/*",
			// Controllers live in namespaces of these names by convention.
			"ServiceAccount:*-system/*", "ServiceAccount:*-operator/*",
			// The controllers of Kubeflow share one namespace with accounts that
			// run users' code, such as pipeline-runner.
			"ServiceAccount:kubeflow/*-controller*", "ServiceAccount:kubeflow/*-operator*",
			"ServiceAccount:kubeflow/*-web-app-*", "ServiceAccount:kubeflow/ml-pipeline*", "ServiceAccount:kubeflow/argo",
		},
		GatewayNamespaces: []string{"istio-system", "istio-ingress", "ingress-nginx", "envoy-gateway-system", "gateway-*", "kong"},
		RegulatedLabels: map[string][]string{
			"data-class": {"pii", "phi", "pci", "restricted"},
		},
		TrustDomainLabel: "bulkhead.dev/trust-domain",
	}
}

// IsPlatformNamespace reports whether the namespace belongs to the platform.
func (s *Settings) IsPlatformNamespace(name string) bool { return matchAny(s.PlatformNamespaces, name) }

// IsGatewayNamespace reports whether gateways run in the namespace.
func (s *Settings) IsGatewayNamespace(name string) bool { return matchAny(s.GatewayNamespaces, name) }

// IsPlatformSubject reports whether an RBAC subject may hold cluster-wide
// power. Name is namespace/name for a ServiceAccount.
func (s *Settings) IsPlatformSubject(kind, name string) bool {
	return matchAny(s.PlatformSubjects, kind+":"+name)
}

func matchAny(patterns []string, name string) bool {
	for _, pattern := range patterns {
		// Most patterns are told apart by their first byte; to match each costs
		// more than most judgements.
		if pattern != "" && name != "" && pattern[0] != name[0] && !strings.ContainsRune(`*?[\`, rune(pattern[0])) {
			continue
		}
		if matched, err := path.Match(pattern, name); err == nil && matched {
			return true
		}
	}
	return false
}

package control

// Settings are what controls need to know about the organisation. The zero
// value is not useful; start from [DefaultSettings].
type Settings struct {
	// PlatformNamespaces are namespace name patterns (path.Match) that belong
	// to the platform, not to a tenant: operators may be privileged there.
	PlatformNamespaces []string `json:"platformNamespaces,omitempty"`
	// PlatformSubjects are RBAC subjects, as Kind:name patterns, that may hold
	// cluster-wide power.
	PlatformSubjects []string `json:"platformSubjects,omitempty"`
	// ApprovedRegistries are patterns of registry/repository an image on a GPU
	// node may come from. Empty means that the organisation has not said.
	ApprovedRegistries []string `json:"approvedRegistries,omitempty"`
	// GatewayNamespaces are where ingress gateways run: the only sources that
	// may reach inference servers from outside their namespace.
	GatewayNamespaces []string `json:"gatewayNamespaces,omitempty"`
	// RegulatedLabels are namespace label selectors ("data-class in
	// (pii,phi,pci,restricted)") that mark regulated data.
	RegulatedLabels []string `json:"regulatedLabels,omitempty"`
	// TrustDomainLabel is the namespace label that names the trust domain.
	TrustDomainLabel string `json:"trustDomainLabel,omitempty"`
}

package cluster

import (
	"strings"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	nodev1 "k8s.io/api/node/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	resourcev1 "k8s.io/api/resource/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	storagev1 "k8s.io/api/storage/v1"
)

// builtInGroups are the API groups that kube-apiserver 1.36 serves itself and
// whose names do not end in .k8s.io.
var builtInGroups = map[string]bool{"": true, "apps": true, "batch": true, "autoscaling": true, "policy": true, "extensions": true}

// builtInAPIGroups are the groups under .k8s.io that kube-apiserver serves
// itself; others there, such as gateway.networking.k8s.io, are custom.
var builtInAPIGroups = map[string]bool{
	"admissionregistration": true, "apiextensions": true, "apiregistration": true, "authentication": true,
	"authorization": true, "certificates": true, "coordination": true, "discovery": true, "events": true,
	"flowcontrol.apiserver": true, "internal.apiserver": true, "networking": true, "node": true,
	"rbac.authorization": true, "resource": true, "scheduling": true, "storage": true, "storagemigration": true,
	"audit": true, "apiserver.config": true,
}

// BuiltIn reports whether a kind, written Kind.group, belongs to Kubernetes
// itself and not to a custom resource.
func BuiltIn(kind string) bool {
	_, group, _ := strings.Cut(kind, ".")
	if builtInGroups[group] {
		return true
	}
	name, ok := strings.CutSuffix(group, ".k8s.io")
	return ok && builtInAPIGroups[name]
}

// schemas are the built-in kinds without pods whose fields Bulkhead knows, in
// the version in which it knows them.
var schemas = map[string]struct {
	apiVersion string
	empty      func() any
}{
	"Namespace":                                    {"v1", func() any { return new(corev1.Namespace) }},
	"Node":                                         {"v1", func() any { return new(corev1.Node) }},
	"Service":                                      {"v1", func() any { return new(corev1.Service) }},
	"ServiceAccount":                               {"v1", func() any { return new(corev1.ServiceAccount) }},
	"Secret":                                       {"v1", func() any { return new(corev1.Secret) }},
	"ConfigMap":                                    {"v1", func() any { return new(corev1.ConfigMap) }},
	"ResourceQuota":                                {"v1", func() any { return new(corev1.ResourceQuota) }},
	"LimitRange":                                   {"v1", func() any { return new(corev1.LimitRange) }},
	"PersistentVolume":                             {"v1", func() any { return new(corev1.PersistentVolume) }},
	"PersistentVolumeClaim":                        {"v1", func() any { return new(corev1.PersistentVolumeClaim) }},
	"EndpointSlice.discovery.k8s.io":               {"discovery.k8s.io/v1", func() any { return new(discoveryv1.EndpointSlice) }},
	"NetworkPolicy.networking.k8s.io":              {"networking.k8s.io/v1", func() any { return new(networkingv1.NetworkPolicy) }},
	"Ingress.networking.k8s.io":                    {"networking.k8s.io/v1", func() any { return new(networkingv1.Ingress) }},
	"IngressClass.networking.k8s.io":               {"networking.k8s.io/v1", func() any { return new(networkingv1.IngressClass) }},
	"PodDisruptionBudget.policy":                   {"policy/v1", func() any { return new(policyv1.PodDisruptionBudget) }},
	"PriorityClass.scheduling.k8s.io":              {"scheduling.k8s.io/v1", func() any { return new(schedulingv1.PriorityClass) }},
	"RuntimeClass.node.k8s.io":                     {"node.k8s.io/v1", func() any { return new(nodev1.RuntimeClass) }},
	"StorageClass.storage.k8s.io":                  {"storage.k8s.io/v1", func() any { return new(storagev1.StorageClass) }},
	"Role.rbac.authorization.k8s.io":               {"rbac.authorization.k8s.io/v1", func() any { return new(rbacv1.Role) }},
	"ClusterRole.rbac.authorization.k8s.io":        {"rbac.authorization.k8s.io/v1", func() any { return new(rbacv1.ClusterRole) }},
	"RoleBinding.rbac.authorization.k8s.io":        {"rbac.authorization.k8s.io/v1", func() any { return new(rbacv1.RoleBinding) }},
	"ClusterRoleBinding.rbac.authorization.k8s.io": {"rbac.authorization.k8s.io/v1", func() any { return new(rbacv1.ClusterRoleBinding) }},
	"ResourceClaim.resource.k8s.io":                {"resource.k8s.io/v1", func() any { return new(resourcev1.ResourceClaim) }},
	"ResourceClaimTemplate.resource.k8s.io":        {"resource.k8s.io/v1", func() any { return new(resourcev1.ResourceClaimTemplate) }},
	"DeviceClass.resource.k8s.io":                  {"resource.k8s.io/v1", func() any { return new(resourcev1.DeviceClass) }},
	"ResourceSlice.resource.k8s.io":                {"resource.k8s.io/v1", func() any { return new(resourcev1.ResourceSlice) }},
	"ValidatingWebhookConfiguration.admissionregistration.k8s.io":   {"admissionregistration.k8s.io/v1", func() any { return new(admissionregistrationv1.ValidatingWebhookConfiguration) }},
	"MutatingWebhookConfiguration.admissionregistration.k8s.io":     {"admissionregistration.k8s.io/v1", func() any { return new(admissionregistrationv1.MutatingWebhookConfiguration) }},
	"ValidatingAdmissionPolicy.admissionregistration.k8s.io":        {"admissionregistration.k8s.io/v1", func() any { return new(admissionregistrationv1.ValidatingAdmissionPolicy) }},
	"ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io": {"admissionregistration.k8s.io/v1", func() any { return new(admissionregistrationv1.ValidatingAdmissionPolicyBinding) }},
}

// Validate returns the fields of a built-in object that do not have the type
// the API server wants. It says nothing about objects that hold pods, whose
// pods carry their own errors, nor about kinds and versions it does not know.
func Validate(object *Object) []FieldError {
	schema, ok := schemas[object.GroupKind()]
	if !ok || schema.apiVersion != object.APIVersion {
		return nil
	}
	return object.Decode(schema.empty())
}

package cluster

import (
	corev1 "k8s.io/api/core/v1"
)

// ServiceAccount is a ServiceAccount with the fields that judgements need.
type ServiceAccount struct {
	*Object
	// AutomountToken is automountServiceAccountToken; nil when not given.
	AutomountToken *bool
	// PullSecrets and Secrets are the names of the Secrets it refers to.
	PullSecrets, Secrets []string
	// Malformed are the fields that the API server would refuse.
	Malformed []FieldError
}

// serviceAccountFacts are the facts that [ServiceAccounts] stands for.
type serviceAccountFacts struct {
	byNamespace map[string][]*ServiceAccount
	byName      map[namespacedName][]*ServiceAccount
}

type namespacedName struct{ namespace, name string }

func (f *serviceAccountFacts) add(object *Object) bool {
	if object.Kind != "ServiceAccount" || object.Group() != "" {
		return false
	}
	var decoded corev1.ServiceAccount
	account := &ServiceAccount{Object: object, Malformed: object.Decode(&decoded)}
	account.AutomountToken = decoded.AutomountServiceAccountToken
	for _, reference := range decoded.ImagePullSecrets {
		account.PullSecrets = append(account.PullSecrets, reference.Name)
	}
	for _, reference := range decoded.Secrets {
		account.Secrets = append(account.Secrets, reference.Name)
	}
	if f.byName == nil {
		f.byNamespace, f.byName = map[string][]*ServiceAccount{}, map[namespacedName][]*ServiceAccount{}
	}
	key := namespacedName{object.Namespace, object.Name}
	f.byNamespace[object.Namespace] = append(f.byNamespace[object.Namespace], account)
	f.byName[key] = append(f.byName[key], account)
	return true
}

func (f *serviceAccountFacts) seal(*Snapshot) {}

// ServiceAccount returns the ServiceAccount of that name, the last one when the
// input has several, or nil. Every namespace has one named default, whether the
// input has it or not.
func (s *Snapshot) ServiceAccount(namespace, name string) *ServiceAccount {
	accounts := s.serviceAccounts.byName[namespacedName{namespace, name}]
	if len(accounts) == 0 {
		return nil
	}
	return accounts[len(accounts)-1]
}

// ServiceAccounts returns the ServiceAccounts of a namespace.
func (s *Snapshot) ServiceAccounts(namespace string) []*ServiceAccount {
	return s.serviceAccounts.byNamespace[namespace]
}

// AutomountsToken reports whether the containers of a pod get the token of its
// ServiceAccount, as the admission plugin of the API server decides: the field
// of the pod wins over that of the ServiceAccount, and without either the token
// is mounted. Known is false when that depends on a ServiceAccount that the
// input does not have, or has twice with different answers.
func (s *Snapshot) AutomountsToken(pod *Pod) (mounts, known bool) {
	if field := pod.Spec().AutomountServiceAccountToken; field != nil {
		return *field, true
	}
	name := pod.ServiceAccount()
	accounts := s.serviceAccounts.byName[namespacedName{pod.Namespace, name}]
	if len(accounts) == 0 {
		return true, s.createdByPlatform(pod.Namespace, name)
	}
	mounts = accounts[0].automounts()
	for _, account := range accounts[1:] {
		if account.automounts() != mounts {
			return true, false
		}
	}
	return mounts, true
}

func (a *ServiceAccount) automounts() bool { return a.AutomountToken == nil || *a.AutomountToken }

// createdByPlatform reports whether a ServiceAccount that the input does not
// have is known to be made without the field: the default one of a namespace
// whose ServiceAccounts are known, and those that the Kubeflow profile
// controller makes.
func (s *Snapshot) createdByPlatform(namespace, name string) bool {
	switch name {
	case "default":
		return s.Known(ServiceAccounts, namespace)
	case "default-editor", "default-viewer":
		n := s.Namespace(namespace)
		return n != nil && n.Profile != nil
	}
	return false
}

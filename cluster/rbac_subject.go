package cluster

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

// Subject is somebody who makes requests.
type Subject struct {
	// Kind is ServiceAccount, User or Group, as in a binding. A Group stands
	// for a member of it of whom nothing else is known.
	Kind string
	// Namespace is set for a ServiceAccount only.
	Namespace, Name string
	// Groups are further groups a User is in. Those that the API server adds
	// by itself need not be given.
	Groups []string
}

// Groups that the API server puts its users in.
const (
	groupAuthenticated   = "system:authenticated"
	groupUnauthenticated = "system:unauthenticated"
	groupServiceAccounts = "system:serviceaccounts"
	serviceAccountUser   = "system:serviceaccount:"
	userAnonymous        = "system:anonymous"
)

// ServiceAccountSubject is the ServiceAccount of that name.
func ServiceAccountSubject(namespace, name string) Subject {
	return Subject{Kind: rbacv1.ServiceAccountKind, Namespace: namespace, Name: name}
}

// SubjectOf is the ServiceAccount that a pod runs as.
func SubjectOf(pod *Pod) Subject { return ServiceAccountSubject(pod.Namespace, pod.ServiceAccount()) }

// SubjectOfBinding is subject i of a binding, as somebody who makes requests.
func SubjectOfBinding(binding *Binding, i int) Subject {
	subject := binding.Subjects[i]
	result := Subject{Kind: subject.Kind, Name: subject.Name}
	if subject.Kind == rbacv1.ServiceAccountKind {
		result.Namespace = serviceAccountNamespace(binding, subject)
	}
	return result
}

// String is Kind/namespace/name, without the namespace where there is none.
func (s Subject) String() string {
	return ObjectRef{Kind: s.Kind, Namespace: s.Namespace, Name: s.Name}.String()
}

// serviceAccountNamespace is where the ServiceAccount of a binding's subject
// lives: a RoleBinding may leave it out when it is its own.
func serviceAccountNamespace(binding *Binding, subject rbacv1.Subject) string {
	if subject.Namespace == "" && !binding.Everywhere() {
		return binding.Namespace
	}
	return subject.Namespace
}

// A subjectKey is what subjects of bindings are looked up by.
type subjectKey struct{ kind, namespace, name string }

// keyOfSubject returns what a binding's subject is looked up by, and false if
// it stands for nobody. A User with the name of a ServiceAccount is one.
func keyOfSubject(binding *Binding, subject rbacv1.Subject) (subjectKey, bool) {
	switch subject.Kind {
	case rbacv1.UserKind:
		return userKey(subject.Name), true
	case rbacv1.GroupKind:
		return subjectKey{subject.Kind, "", subject.Name}, true
	case rbacv1.ServiceAccountKind:
		namespace := serviceAccountNamespace(binding, subject)
		if namespace == "" && binding.Everywhere() {
			return subjectKey{}, false // the API server matches nobody
		}
		return subjectKey{subject.Kind, namespace, subject.Name}, true
	}
	return subjectKey{}, false
}

func userKey(name string) subjectKey {
	if namespace, account, ok := splitServiceAccountUser(name); ok {
		return subjectKey{rbacv1.ServiceAccountKind, namespace, account}
	}
	return subjectKey{rbacv1.UserKind, "", name}
}

func splitServiceAccountUser(name string) (namespace, account string, ok bool) {
	rest, ok := strings.CutPrefix(name, serviceAccountUser)
	if !ok {
		return "", "", false
	}
	namespace, account, ok = strings.Cut(rest, ":")
	return namespace, account, ok && namespace != "" && account != "" && !strings.Contains(account, ":")
}

// keys returns everything a subject is looked up by: its name, and its groups
// with those that the API server adds.
func (s Subject) keys() []subjectKey {
	var keys []subjectKey
	groups := slices.Clone(s.Groups)
	switch s.Kind {
	case rbacv1.ServiceAccountKind:
		keys = append(keys, subjectKey{s.Kind, s.Namespace, s.Name})
		groups = append(groups, groupsOfServiceAccount(s.Namespace)...)
	case rbacv1.UserKind:
		key := userKey(s.Name)
		keys = append(keys, key)
		switch {
		case key.kind == rbacv1.ServiceAccountKind:
			groups = append(groups, groupsOfServiceAccount(key.namespace)...)
		case s.Name == userAnonymous:
			groups = append(groups, groupUnauthenticated)
		default:
			groups = append(groups, groupAuthenticated)
		}
	case rbacv1.GroupKind:
		groups = append(groups, s.Name)
		switch namespace, ok := strings.CutPrefix(s.Name, groupServiceAccounts+":"); {
		case ok:
			groups = append(groups, groupsOfServiceAccount(namespace)...)
		case s.Name != groupUnauthenticated:
			groups = append(groups, groupAuthenticated)
		}
	}
	for _, group := range groups {
		if key := (subjectKey{rbacv1.GroupKind, "", group}); !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

func groupsOfServiceAccount(namespace string) []string {
	groups := []string{groupServiceAccounts, groupAuthenticated}
	if namespace != "" {
		groups = append(groups, groupServiceAccounts+":"+namespace)
	}
	return groups
}

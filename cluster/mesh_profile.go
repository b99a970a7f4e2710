package cluster

// profileAuthorization is the name of the AuthorizationPolicy that the
// Kubeflow profile controller keeps in the namespace of every Profile.
const profileAuthorization = "ns-owner-access-istio"

// defaultUserHeader is the header in which Kubeflow passes on who the user is,
// unless the installation names another one.
const defaultUserHeader = "kubeflow-userid"

// sealProfiles adds the policies that the profile controller will make for the
// Profiles of the input, where the input does not already have them. They let
// in the owner by the user header, the namespace itself, and everybody to the
// probes of Knative (components/profile-controller, getAuthorizationPolicy).
func (f *meshFacts) sealProfiles(snapshot *Snapshot) {
	for _, namespace := range snapshot.ordered {
		if namespace.Profile == nil || f.hasAuthorization(namespace.Name, profileAuthorization) {
			continue
		}
		f.authorizations = appendTo(f.authorizations, namespace.Name, &AuthorizationPolicy{
			Object: namespace.Profile, Action: AllowAction, Implied: true,
			Rules: []AuthorizationRule{
				{When: []AuthorizationCondition{{Key: "request.headers[" + defaultUserHeader + "]", Values: []string{namespace.owner}}}},
				{When: []AuthorizationCondition{{Key: "source.namespace", Values: []string{namespace.Name}}}},
				{To: []AuthorizationOperation{{Paths: []string{"/healthz", "/metrics", "/wait-for-drain"}}}},
			},
		})
	}
}

func (f *meshFacts) hasAuthorization(namespace, name string) bool {
	for _, policy := range f.authorizations[namespace] {
		if policy.Name == name {
			return true
		}
	}
	return false
}

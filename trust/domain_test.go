package trust

import "testing"

func TestDomainString(t *testing.T) {
	for want, domain := range map[string]Domain{
		"tenant team-a":         {Kind: Tenant, Name: "team-a"},
		"profile a@example.com": {Kind: Profile, Name: "a@example.com"},
		"namespace":             {Kind: Namespace},
	} {
		if got := domain.String(); got != want {
			t.Errorf("%#v.String() = %q, want %q", domain, got, want)
		}
	}
}

func TestDomainsOfDifferentKindsDiffer(t *testing.T) {
	if (Domain{Kind: Profile, Name: "research"}) == (Domain{Kind: Capsule, Name: "research"}) {
		t.Error("a Kubeflow owner and a Capsule tenant of the same name are not the same people")
	}
}

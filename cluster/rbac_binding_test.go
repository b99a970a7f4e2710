package cluster

import "testing"

func TestRulesOf(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, role string
		complete   bool
		rules      int
		known      bool
	}{
		{"in the input", "pod-reader", false, 1, true},
		{"elsewhere", "other", false, 0, false},
		{"missing in a whole cluster", "other", true, 0, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			permissions := snapshotOf(t, Options{Complete: test.complete},
				role("Role", "team", "pod-reader", podReader), binding("RoleBinding", "team", "readers", "Role", test.role, alice)).RBAC()
			rules, known := permissions.RulesOf(permissions.Bindings()[0])
			if len(rules) != test.rules || known != test.known {
				t.Errorf("%d rules, known=%t, want %d, %t", len(rules), known, test.rules, test.known)
			}
		})
	}
}

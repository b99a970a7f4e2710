package cluster

import "testing"

func TestAutomountsToken(t *testing.T) {
	const (
		namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: team}\n"
		profile   = "apiVersion: kubeflow.org/v1\nkind: Profile\nmetadata: {name: team}\nspec: {owner: {kind: User, name: alice}}\n"
		off       = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: runner, namespace: team}\nautomountServiceAccountToken: false\n"
		on        = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: runner, namespace: team}\n"
		broken    = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: runner, namespace: team}\nautomountServiceAccountToken: 'false'\n"
		elsewhere = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: runner, namespace: other}\nautomountServiceAccountToken: false\n"
	)
	pod := func(fields string) string {
		return "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: team}\nspec: {" + fields + "containers: [{name: c, image: i}]}\n"
	}
	tests := map[string]struct {
		options       Options
		objects       []string
		mounts, known bool
	}{
		"pod says no":                           {Options{}, []string{on, pod("serviceAccountName: runner, automountServiceAccountToken: false, ")}, false, true},
		"pod says yes over the account":         {Options{}, []string{off, pod("serviceAccountName: runner, automountServiceAccountToken: true, ")}, true, true},
		"account says no":                       {Options{}, []string{off, pod("serviceAccountName: runner, ")}, false, true},
		"account says no, by the old field":     {Options{}, []string{off, pod("serviceAccount: runner, ")}, false, true},
		"account says nothing":                  {Options{}, []string{on, pod("serviceAccountName: runner, ")}, true, true},
		"account of another namespace":          {Options{}, []string{elsewhere, pod("serviceAccountName: runner, ")}, true, false},
		"account is not there":                  {Options{}, []string{namespace, pod("serviceAccountName: runner, ")}, true, false},
		"default account of a known namespace":  {Options{}, []string{namespace, pod("")}, true, true},
		"default account, others known":         {Options{}, []string{off, pod("")}, true, true},
		"default account, nothing known":        {Options{}, []string{pod("")}, true, false},
		"default account of a whole cluster":    {Options{Complete: true}, []string{pod("")}, true, true},
		"account that Kubeflow makes":           {Options{}, []string{profile, pod("serviceAccountName: default-editor, ")}, true, true},
		"account that Kubeflow would make":      {Options{}, []string{namespace, pod("serviceAccountName: default-editor, ")}, true, false},
		"twice, in agreement":                   {Options{}, []string{off, off, pod("serviceAccountName: runner, ")}, false, true},
		"twice, in contradiction":               {Options{}, []string{off, on, pod("serviceAccountName: runner, ")}, true, false},
		"a field of the wrong type is no field": {Options{}, []string{broken, pod("serviceAccountName: runner, ")}, true, true},
	}
	for name, test := range tests {
		snapshot := snapshotOf(t, test.options, test.objects...)
		mounts, known := snapshot.AutomountsToken(snapshot.AllPods()[0])
		if mounts != test.mounts || known != test.known {
			t.Errorf("%s: mounts %v, known %v", name, mounts, known)
		}
	}
}

func TestServiceAccountFields(t *testing.T) {
	snapshot := snapshotOf(t, Options{}, "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a, namespace: team}\nimagePullSecrets: [{name: registry}]\nsecrets: [{name: token}]\n",
		"apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: b, namespace: team}\nimagePullSecrets: no\n",
		"apiVersion: serving.knative.dev/v1\nkind: ServiceAccount\nmetadata: {name: c, namespace: team}\n")
	accounts := snapshot.ServiceAccounts("team")
	if len(accounts) != 2 || snapshot.ServiceAccount("team", "a") != accounts[0] || snapshot.ServiceAccount("other", "a") != nil {
		t.Fatalf("accounts: %v", accounts)
	}
	if accounts[0].PullSecrets[0] != "registry" || accounts[0].Secrets[0] != "token" || len(accounts[0].Malformed) != 0 {
		t.Errorf("fields: %+v", accounts[0])
	}
	if len(accounts[1].Malformed) != 1 {
		t.Errorf("malformed: %+v", accounts[1].Malformed)
	}
}

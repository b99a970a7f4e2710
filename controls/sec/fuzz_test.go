package sec

import "testing"

// FuzzCredential looks at hostile names and values: whatever they are, the
// answer comes, and it tells nothing of the value.
func FuzzCredential(f *testing.F) {
	f.Add("HF_TOKEN", "hf_MadeUpForThisCaseAndWorthNothing001")
	f.Add("password", "://:@://a:b@c")
	f.Add("", "-----BEGIN RSA PRIVATE KEY-----")
	f.Add("x.secret", "AKIAAKIAAKIAAKIAAKIAAKIA")
	answers := map[string]bool{"": true, "a literal credential": true, "a private key": true, "an address with a password": true}
	for _, pattern := range patterns {
		answers[pattern.what] = true
	}
	f.Fuzz(func(t *testing.T, name, value string) {
		if answer := credential(name, value); !answers[answer] {
			t.Errorf("the answer %q is none of those that are fixed", answer)
		}
	})
}

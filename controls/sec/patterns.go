package sec

import "strings"

// pattern recognises the credentials of one issuer by how they begin and how
// many letters, digits, hyphens and underscores follow at least.
type pattern struct {
	prefix string
	least  int
	what   string
}

var patterns = []pattern{
	{"hf_", 30, "a Hugging Face token"},
	{"nvapi-", 40, "an NVIDIA API key"},
	{"sk-", 32, "an API key (sk-...)"},
	{"AKIA", 16, "an AWS access key"},
	{"ghp_", 36, "a GitHub token"},
	{"github_pat_", 40, "a GitHub token"},
	{"glpat-", 20, "a GitLab token"},
	{"xoxb-", 24, "a Slack token"},
	{"AIza", 35, "a Google API key"},
	{"eyJhbGciOi", 10, "a JSON Web Token"},
}

// recognised returns what credential of a known form stands in a text, or "".
func recognised(text string) string {
	if len(text) < 20 { // mutate: equivalent, because every form is longer
		return ""
	}
	if strings.Contains(text, "PRIVATE KEY-----") {
		return "a private key"
	}
	for _, pattern := range patterns {
		if pattern.in(text) {
			return pattern.what
		}
	}
	if passwordInAddress(text) {
		return "an address with a password"
	}
	return ""
}

// in reports whether a credential of this form stands in a text as a word of
// its own and is no placeholder.
func (p pattern) in(text string) bool {
	for rest := text; ; {
		at := strings.Index(rest, p.prefix)
		if at < 0 {
			return false
		}
		end := at + len(p.prefix)
		for end < len(rest) && isKeyCharacter(rest[end]) {
			end++
		}
		word := rest[at:end]
		if len(word) >= len(p.prefix)+p.least && (at == 0 || !isKeyCharacter(rest[at-1])) && !isPlaceholder(word) {
			return true
		}
		rest = rest[at+len(p.prefix):]
	}
}

const keyCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"

func isKeyCharacter(c byte) bool { return strings.IndexByte(keyCharacters, c) >= 0 }

// passwordInAddress reports whether a text has an address of the form
// scheme://user:password@host with a literal password.
func passwordInAddress(text string) bool {
	for {
		_, rest, found := strings.Cut(text, "://")
		if !found {
			return false
		}
		text = rest
		end := strings.IndexAny(rest, "/@ \t\n\"'")
		if end < 0 || rest[end] != '@' {
			continue
		}
		_, password, _ := strings.Cut(rest[:end], ":")
		if chosen.isLiteral(password) && !isPlaceholder(password) {
			return true
		}
	}
}

package sec

import "strings"

// kind says how a name makes a value a credential.
type kind uint8

const (
	// none: the name is not that of a credential.
	none kind = iota
	// chosen: whatever stands there becomes the credential, also "changeme".
	chosen
	// issued: someone else made the credential, so a placeholder is none.
	issued
	// ambiguous: the name may also be that of a Kubernetes Secret.
	ambiguous
)

// endings are the ends of the names of variables, options and keys that hold
// credentials, in lower case with the words joined by underscores. What follows
// them makes it something else: HF_TOKEN_PATH, TOKENIZER, SECRET_NAME.
var endings = []struct {
	words string
	kind  kind
}{
	{"password", chosen}, {"passwd", chosen}, {"passphrase", chosen}, {"secret_access_key", chosen}, {"secret_key", chosen},
	{"secretkey", chosen}, {"client_secret", chosen}, {"cookie_secret", chosen}, {"jwt_secret", chosen}, {"private_key", chosen},
	{"token", issued}, {"api_key", issued}, {"apikey", issued}, {"access_key", issued},
	{"secret", ambiguous},
}

// kindOf says what kind of credential a name speaks of. Words may be joined by
// underscores, hyphens or dots, in either case.
func kindOf(name string) kind {
	for _, ending := range endings {
		if endsIn(name, ending.words) {
			return ending.kind
		}
	}
	return none
}

// endsIn reports whether name ends in the words, as words of their own.
func endsIn(name, words string) bool {
	start := len(name) - len(words)
	if start < 0 {
		return false
	}
	for i := len(words) - 1; i >= 0; i-- { // the last letters tell most names apart
		if plain(name[start+i]) != words[i] {
			return false
		}
	}
	return start == 0 || plain(name[start-1]) == '_'
}

// plain is a character in lower case, with one separator for all.
func plain(c byte) byte {
	switch {
	case c >= 'A' && c <= 'Z':
		return c + 'a' - 'A'
	case c == '-' || c == '.':
		return '_'
	}
	return c
}

// references begin values that are not the credential but say where it is:
// variables of Kubernetes and of shells, templates, files, addresses and the
// stores of secret managers.
var references = []string{"$", "{{", "<", "[", "/", "http://", "https://", "file:", "vault:", "ref+", "op://", "arn:aws:", "projects/"}

// switches are values that turn something on or off, such as ALLOW_EMPTY_PASSWORD.
var switches = map[string]bool{"": true, "true": true, "false": true, "yes": true, "no": true, "on": true, "off": true}

// placeholders are parts of values that stand for a credential to be filled in.
var placeholders = []string{
	"changeme", "change-me", "change_me", "replace", "your", "insert", "placeholder", "dummy", "example", "xxxx", "fake", "todo",
	"none", "null", "empty", "no-key", "not-needed", "unused",
}

// isLiteral reports whether a value under a name of this kind is a credential
// in plain text.
func (k kind) isLiteral(value string) bool {
	if k == none || switches[strings.ToLower(value)] || hasAnyPrefix(value, references) {
		return false
	}
	switch k {
	case issued:
		return len(value) >= shortest && !isNumber(value) && !isPlaceholder(value)
	case ambiguous:
		return looksGenerated(value)
	}
	return true
}

// shortest is the length below which nobody issues credentials.
const shortest = 8

func hasAnyPrefix(value string, prefixes []string) bool {
	for _, prefix := range prefixes {
		if strings.HasPrefix(value, prefix) {
			return true
		}
	}
	return false
}

func isNumber(value string) bool { return strings.Trim(value, "0123456789.") == "" }

func isPlaceholder(value string) bool {
	value = strings.ToLower(value)
	for _, part := range placeholders {
		if strings.Contains(value, part) {
			return true
		}
	}
	return false
}

// looksGenerated reports whether a value is too random for a name that somebody
// thought of.
func looksGenerated(value string) bool {
	return len(value) >= 2*shortest && strings.ContainsAny(value, "0123456789") && strings.ToLower(value) != value
}

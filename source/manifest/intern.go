package manifest

// interner makes strings of bytes, the same string for the same bytes as far
// as it remembers: manifests repeat their field names and many values, and an
// object that is kept should not keep a copy of each.
type interner struct{ known map[string]string }

const (
	internLength = 48
	internCount  = 8192
)

func (n *interner) text(bytes []byte) string {
	if len(bytes) > internLength {
		return string(bytes)
	}
	if known, ok := n.known[string(bytes)]; ok {
		return known
	}
	text := string(bytes)
	if len(n.known) < internCount {
		if n.known == nil {
			n.known = map[string]string{}
		}
		n.known[text] = text
	}
	return text
}

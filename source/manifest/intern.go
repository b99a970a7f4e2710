package manifest

// interner makes strings of bytes, the same string for the same bytes as far
// as it remembers: manifests repeat their field names and many values, and an
// object that is kept should not keep a copy of each.
type interner struct{ known map[string]any }

const (
	internLength = 48
	internCount  = 8192
)

// text returns a string as such and as a value.
func (n *interner) text(bytes []byte) (string, any) {
	if len(bytes) > internLength {
		text := string(bytes)
		return text, text
	}
	if known, ok := n.known[string(bytes)]; ok {
		return known.(string), known
	}
	text := string(bytes)
	var value any = text
	if len(n.known) < internCount {
		if n.known == nil {
			n.known = map[string]any{}
		}
		n.known[text] = value
	}
	return text, value
}

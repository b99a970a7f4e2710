package control

import "fmt"

// Outcome is the answer of one control about one subject.
type Outcome uint8

// The four outcomes. Unknown is never counted, coloured or summed as Passed.
const (
	// Passed: the subject was judged and is as the control wants it.
	Passed Outcome = iota + 1
	// Failed: the subject was judged and is not.
	Failed
	// Unknown: a fact that the judgement needs is not in the input.
	Unknown
	// NotApplicable: the control has nothing to say about this subject.
	NotApplicable
)

var outcomeNames = [...]string{Passed: "pass", Failed: "fail", Unknown: "unknown", NotApplicable: "notApplicable"}

// String returns the name used in every output format.
func (o Outcome) String() string {
	if int(o) < len(outcomeNames) && outcomeNames[o] != "" {
		return outcomeNames[o]
	}
	return fmt.Sprintf("outcome(%d)", uint8(o))
}

// MarshalText implements [encoding.TextMarshaler].
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (o *Outcome) UnmarshalText(text []byte) error {
	for outcome, name := range outcomeNames {
		if name != "" && name == string(text) {
			*o = Outcome(outcome)
			return nil
		}
	}
	return fmt.Errorf("unknown outcome %q: use pass, fail, unknown or notApplicable", text)
}

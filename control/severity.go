package control

import (
	"fmt"
	"strings"
)

// Severity says how bad a failed control is. Larger is worse, so severities
// compare with the ordinary operators.
type Severity uint8

// The severities, from least to worst.
const (
	Info Severity = iota + 1
	Low
	Medium
	High
	Critical
)

var severityNames = [...]string{Info: "info", Low: "low", Medium: "medium", High: "high", Critical: "critical"}

// Severities lists every severity, worst first, the order in which reports
// show them.
func Severities() []Severity { return []Severity{Critical, High, Medium, Low, Info} }

// String returns the lower-case name used in every output format.
func (s Severity) String() string {
	if int(s) < len(severityNames) && severityNames[s] != "" {
		return severityNames[s]
	}
	return fmt.Sprintf("severity(%d)", uint8(s))
}

// ParseSeverity reads a name as [Severity.String] writes it, in any case.
func ParseSeverity(name string) (Severity, error) {
	for severity, known := range severityNames {
		if known != "" && strings.EqualFold(known, name) {
			return Severity(severity), nil
		}
	}
	return 0, fmt.Errorf("unknown severity %q: use critical, high, medium, low or info", name)
}

// MarshalText implements [encoding.TextMarshaler].
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *Severity) UnmarshalText(text []byte) error {
	parsed, err := ParseSeverity(string(text))
	if err != nil {
		return err
	}
	*s = parsed
	return nil
}

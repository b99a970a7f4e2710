package kf

import "strings"

// dexConfiguration is what the controls read of the configuration file of Dex.
type dexConfiguration struct {
	EnablePasswordDB bool `json:"enablePasswordDB"`
	StaticPasswords  []struct {
		Email string `json:"email"`
	} `json:"staticPasswords"`
}

// dexOf reads a text that may be a configuration of Dex with users of its own;
// ok is false for other texts.
func dexOf(text string) (configuration dexConfiguration, ok bool) {
	if !strings.Contains(text, "staticPasswords") && !strings.Contains(text, "enablePasswordDB") {
		return configuration, false
	}
	parse(text, &configuration)
	return configuration, true
}

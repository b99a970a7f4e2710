package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"go.yaml.in/yaml/v3"
	syaml "sigs.k8s.io/yaml"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// ConfigFile is the configuration that is read when --config names no other.
const ConfigFile = "bulkhead.yaml"

// config is the configuration file. Flags win over it.
type config struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	// Scan holds the defaults of the flags of the same names.
	Scan struct {
		FailOn      string   `json:"failOn,omitempty"`
		MinSeverity string   `json:"minSeverity,omitempty"`
		Only        []string `json:"only,omitempty"`
		Skip        []string `json:"skip,omitempty"`
		Strict      bool     `json:"strict,omitempty"`
		Complete    bool     `json:"complete,omitempty"`
		Baseline    string   `json:"baseline,omitempty"`
	} `json:"scan,omitempty"`
	// Settings replace the defaults field by field.
	Settings *control.Settings `json:"settings,omitempty"`
	Waivers  []control.Waiver  `json:"waivers,omitempty"`

	lines []int
	file  string
}

// readConfig reads the file at name, or the default file if name is empty and
// there is one.
func readConfig(name string) (*config, error) {
	byDefault := name == ""
	if byDefault {
		name = ConfigFile
	}
	data, err := os.ReadFile(name)
	switch {
	case byDefault && errors.Is(err, fs.ErrNotExist):
		return &config{Settings: control.DefaultSettings()}, nil
	case err != nil:
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	parsed := &config{Settings: control.DefaultSettings(), file: name}
	if err := syaml.UnmarshalStrict(data, parsed); err != nil {
		return nil, fmt.Errorf("configuration %s: %w", name, err)
	}
	if parsed.APIVersion != "bulkhead.dev/v1" || parsed.Kind != "Config" {
		return nil, fmt.Errorf("configuration %s: it must begin with \"apiVersion: bulkhead.dev/v1\" and \"kind: Config\"", name)
	}
	parsed.lines = waiverLines(data)
	return parsed, parsed.validate()
}

func (c *config) validate() error {
	var defects []error
	for i := range c.Waivers {
		if err := c.Waivers[i].Validate(); err != nil {
			defects = append(defects, fmt.Errorf("%s:%d: waiver of %q: %w", c.file, c.line(i), c.Waivers[i].Control, err))
		}
	}
	return errors.Join(defects...)
}

func (c *config) line(waiver int) int {
	if waiver < len(c.lines) {
		return c.lines[waiver]
	}
	return 1
}

// waiverLines returns the line on which each waiver begins.
func waiverLines(data []byte) []int {
	var document yaml.Node
	if yaml.Unmarshal(data, &document) != nil || len(document.Content) == 0 {
		return nil
	}
	var lines []int
	root := document.Content[0]
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == "waivers" {
			for _, item := range root.Content[i+1].Content {
				lines = append(lines, item.Line)
			}
		}
	}
	return lines
}

// waivers returns the waivers of the file with their places.
func (c *config) waivers() []scan.ConfiguredWaiver {
	var configured []scan.ConfiguredWaiver
	for i, waiver := range c.Waivers {
		place := cluster.Location{File: c.file, Line: c.line(i), Column: 1}
		configured = append(configured, scan.ConfiguredWaiver{Waiver: waiver, Location: place})
	}
	return configured
}

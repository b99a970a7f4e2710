package gpu

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/util/yaml"
)

// PluginConfig is one configuration of the NVIDIA device plugin (version v1),
// as far as it shapes isolation. What the plugin ignores is ignored here too:
// custom resource names and the choice of single devices.
type PluginConfig struct {
	// MIGStrategy is none, single or mixed, or empty when not given.
	MIGStrategy string
	// DeviceListStrategy lists how devices are handed to containers: envvar
	// (the default of the plugin when empty), volume-mounts, cdi-annotations
	// or cdi-cri.
	DeviceListStrategy []string
	// PassDeviceSpecs is the flag of that name.
	PassDeviceSpecs bool
	// Sharing has one statement for each shared resource, in file order.
	Sharing []Sharing
}

// ParsePluginConfig reads the text of a device plugin configuration, YAML or
// JSON. It reports false when the text is anything else. It is lenient: fields
// of the wrong type are passed over, numbers may be quoted.
func ParsePluginConfig(text string) (PluginConfig, bool) {
	if !mentionsAny(text, "sharing", "flags") {
		return PluginConfig{}, false
	}
	content, ok := parseMapping(text)
	if !ok || content["version"] != nil && content["version"] != "v1" {
		return PluginConfig{}, false
	}
	flags, _ := content["flags"].(map[string]any)
	sharing, _ := content["sharing"].(map[string]any)
	_, timeSlices := sharing["timeSlicing"]
	_, serves := sharing["mps"]
	if !pluginFlags(flags) && !timeSlices && !serves {
		return PluginConfig{}, false
	}
	plugin, _ := flags["plugin"].(map[string]any)
	config := PluginConfig{DeviceListStrategy: texts(plugin["deviceListStrategy"])}
	config.MIGStrategy, _ = flags["migStrategy"].(string)
	config.PassDeviceSpecs, _ = plugin["passDeviceSpecs"].(bool)
	// MPS wins when both are given.
	config.Sharing = replicated(sharing["mps"], MPS, "sharing.mps", config.MIGStrategy)
	if config.Sharing == nil {
		config.Sharing = replicated(sharing["timeSlicing"], TimeSlicing, "sharing.timeSlicing", config.MIGStrategy)
	}
	return config, true
}

// pluginFlags reports whether flags has a flag that only the device plugin or
// GPU Feature Discovery know.
func pluginFlags(flags map[string]any) bool {
	for _, name := range []string{"migStrategy", "failOnInitError", "nvidiaDriverRoot", "nvidiaDevRoot", "mpsRoot", "gfd", "deviceDiscoveryStrategy"} {
		if _, ok := flags[name]; ok {
			return true
		}
	}
	plugin, _ := flags["plugin"].(map[string]any)
	_, lists := plugin["deviceListStrategy"]
	_, passes := plugin["passDeviceSpecs"]
	_, identifies := plugin["deviceIDStrategy"]
	return lists || passes || identifies
}

func replicated(value any, mode Mode, path, migStrategy string) []Sharing {
	section, ok := value.(map[string]any)
	if !ok {
		return nil
	}
	renames, _ := section["renameByDefault"].(bool)
	refuses, given := section["failRequestsGreaterThanOne"].(bool)
	if !given {
		refuses = mode == MPS // the plugin's default for MPS
	}
	resources, _ := section["resources"].([]any)
	var all []Sharing
	for i, value := range resources {
		resource, _ := value.(map[string]any)
		name, _ := resource["name"].(string)
		replicas := integer(resource["replicas"])
		if name == "" || replicas < 2 {
			continue // the plugin refuses fewer than two replicas
		}
		if !strings.Contains(name, "/") {
			name = "nvidia.com/" + name
		}
		sharing := Sharing{
			Mode: mode, Replicas: replicas, MIGStrategy: migStrategy, Renamed: renames, RefusesSeveral: refuses,
			Field: path + ".resources[" + strconv.Itoa(i) + "].replicas", Value: strconv.Itoa(replicas),
		}
		if _, _, ok := ParseMIGResource(name); ok && mode == TimeSlicing {
			sharing.Mode = MIGShared
		}
		if renames {
			name += sharedSuffix
		}
		sharing.Resources = []string{name}
		all = append(all, sharing)
	}
	return all
}

// ParseMIGConfig reads the text of a configuration of the MIG manager
// (mig-parted, version v1): the profiles each named layout creates, as they are
// written, sorted and without repetition. It reports false when the text is
// anything else.
func ParseMIGConfig(text string) (map[string][]string, bool) {
	if !mentionsAny(text, "mig-configs") {
		return nil, false
	}
	content, _ := parseMapping(text)
	layouts, ok := content["mig-configs"].(map[string]any)
	if !ok {
		return nil, false
	}
	result := make(map[string][]string, len(layouts))
	for name, layout := range layouts {
		groups, _ := layout.([]any)
		profiles := map[string]bool{}
		for _, group := range groups {
			fields, _ := group.(map[string]any)
			devices, _ := fields["mig-devices"].(map[string]any)
			for profile, count := range devices {
				if integer(count) > 0 {
					profiles[profile] = true
				}
			}
		}
		result[name] = slices.Sorted(maps.Keys(profiles))
	}
	return result, true
}

// maxConfigBytes is how large an object Kubernetes stores, and so the most a
// ConfigMap can hold.
const maxConfigBytes = 1 << 20

func parseMapping(text string) (map[string]any, bool) {
	if len(text) > maxConfigBytes {
		return nil, false
	}
	var content map[string]any
	if err := yaml.Unmarshal([]byte(text), &content); err != nil {
		return nil, false
	}
	return content, content != nil
}

func mentionsAny(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}

// integer reads a number however it was written; zero when it is none.
func integer(value any) int {
	switch value := value.(type) {
	case int64:
		return int(value)
	case float64:
		return int(value)
	case json.Number:
		return number(value.String())
	case string:
		return number(value)
	}
	return 0
}

// texts reads a list of strings, or one string as a list of one; the plugin
// takes either, separated by commas.
func texts(value any) []string {
	switch value := value.(type) {
	case string:
		if value == "" {
			return nil
		}
		return strings.Split(value, ",")
	case []any:
		var all []string
		for _, item := range value {
			if text, ok := item.(string); ok {
				all = append(all, text)
			}
		}
		return all
	}
	return nil
}

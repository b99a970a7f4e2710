package cluster

import (
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/gpu"
)

// PluginConfig is one configuration of the NVIDIA device plugin: one key of a
// ConfigMap.
type PluginConfig struct {
	*Object
	gpu.PluginConfig
	// Key is the key in the ConfigMap, which is also the name by which a node
	// label or a default selects the configuration.
	Key string
	// Status says whether the input puts it into effect.
	Status SharingStatus
}

// Path is the field of the ConfigMap that holds the configuration.
func (c *PluginConfig) Path() string { return Field("data", c.Key) }

// DevicePlugin is a DaemonSet that runs a device plugin for GPUs.
type DevicePlugin struct {
	*Object
	// Vendor tells which: nvidia, hami, volcano or amd.
	Vendor string
	// Sharing is how it shares GPUs by itself, without configurations.
	Sharing []GPUSharing

	configMaps    []string
	defaultConfig string
}

// migLayouts are the named partitionings of one MIG manager configuration.
type migLayouts struct {
	*Object
	layouts map[string][]string
}

// Labels by which a node chooses configurations. Writing them changes how the
// GPUs of the node are isolated.
const (
	pluginConfigLabel = "nvidia.com/device-plugin.config"
	migConfigLabel    = "nvidia.com/mig.config"
	migStrategyLabel  = "nvidia.com/mig.strategy"
)

// addConfigMap takes the device plugin and MIG manager configurations out of a
// ConfigMap.
func (f *nodeFacts) addConfigMap(object *Object) bool {
	found := false
	data := LookupMap(object.Content(), "data")
	for _, key := range sortedKeys(data) {
		text, _ := data[key].(string)
		if config, ok := gpu.ParsePluginConfig(text); ok {
			f.configs = append(f.configs, &PluginConfig{Object: object, PluginConfig: config, Key: key})
			found = true
		} else if layouts, ok := gpu.ParseMIGConfig(text); ok {
			f.layouts = append(f.layouts, &migLayouts{object, layouts})
			found = true
		}
	}
	return found
}

// devicePlugins are the images of device plugins that share GPUs or hand them
// out, by the end of their repository. Where one image has several programs,
// program is the one that is the device plugin; none on the command line means
// that it is the default.
var devicePlugins = []struct {
	repository, program, vendor string
	mode                        gpu.Mode
	resources                   []string
}{
	{"nvidia/k8s-device-plugin", "nvidia-device-plugin", "nvidia", gpu.Exclusive, []string{"nvidia.com/gpu"}},
	{"projecthami/hami", "nvidia-device-plugin", "hami", gpu.Software, []string{"nvidia.com/gpu"}},
	{"volcano-vgpu-device-plugin", "", "volcano", gpu.Software, []string{"volcano.sh/vgpu-number"}},
	{"rocm/k8s-device-plugin", "", "amd", gpu.Exclusive, []string{"amd.com/gpu"}},
}

// addDaemonSet notes a DaemonSet that runs a device plugin.
func (f *nodeFacts) addDaemonSet(object *Object) bool {
	spec := LookupMap(object.Content(), "spec", "template", "spec")
	for i, item := range LookupList(spec, "containers") {
		container, _ := item.(map[string]any)
		image := LookupString(container, "image")
		command := append(texts(container["command"]), texts(container["args"])...)
		for _, known := range devicePlugins {
			if !repositoryEndsIn(image, known.repository) || !runs(command, known.program, known.vendor == "hami") {
				continue
			}
			plugin := &DevicePlugin{Object: object, Vendor: known.vendor}
			plugin.readConfigs(spec)
			if known.vendor != "nvidia" || len(plugin.configMaps) == 0 {
				plugin.Sharing = []GPUSharing{{
					Sharing: gpu.Sharing{Mode: known.mode, Resources: known.resources, Value: image},
					Status:  Default, Object: object, Path: Join(Index("spec.template.spec.containers", i), "image"),
				}}
			}
			f.plugins = append(f.plugins, plugin)
			return true
		}
	}
	return false
}

// runs reports whether a command line runs the program. An empty one runs the
// default program of the image, which is the device plugin unless it must be
// named.
func runs(command []string, program string, named bool) bool {
	if program == "" || len(command) == 0 {
		return !named
	}
	first := command[0]
	return strings.HasPrefix(first, "-") && !named || slices.ContainsFunc(command, func(word string) bool { return strings.Contains(word, program) })
}

// readConfigs notes which ConfigMaps the plugin reads, and which of their keys
// holds where a node chooses none.
func (p *DevicePlugin) readConfigs(spec map[string]any) {
	for _, item := range LookupList(spec, "volumes") {
		volume, _ := item.(map[string]any)
		if name := LookupString(volume, "configMap", "name"); name != "" {
			p.configMaps = append(p.configMaps, name)
		}
	}
	for _, field := range []string{"initContainers", "containers"} {
		for _, item := range LookupList(spec, field) {
			container, _ := item.(map[string]any)
			for _, item := range LookupList(container, "env") {
				variable, _ := item.(map[string]any)
				if LookupString(variable, "name") == "DEFAULT_CONFIG" && p.defaultConfig == "" {
					p.defaultConfig = LookupString(variable, "value")
				}
			}
		}
	}
}

// applyConfigs decides which device plugin configurations are in effect.
func (f *nodeFacts) applyConfigs() {
	keys := map[*Object]int{}
	for _, config := range f.configs {
		keys[config.Object]++
	}
	chosen := map[string]bool{}
	for _, node := range f.nodes {
		chosen[node.Labels[pluginConfigLabel]] = true
	}
	for _, config := range f.configs {
		used, byDefault := f.uses(config, keys[config.Object] == 1)
		switch {
		case !used:
			config.Status = Unreferenced
		case byDefault:
			config.Status = Default
		case chosen[config.Key]:
			config.Status = Labelled
		default:
			config.Status = Selectable
		}
	}
}

// uses reports whether something in the input reads a configuration, and
// whether it holds where a node chooses none. The plugin's own charts fall back
// on the configuration named default, then on the only one.
func (f *nodeFacts) uses(config *PluginConfig, only bool) (used, byDefault bool) {
	for _, policy := range f.policies {
		if reference := policy.Spec.DevicePlugin.Config; reference.Name == config.Name && reference.Name != "" {
			used = true
			byDefault = byDefault || reference.Default == config.Key
		}
	}
	for _, plugin := range f.plugins {
		if plugin.Namespace == config.Namespace && slices.Contains(plugin.configMaps, config.Name) {
			used = true
			if plugin.defaultConfig == "" {
				byDefault = byDefault || only || config.Key == "default"
			} else {
				byDefault = byDefault || plugin.defaultConfig == config.Key
			}
		}
	}
	return used, byDefault
}

// sharing returns what the configuration says: about GPUs it does not share,
// that they are handed out whole.
func (c *PluginConfig) sharing() []GPUSharing {
	statements := c.Sharing
	whole := !slices.ContainsFunc(statements, func(s gpu.Sharing) bool {
		return slices.Contains(s.Resources, "nvidia.com/gpu") || slices.Contains(s.Resources, "nvidia.com/gpu.shared")
	})
	if whole {
		statements = append(slices.Clip(statements), gpu.Sharing{
			Mode: gpu.Exclusive, Resources: []string{"nvidia.com/gpu"}, MIGStrategy: c.MIGStrategy, Field: "sharing",
		})
	}
	all := make([]GPUSharing, len(statements))
	for i, statement := range statements {
		all[i] = GPUSharing{Sharing: statement, Status: c.Status, Object: c.Object, Path: c.Path(), Config: c.Key}
	}
	return all
}

// PluginConfigs returns the configurations of the NVIDIA device plugin.
func (s *Snapshot) PluginConfigs() []*PluginConfig { return s.nodes.configs }

// DevicePlugins returns the DaemonSets that run device plugins for GPUs.
func (s *Snapshot) DevicePlugins() []*DevicePlugin { return s.nodes.plugins }

// repositoryEndsIn reports whether an image is of a repository that ends in the
// given path, whatever registry or mirror it comes from.
func repositoryEndsIn(image, path string) bool {
	repository, _, _ := strings.Cut(image, "@")
	if colon := strings.LastIndexByte(repository, ':'); colon > strings.LastIndexByte(repository, '/') {
		repository = repository[:colon]
	}
	return repository == path || strings.HasSuffix(repository, "/"+path)
}

func sortedKeys(mapping map[string]any) []string {
	keys := make([]string, 0, len(mapping))
	for key := range mapping {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// texts reads a list of strings.
func texts(value any) []string {
	list, _ := value.([]any)
	var all []string
	for _, item := range list {
		if text, ok := item.(string); ok {
			all = append(all, text)
		}
	}
	return all
}

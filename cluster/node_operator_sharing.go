package cluster

import (
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/gpu"
)

// sharing returns what the GPU operator is told to do.
func (p *ClusterPolicy) sharing(f *nodeFacts) []GPUSharing {
	spec := &p.Spec
	statement := func(mode gpu.Mode, path, value string, resources ...string) GPUSharing {
		return GPUSharing{
			Sharing: gpu.Sharing{Mode: mode, Resources: resources, MIGStrategy: spec.MIG.Strategy, Field: path, Value: value},
			Status:  Default, Object: p.Object, Path: path,
		}
	}
	var all []GPUSharing
	if mode := spec.CCManager.DefaultMode; isTrue(spec.CCManager.Enabled) && mode == "on" {
		all = append(all, statement(gpu.Confidential, "spec.ccManager.defaultMode", mode))
	}
	if isTrue(spec.SandboxWorkloads.Enabled) {
		switch workload := spec.SandboxWorkloads.DefaultWorkload; workload {
		case "vm-vgpu":
			all = append(all, statement(gpu.VGPU, "spec.sandboxWorkloads.defaultWorkload", workload))
		case "vm-passthrough":
			all = append(all, statement(gpu.Exclusive, "spec.sandboxWorkloads.defaultWorkload", workload))
		}
	}
	if !isOn(spec.DevicePlugin.Enabled) {
		return all
	}
	all = append(all, p.partitions(f, statement)...)
	config := spec.DevicePlugin.Config
	switch {
	case config.Name == "":
		all = append(all, statement(gpu.Exclusive, "spec.devicePlugin.config", "", "nvidia.com/gpu"))
	case !slices.ContainsFunc(f.configs, func(c *PluginConfig) bool { return c.Name == config.Name }):
		all = append(all, statement(gpu.Undetermined, "spec.devicePlugin.config.name", config.Name))
	case config.Default == "":
		all = append(all, statement(gpu.Exclusive, "spec.devicePlugin.config.default", "", "nvidia.com/gpu"))
	}
	return all
}

// partitions returns the MIG devices that the MIG manager makes on nodes that
// choose no layout.
func (p *ClusterPolicy) partitions(f *nodeFacts, statement func(mode gpu.Mode, path, value string, resources ...string) GPUSharing) []GPUSharing {
	layout := p.Spec.MIGManager.Config.Default
	var all []GPUSharing
	for _, text := range f.profiles(layout) {
		profile, err := gpu.ParseMIGProfile(text)
		if err != nil {
			continue
		}
		mode, resource := gpu.MIG, "nvidia.com/gpu"
		if profile.SharesInstance() {
			mode = gpu.MIGComputeInstances
		}
		if p.Spec.MIG.Strategy == "mixed" {
			resource = profile.Resource()
		}
		all = append(all, statement(mode, "spec.migManager.config.default", layout, resource))
	}
	return all
}

// migResources returns the resource names of the MIG devices that nodes and GPU
// operator are told to make.
func (f *nodeFacts) migResources() []string {
	var names []string
	add := func(layout, strategy string) {
		if strategy != "mixed" {
			return // other strategies advertise them as they do whole GPUs
		}
		for _, text := range f.profiles(layout) {
			if profile, err := gpu.ParseMIGProfile(text); err == nil {
				names = append(names, profile.Resource())
			}
		}
	}
	strategy := ""
	for _, policy := range f.policies {
		strategy = policy.Spec.MIG.Strategy
		add(policy.Spec.MIGManager.Config.Default, strategy)
	}
	for _, node := range f.nodes {
		own := node.Labels[migStrategyLabel]
		if own == "" {
			own = strategy
		}
		add(node.Labels[migConfigLabel], own)
	}
	return names
}

// profiles returns the profiles of a MIG layout: those the input gives it, or,
// since the layouts of the GPU operator are named all-<profile>, that one.
func (f *nodeFacts) profiles(layout string) []string {
	for _, config := range f.layouts {
		if profiles, ok := config.layouts[layout]; ok {
			return profiles
		}
	}
	if name, ok := strings.CutPrefix(layout, "all-"); ok {
		if profile, _, ok := gpu.ParseMIGResource("nvidia.com/mig-" + name); ok {
			return []string{profile.String()}
		}
	}
	return nil
}

package cluster

import (
	corev1 "k8s.io/api/core/v1"
)

// ClusterPolicy is the configuration of the NVIDIA GPU operator
// (nvidia.com/v1), as far as judgements need it.
type ClusterPolicy struct {
	*Object
	Spec      ClusterPolicySpec
	Malformed []FieldError
}

// OperatorComponent is what most components of a [ClusterPolicy] have in
// common. Nil means that the operator's default holds.
type OperatorComponent struct {
	Enabled    *bool           `json:"enabled"`
	Repository string          `json:"repository"`
	Image      string          `json:"image"`
	Version    string          `json:"version"`
	Args       []string        `json:"args"`
	Env        []corev1.EnvVar `json:"env"`
	Config     OperatorConfig  `json:"config"`
}

// OperatorConfig refers to a ConfigMap that a component reads, and to the key
// in it that holds for nodes that choose none.
type OperatorConfig struct {
	Name    string `json:"name"`
	Default string `json:"default"`
}

// ClusterPolicySpec is the specification of a [ClusterPolicy]. Field names are
// those of the resource.
type ClusterPolicySpec struct {
	Driver struct {
		OperatorComponent `json:",inline"`
		UsePrecompiled    *bool  `json:"usePrecompiled"`
		KernelModuleType  string `json:"kernelModuleType"`
		KernelModule      struct {
			Name string `json:"name"`
		} `json:"kernelModuleConfig"`
		RDMA struct {
			Enabled      *bool `json:"enabled"`
			UseHostMOFED *bool `json:"useHostMofed"`
		} `json:"rdma"`
	} `json:"driver"`
	Toolkit      OperatorComponent `json:"toolkit"`
	DevicePlugin struct {
		OperatorComponent `json:",inline"`
		MPS               struct {
			Root string `json:"root"`
		} `json:"mps"`
	} `json:"devicePlugin"`
	MIG struct {
		Strategy string `json:"strategy"`
	} `json:"mig"`
	MIGManager OperatorComponent `json:"migManager"`
	GFD        OperatorComponent `json:"gfd"`
	DCGM       struct {
		OperatorComponent `json:",inline"`
		HostPort          int32 `json:"hostPort"`
	} `json:"dcgm"`
	DCGMExporter struct {
		OperatorComponent `json:",inline"`
		HostNetwork       *bool `json:"hostNetwork"`
		HostPID           *bool `json:"hostPID"`
		EnablePodLabels   *bool `json:"enablePodLabels"`
		Service           struct {
			Type string `json:"type"`
		} `json:"service"`
	} `json:"dcgmExporter"`
	CDI struct {
		Enabled          *bool `json:"enabled"`
		Default          *bool `json:"default"`
		NRIPluginEnabled *bool `json:"nriPluginEnabled"`
	} `json:"cdi"`
	SandboxWorkloads struct {
		Enabled         *bool  `json:"enabled"`
		DefaultWorkload string `json:"defaultWorkload"`
		Mode            string `json:"mode"`
	} `json:"sandboxWorkloads"`
	CCManager struct {
		OperatorComponent `json:",inline"`
		DefaultMode       string `json:"defaultMode"`
	} `json:"ccManager"`
	VGPUManager OperatorComponent `json:"vgpuManager"`
	PSA         struct {
		Enabled *bool `json:"enabled"`
	} `json:"psa"`
}

func newClusterPolicy(object *Object) *ClusterPolicy {
	policy := &ClusterPolicy{Object: object}
	policy.Malformed = decodeSpec(object, &policy.Spec)
	return policy
}

// NVIDIADriver is a driver that the NVIDIA GPU operator installs
// (nvidia.com/v1alpha1).
type NVIDIADriver struct {
	*Object
	Spec struct {
		DriverType       string            `json:"driverType"`
		Repository       string            `json:"repository"`
		Image            string            `json:"image"`
		Version          string            `json:"version"`
		UsePrecompiled   *bool             `json:"usePrecompiled"`
		KernelModuleType string            `json:"kernelModuleType"`
		NodeSelector     map[string]string `json:"nodeSelector"`
		Env              []corev1.EnvVar   `json:"env"`
		KernelModule     struct {
			Name string `json:"name"`
		} `json:"kernelModuleConfig"`
	}
	Malformed []FieldError
}

func newNVIDIADriver(object *Object) *NVIDIADriver {
	driver := &NVIDIADriver{Object: object}
	driver.Malformed = decodeSpec(object, &driver.Spec)
	return driver
}

// decodeSpec fills into from the spec of a custom resource.
func decodeSpec(object *Object, into any) []FieldError {
	spec, ok := object.Lookup("spec")
	if !ok {
		return nil
	}
	problems := Decode(spec, into)
	for i := range problems {
		problems[i].Path = Join("spec", problems[i].Path)
	}
	return problems
}

// ClusterPolicies returns the configurations of the NVIDIA GPU operator.
func (s *Snapshot) ClusterPolicies() []*ClusterPolicy { return s.nodes.policies }

// NVIDIADrivers returns the drivers that the NVIDIA GPU operator installs.
func (s *Snapshot) NVIDIADrivers() []*NVIDIADriver { return s.nodes.drivers }

// isTrue reads a switch that is off when not given.
func isTrue(value *bool) bool { return value != nil && *value }

// isOn reads a switch that is on when not given.
func isOn(value *bool) bool { return value == nil || *value }

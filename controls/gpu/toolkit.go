package gpu

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// toolkits are the subjects that configure the NVIDIA container toolkit: the
// ClusterPolicy of the GPU operator, and pods that run its installer.
var toolkits = control.Subject{Pods: true, Kinds: []string{"ClusterPolicy.nvidia.com"}}

// toolkit is one deployment of the container toolkit. Its installer takes its
// configuration from environment variables.
type toolkit struct {
	// envPath is the field that holds the variables.
	envPath string
	env     []corev1.EnvVar
}

// variable returns the variable of that name and its path, or nil. Of several
// the last one counts.
func (t toolkit) variable(name string) (variable *corev1.EnvVar, path string) {
	for i := range t.env {
		if t.env[i].Name == name {
			variable, path = &t.env[i], cluster.Index(t.envPath, i)
		}
	}
	return variable, path
}

// toolkitsOf returns the deployments of the container toolkit in the subject.
// It answers itself when there is none, or none that the input configures.
func toolkitsOf(pass *control.Pass) []toolkit {
	var found []toolkit
	if pass.Pod == nil {
		found = operatorToolkit(pass)
	} else {
		for _, container := range pass.Pod.Containers() {
			if !strings.Contains(container.Image, "container-toolkit") { // mutate: equivalent, it only saves work
				continue
			}
			if cluster.ParseImage(container.Image).Base() == "container-toolkit" {
				found = append(found, toolkit{container.FieldPath("env"), container.Container.Env})
			}
		}
	}
	if len(found) == 0 { // mutate: equivalent, no finding depends on it: it tells what does not apply from what passes
		pass.NotApplicable()
	}
	return found
}

func operatorToolkit(pass *control.Pass) []toolkit {
	spec := cluster.LookupMap(pass.Object.Content(), "spec", "toolkit")
	if spec["enabled"] == false {
		pass.Unknown("spec.toolkit.enabled", "the container toolkit comes with the nodes; its configuration is not in the input")
		return nil
	}
	var env []corev1.EnvVar
	for _, item := range cluster.LookupList(spec, "env") {
		variable, _ := item.(map[string]any)
		env = append(env, corev1.EnvVar{Name: cluster.LookupString(variable, "name"), Value: cluster.LookupString(variable, "value")})
	}
	return []toolkit{{"spec.toolkit.env", env}}
}

package cluster

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

func TestMayRunOn(t *testing.T) {
	t.Parallel()
	gpu := corev1.ResourceList{"nvidia.com/gpu": resource.MustParse("1")}
	affinity := func(requirements ...corev1.NodeSelectorRequirement) *corev1.Affinity {
		return &corev1.Affinity{NodeAffinity: &corev1.NodeAffinity{
			RequiredDuringSchedulingIgnoredDuringExecution: &corev1.NodeSelector{
				NodeSelectorTerms: []corev1.NodeSelectorTerm{{}, {MatchExpressions: requirements}},
			},
		}}
	}
	field := func(name string) *corev1.Affinity {
		return &corev1.Affinity{NodeAffinity: &corev1.NodeAffinity{
			RequiredDuringSchedulingIgnoredDuringExecution: &corev1.NodeSelector{
				NodeSelectorTerms: []corev1.NodeSelectorTerm{{MatchFields: []corev1.NodeSelectorRequirement{
					{Key: "metadata.name", Operator: corev1.NodeSelectorOpIn, Values: []string{name}},
				}}},
			},
		}}
	}
	labels := map[string]string{"pool": "red", "nvidia.com/gpu.count": "8"}
	team := corev1.Taint{Key: "team", Value: "red", Effect: corev1.TaintEffectNoSchedule}
	for name, test := range map[string]struct {
		spec   corev1.PodSpec
		taints []corev1.Taint
		want   bool
	}{
		"nothing said":             {want: true},
		"by name":                  {spec: corev1.PodSpec{NodeName: "node-1"}, taints: []corev1.Taint{team}, want: true},
		"by another name":          {spec: corev1.PodSpec{NodeName: "node-2"}},
		"selector":                 {spec: corev1.PodSpec{NodeSelector: map[string]string{"pool": "red"}}, want: true},
		"other selector":           {spec: corev1.PodSpec{NodeSelector: map[string]string{"pool": "blue"}}},
		"selector on no label":     {spec: corev1.PodSpec{NodeSelector: map[string]string{"zone": ""}}},
		"affinity in":              {spec: corev1.PodSpec{Affinity: affinity(corev1.NodeSelectorRequirement{Key: "pool", Operator: "In", Values: []string{"red", "blue"}})}, want: true},
		"affinity not in":          {spec: corev1.PodSpec{Affinity: affinity(corev1.NodeSelectorRequirement{Key: "pool", Operator: "NotIn", Values: []string{"red"}})}},
		"affinity exists":          {spec: corev1.PodSpec{Affinity: affinity(corev1.NodeSelectorRequirement{Key: "zone", Operator: "Exists"})}},
		"affinity greater":         {spec: corev1.PodSpec{Affinity: affinity(corev1.NodeSelectorRequirement{Key: "nvidia.com/gpu.count", Operator: "Gt", Values: []string{"4"}})}, want: true},
		"affinity not valid":       {spec: corev1.PodSpec{Affinity: affinity(corev1.NodeSelectorRequirement{Key: "pool", Operator: "Near"})}},
		"empty term":               {spec: corev1.PodSpec{Affinity: affinity()}},
		"pod affinity only":        {spec: corev1.PodSpec{Affinity: &corev1.Affinity{}}, want: true},
		"preferred only":           {spec: corev1.PodSpec{Affinity: &corev1.Affinity{NodeAffinity: &corev1.NodeAffinity{}}}, want: true},
		"affinity to the name":     {spec: corev1.PodSpec{Affinity: field("node-1")}, want: true},
		"affinity to other name":   {spec: corev1.PodSpec{Affinity: field("node-2")}},
		"taint":                    {taints: []corev1.Taint{team}},
		"soft taint":               {taints: []corev1.Taint{{Key: "team", Effect: corev1.TaintEffectPreferNoSchedule}}, want: true},
		"taint of the state":       {taints: []corev1.Taint{{Key: "node.kubernetes.io/not-ready", Effect: corev1.TaintEffectNoExecute}}, want: true},
		"tolerated":                {spec: tolerating(corev1.Toleration{Key: "team", Value: "red"}), taints: []corev1.Taint{team}, want: true},
		"other value":              {spec: tolerating(corev1.Toleration{Key: "team", Value: "blue"}), taints: []corev1.Taint{team}},
		"other effect":             {spec: tolerating(corev1.Toleration{Key: "team", Value: "red", Effect: "NoExecute"}), taints: []corev1.Taint{team}},
		"other key":                {spec: tolerating(corev1.Toleration{Key: "pool", Operator: "Exists"}), taints: []corev1.Taint{team}},
		"any value":                {spec: tolerating(corev1.Toleration{Key: "team", Operator: "Exists"}), taints: []corev1.Taint{team}, want: true},
		"everything":               {spec: tolerating(corev1.Toleration{Operator: "Exists"}), taints: []corev1.Taint{team}, want: true},
		"unknown operator":         {spec: tolerating(corev1.Toleration{Key: "team", Operator: "Gt", Value: "red"}), taints: []corev1.Taint{team}},
		"resource taint":           {spec: requesting(gpu, nil), taints: []corev1.Taint{{Key: "nvidia.com/gpu", Effect: "NoSchedule"}}, want: true},
		"resource taint, requests": {spec: requesting(nil, gpu), taints: []corev1.Taint{{Key: "nvidia.com/gpu", Effect: "NoSchedule"}}, want: true},
		"resource taint, no GPU":   {spec: requesting(nil, nil), taints: []corev1.Taint{{Key: "nvidia.com/gpu", Effect: "NoSchedule"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pod := &Pod{spec: &test.spec}
			if got := pod.MayRunOn("node-1", labels, test.taints); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func tolerating(tolerations ...corev1.Toleration) corev1.PodSpec {
	return corev1.PodSpec{Tolerations: tolerations}
}

func requesting(limits, requests corev1.ResourceList) corev1.PodSpec {
	return corev1.PodSpec{Containers: []corev1.Container{{
		Name: "main", Resources: corev1.ResourceRequirements{Limits: limits, Requests: requests},
	}}}
}

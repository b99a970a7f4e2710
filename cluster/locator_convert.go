package cluster

import "strings"

// The functions of this file turn what custom resources write into what
// Kubernetes has in its place; nil when there is nothing to turn.

// imageOf joins the parts in which custom resources write an image.
func imageOf(value any) any {
	if text, ok := value.(string); ok {
		return text
	}
	image := asMapping(value)
	name := LookupString(image, "name")
	if repository := LookupString(image, "repository"); repository != "" {
		name = repository
	}
	if registry := LookupString(image, "registry"); registry != "" && name != "" {
		name = registry + "/" + name
	}
	if tag := LookupString(image, "tag"); tag != "" && name != "" {
		name += ":" + tag
	}
	if name == "" {
		return nil
	}
	return name
}

// pullPolicyOf is the pull policy beside the parts of an image.
func pullPolicyOf(value any) any { return asMapping(value)["pullPolicy"] }

// secretNames turns names of Secrets into references.
func secretNames(value any) any {
	names, _ := value.([]any)
	if name, ok := value.(string); ok {
		names = []any{name}
	}
	references := make([]any, 0, len(names))
	for _, name := range names {
		references = append(references, map[string]any{"name": name})
	}
	return references
}

// limits turns a plain list of resources into requests and limits.
func limits(value any) any {
	return map[string]any{"requests": value, "limits": value}
}

// gpuResources turns the fields cpu, memory and gpu into requests and limits.
func gpuResources(value any) any {
	named := map[string]any{}
	for field, resource := range map[string]string{"cpu": "cpu", "memory": "memory", "gpu": "nvidia.com/gpu"} {
		if amount := asMapping(value)[field]; amount != nil && amount != "" {
			named[resource] = amount
		}
	}
	return limits(named)
}

// gpuRequirements turns requests and limits with the fields cpu, memory and gpu
// into those of Kubernetes.
func gpuRequirements(value any) any {
	requirements := map[string]any{}
	for _, field := range [...]string{"requests", "limits"} {
		if amounts := asMapping(asMapping(value)[field]); amounts != nil {
			requirements[field] = asMapping(gpuResources(amounts))[field]
		}
	}
	return requirements
}

// appArmor turns the value of an AppArmor annotation into a profile.
func appArmor(value any) any {
	text, _ := value.(string)
	switch local, isLocal := strings.CutPrefix(text, "localhost/"); {
	case text == "unconfined":
		return map[string]any{"type": "Unconfined"}
	case text == "runtime/default":
		return map[string]any{"type": "RuntimeDefault"}
	case isLocal:
		return map[string]any{"type": "Localhost", "localhostProfile": local}
	}
	return nil
}

// hostPathVolume is a volume named "data" with a path of the node.
func hostPathVolume(value any) any {
	return []any{map[string]any{"name": "data", "hostPath": map[string]any{"path": value}}}
}

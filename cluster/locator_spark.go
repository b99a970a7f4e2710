package cluster

// sparkContainer and sparkPod are the fields of a driver or executor that the
// webhook of the Spark operator puts over the pod template (api/v1beta2 and
// internal/webhook).
var (
	sparkContainer = []string{"image", "env", "envFrom", "volumeMounts", "securityContext", "lifecycle", "ports"}
	sparkPod       = []string{
		"affinity", "tolerations", "nodeSelector", "schedulerName", "hostNetwork", "dnsConfig", "hostAliases",
		"shareProcessNamespace", "terminationGracePeriodSeconds", "initContainers", "priorityClassName",
	}
)

// sparkApplication is the specification of a SparkApplication.
func sparkApplication(l *locating, at node) {
	if l.mapping(at) == nil {
		return
	}
	l.sparkRole(at, "driver", "spark-kubernetes-driver")
	l.sparkRole(at, "executor", "spark-kubernetes-executor")
}

func (l *locating) sparkRole(application node, role, name string) {
	at := application.field(role)
	fields := l.mapping(at)
	if fields == nil {
		return
	}
	spec := application.value.(map[string]any)
	d := l.draft(at)
	d.role = role
	if template, ok := l.templateDraft(at.field("template")); ok {
		d.replace(template.spec)
		for field := range template.spec {
			d.comesFrom(field, Join(template.specPath, field), false)
		}
		d.metadataUnder(template.metadata, template.metadataPath)
	}
	d.metadataOver(pick(fields, "labels", "annotations"), at.path)
	d.sparkMain(spec, application.path, fields, at.path, name)
	for _, field := range sparkPod {
		d.set(field, fields[field], Field(at.path, field))
	}
	d.set("securityContext", fields["podSecurityContext"], Field(at.path, "podSecurityContext"))
	d.set("serviceAccountName", fields["serviceAccount"], Field(at.path, "serviceAccount"))
	if sidecars, ok := fields["sidecars"].([]any); ok {
		d.appendTo("containers", sidecars, Field(at.path, "sidecars"))
	}
	if volumes, ok := spec["volumes"].([]any); ok {
		d.appendTo("volumes", volumes, Field(application.path, "volumes"))
	}
	if secrets, ok := spec["imagePullSecrets"].([]any); ok {
		d.put("imagePullSecrets", secretNames(secrets))
		d.comesFrom("imagePullSecrets", Field(application.path, "imagePullSecrets"), true)
	}
	l.add(d)
}

// sparkMain adds or completes the main container.
func (d *draft) sparkMain(spec map[string]any, specPath string, fields map[string]any, path, name string) {
	container := pick(fields, sparkContainer...)
	if gpu := asMapping(fields["gpu"]); LookupString(gpu, "name") != "" {
		container["resources"] = map[string]any{"limits": map[string]any{LookupString(gpu, "name"): gpu["quantity"]}}
	}
	container["name"] = name
	relative := ""
	if list := d.list("containers"); len(list) > 0 && asMapping(list[0]) != nil {
		// The first container of the template is the main one.
		relative = "containers[0]"
		if known := nameOf(list[0]); known != "" {
			container["name"] = known
		}
		container = d.merge(relative, asMapping(list[0]), container, path, false, false)
		list[0] = container
	} else {
		relative = d.appendOne("containers", container, path)
	}
	if fields["gpu"] != nil {
		d.comesFrom(relative+".resources.limits", Field(path, "gpu"), true)
	}
	if container["image"] == nil && spec["image"] != nil {
		container["image"] = spec["image"]
		d.comesFrom(relative+".image", Field(specPath, "image"), false)
	}
	if arguments, ok := spec["arguments"].([]any); ok && container["args"] == nil {
		container["args"] = arguments
		d.comesFrom(relative+".args", Field(specPath, "arguments"), false)
	}
}

// sparkConnect is the specification of a SparkConnect: templates for the server and
// the executors, with one image for both.
func sparkConnect(l *locating, at node) {
	spec := l.mapping(at)
	for _, role := range [...]string{"server", "executor"} {
		fields := l.mapping(at.field(role))
		if fields == nil {
			continue
		}
		d, ok := l.templateDraft(at.field(role).field("template"))
		if !ok {
			d = l.draft(at.field(role))
		}
		d.role = role
		d.sparkMain(spec, at.path, nil, at.field(role).path, "spark-kubernetes-"+role)
		l.add(d)
	}
}

package cluster

import (
	"maps"
	"path"
	"strings"
)

// maxInlineDepth bounds templates inside the steps of templates.
const maxInlineDepth = 16

// argoWorkflow is the WorkflowSpec of Argo Workflows 4: one pod for every template
// that runs one, with what the specification says for all of them applied as
// workflow/controller/workflowpod.go applies it.
func argoWorkflow(l *locating, at node) {
	spec := l.mapping(at)
	if spec == nil {
		return
	}
	workflow := argo{locating: l, spec: spec, path: at.path}
	workflow.defaults = l.mapping(at.field("templateDefaults"))
	for i, item := range l.list(at.field("templates")) {
		workflow.template(at.field("templates").item(i, item), 0)
	}
}

// scheduledWorkflow is the specification in a ScheduledWorkflow of Kubeflow
// Pipelines: that of a Workflow, or one in JSON as text.
func scheduledWorkflow(l *locating, at node) {
	text, ok := at.value.(string)
	if !ok {
		argoWorkflow(l, at)
		return
	}
	content, err := parseText(text)
	if err != nil {
		l.unread(at.path, "not a workflow specification in YAML or JSON")
		return
	}
	if len(content) > 0 {
		workflow := map[string]any{"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "spec": content}
		l.embed(workflow, at.path, true)
	}
}

// argo is a workflow whose templates are located.
type argo struct {
	*locating
	spec, defaults map[string]any
	path           string
}

// argoTemplateFields are the fields of a template that are fields of the pod.
var argoTemplateFields = []string{
	"nodeSelector", "affinity", "tolerations", "serviceAccountName", "automountServiceAccountToken",
	"schedulerName", "priorityClassName", "securityContext", "initContainers", "volumes", "hostAliases",
	"resourceClaims",
}

// argoFallbackFields are the fields of the workflow that hold for a template
// that does not have them, each as a whole.
var argoFallbackFields = []string{
	"nodeSelector", "affinity", "tolerations", "serviceAccountName", "automountServiceAccountToken",
	"schedulerName", "securityContext", "resourceClaims",
}

// argoWorkflowFields are the fields of the pod that only the workflow has.
var argoWorkflowFields = []string{"hostNetwork", "dnsPolicy", "dnsConfig", "imagePullSecrets"}

func (w *argo) template(at node, depth int) {
	own := w.mapping(at)
	if own == nil {
		return
	}
	w.inline(at, depth)
	// The defaults are merged below the template first, as a template.
	merged := draft{spec: own, specPath: at.path}
	merged.under(w.defaultsFor(own), Field(w.path, "templateDefaults"))
	template := node{value: merged.spec, path: at.path, above: at.above}
	if resource := template.field("resource").field("manifest"); resource.value != nil {
		resource.path = merged.real("resource.manifest")
		textShape(w.locating, resource)
	}
	d := w.draft(at)
	if d.role = nameOf(own); d.role == "" {
		d.role = w.fill("{name}", at)
	}
	d.spec = pick(merged.spec, argoTemplateFields...)
	for _, field := range argoTemplateFields {
		d.origins = append(d.origins, merged.below(field, field)...)
	}
	if !w.containers(&d, template, &merged) {
		return
	}
	w.applyWorkflow(&d)
	d.metadata, _ = merged.spec["metadata"].(map[string]any)
	d.origins = append(d.origins, merged.below("metadata", "metadata")...)
	if metadata := w.mapping(node{value: w.spec["podMetadata"], path: Field(w.path, "podMetadata")}); metadata != nil {
		d.metadataUnder(pick(metadata, "labels", "annotations"), Field(w.path, "podMetadata"))
	}
	w.patch(&d, w.spec["podSpecPatch"], Field(w.path, "podSpecPatch"))
	w.patch(&d, merged.spec["podSpecPatch"], merged.real("podSpecPatch"))
	w.add(d)
}

// argoTypes are the fields of which a template has one: what it is.
var argoTypes = []string{"container", "containerSet", "script", "resource", "data", "http", "plugin", "steps", "dag", "suspend"}

// defaultsFor returns the defaults of templates without those of another type.
func (w *argo) defaultsFor(template map[string]any) map[string]any {
	defaults := maps.Clone(w.defaults)
	for _, field := range argoTypes {
		if template[field] == nil {
			delete(defaults, field)
		}
	}
	return defaults
}

// real returns where a part of the draft is written.
func (d *draft) real(relative string) string {
	if origin := originOf(d.origins, relative); origin != nil {
		return origin.apply(relative)
	}
	return Join(d.specPath, relative)
}

// below returns the origins of the part of d at from, for a draft of which it
// becomes the part at to.
func (d *draft) below(from, to string) []origin {
	var moved []origin
	for _, known := range d.origins {
		if rest, ok := cutPath(known.relative, from); ok {
			known.relative = Join(to, rest)
			moved = append(moved, known)
		}
	}
	return moved
}

// containers gives the draft the containers of a template, and reports whether
// the template runs a pod at all.
func (w *argo) containers(d *draft, template node, merged *draft) bool {
	mapping := template.value.(map[string]any)
	add := func(value any, relative string) {
		at := merged.real(relative)
		container := w.mapping(node{value: value, path: at})
		if container == nil {
			return
		}
		path := d.appendOne("containers", withName(container, "main"), at)
		d.origins = append(d.origins, merged.below(relative, path)...)
	}
	runs := false
	for _, field := range [...]string{"container", "script", "containerSet", "resource", "data"} {
		runs = runs || mapping[field] != nil
	}
	if !runs {
		return false
	}
	if mapping["container"] != nil {
		add(mapping["container"], "container")
	}
	if script := w.mapping(node{value: mapping["script"], path: merged.real("script")}); script != nil {
		w.script(d, script, merged)
	}
	set := w.mapping(node{value: mapping["containerSet"], path: merged.real("containerSet")})
	for i, container := range w.list(node{value: set["containers"], path: merged.real("containerSet.containers")}) {
		add(container, Index("containerSet.containers", i))
	}
	for i, sidecar := range w.list(node{value: mapping["sidecars"], path: merged.real("sidecars")}) {
		add(sidecar, Index("sidecars", i))
	}
	return true
}

// script adds the container of a script. The source becomes the argument that
// makes its interpreter run it, which is what the executor does by way of a file.
func (w *argo) script(d *draft, script map[string]any, merged *draft) {
	at := merged.real("script")
	source, _ := script["source"].(string)
	container := withName(script, "main")
	flag := ""
	if command, _ := script["command"].([]any); len(command) > 0 {
		interpreter, _ := command[0].(string)
		flag = interpreterFlag(interpreter)
	}
	relative := d.appendOne("containers", container, at)
	d.origins = append(d.origins, merged.below("script", relative)...)
	if source == "" {
		return
	}
	d.appendScript(relative, container, flag, source, merged.real("script.source"))
}

// appendScript puts a script, written at path, at the end of the arguments of the
// container that stands at relative, which is last in its list.
func (d *draft) appendScript(relative string, container map[string]any, flag, source, path string) {
	args, _ := container["args"].([]any)
	args = append(make([]any, 0, len(args)+2), args...)
	for _, word := range []string{flag, source} {
		if word != "" {
			d.comesFrom(Index(relative+".args", len(args)), path, true)
			args = append(args, word)
		}
	}
	container["args"] = args
}

// interpreterFlag is the flag with which an interpreter runs a script that it is
// given as an argument.
func interpreterFlag(interpreter string) string {
	name := path.Base(interpreter)
	switch {
	case isShell(name) || strings.HasPrefix(name, "python"):
		return "-c"
	case name == "node" || name == "perl" || name == "ruby":
		return "-e"
	}
	return ""
}

// applyWorkflow applies what the workflow says for all its templates.
func (w *argo) applyWorkflow(d *draft) {
	d.fill(pick(w.spec, argoFallbackFields...), w.path)
	for _, field := range argoWorkflowFields {
		d.comesFrom(field, Field(w.path, field), false)
		if value := w.spec[field]; value != nil {
			d.put(field, value)
		}
	}
	if d.spec["priorityClassName"] == nil {
		d.set("priorityClassName", w.spec["podPriorityClassName"], Field(w.path, "podPriorityClassName"))
	}
	for _, field := range [...]string{"volumes", "hostAliases"} {
		if list, ok := w.spec[field].([]any); ok {
			d.appendTo(field, list, Field(w.path, field))
		}
	}
	claims, _ := w.spec["volumeClaimTemplates"].([]any)
	for i, claim := range claims {
		name := LookupString(asMapping(claim), "metadata", "name")
		volume := map[string]any{"name": name, "persistentVolumeClaim": map[string]any{"claimName": name}}
		d.comesFrom(d.appendOne("volumes", volume, ""), Index(Field(w.path, "volumeClaimTemplates"), i), true)
	}
}

func asMapping(value any) map[string]any {
	mapping, _ := value.(map[string]any)
	return mapping
}

// patch applies a podSpecPatch: a pod specification as text, put over the pod.
func (w *argo) patch(d *draft, value any, path string) {
	text, _ := value.(string)
	if strings.TrimSpace(text) == "" || len(text) > maxEmbeddedText {
		return
	}
	patch, err := parseText(text)
	if err != nil {
		w.unread(path, "a patch that cannot be read as YAML or JSON before the workflow runs")
		return
	}
	d.overOpaque(patch, path)
}

// inline locates templates that are written in the steps and tasks of a
// template.
func (w *argo) inline(at node, depth int) {
	if depth == maxInlineDepth {
		w.unread(at.path, "templates inside templates are followed 16 deep")
		return
	}
	for i, task := range w.list(at.field("dag").field("tasks")) {
		w.template(at.field("dag").field("tasks").item(i, task).field("inline"), depth+1)
	}
	steps := at.field("steps")
	for i, parallel := range w.list(steps) {
		group := steps.item(i, parallel)
		if nested, ok := parallel.(map[string]any); ok && nested["steps"] != nil {
			group = group.field("steps")
		}
		for j, step := range w.list(group) {
			w.template(group.item(j, step).field("inline"), depth+1)
		}
	}
}

package cluster

import (
	"maps"
	"path"
	"slices"
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
	merged := w.part(at.path, own)
	merged.under(w.defaultsFor(own), Field(w.path, "templateDefaults"))
	if manifest, ok := Lookup(merged.spec, "resource", "manifest"); ok && manifest != nil {
		textShape(w.locating, node{value: manifest, path: merged.real("resource.manifest")})
	}
	d := w.draft(at)
	if d.role = nameOf(own); d.role == "" {
		d.role = w.fill("{name}", at)
	}
	d.replace(pick(merged.spec, argoTemplateFields...))
	moves := map[string]string{"metadata": "metadata"}
	for _, field := range argoTemplateFields {
		moves[field] = field
	}
	if !w.containers(&d, &merged, moves) {
		return
	}
	d.adopt(&merged, moves)
	w.script(&d, &merged, moves)
	w.applyWorkflow(&d)
	d.metadata, _ = merged.spec["metadata"].(map[string]any)
	if metadata := w.mapping(node{value: w.spec["podMetadata"], path: Field(w.path, "podMetadata")}); metadata != nil {
		d.metadataUnder(pick(metadata, "labels", "annotations"), Field(w.path, "podMetadata"))
	}
	w.patch(&d, w.spec["podSpecPatch"], Field(w.path, "podSpecPatch"))
	w.patch(&d, merged.spec["podSpecPatch"], merged.real("podSpecPatch"))
	w.add(d)
}

// argoTypes are the fields of which a template has one: what it is.
var argoTypes = []string{"container", "containerSet", "script", "resource", "data", "http", "plugin", "steps", "dag", "suspend"}

// argoPodTypes are those of them that run a pod.
var argoPodTypes = []string{"container", "containerSet", "script", "resource", "data"}

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

// containers gives the draft the containers of a template, records where they
// went, and reports whether the template runs a pod at all.
func (w *argo) containers(d *draft, template *draft, moves map[string]string) bool {
	fields := template.spec
	if !slices.ContainsFunc(argoPodTypes, func(field string) bool { return fields[field] != nil }) {
		return false
	}
	add := func(value any, relative string) {
		at := template.real(relative)
		if container := w.mapping(node{value: value, path: at}); container != nil {
			moves[relative] = d.appendOne("containers", withName(container, "main"), at)
		}
	}
	addList := func(value any, relative string) {
		list := w.list(node{value: value, path: template.real(relative)})
		if len(list) > 0 && !d.spendOn(list) {
			return
		}
		for i, container := range list {
			add(container, Index(relative, i))
		}
	}
	for _, field := range [...]string{"container", "script"} {
		if fields[field] != nil {
			add(fields[field], field)
		}
	}
	set := w.mapping(node{value: fields["containerSet"], path: template.real("containerSet")})
	addList(set["containers"], "containerSet.containers")
	addList(fields["sidecars"], "sidecars")
	return true
}

// script gives the container of a script its source as an argument that makes
// its interpreter run it, which is what the executor does by way of a file.
func (w *argo) script(d *draft, template *draft, moves map[string]string) {
	relative, ok := moves["script"]
	script := asMapping(template.spec["script"])
	source, _ := script["source"].(string)
	if !ok || source == "" {
		return
	}
	flag := ""
	if command, _ := script["command"].([]any); len(command) > 0 {
		interpreter, _ := command[0].(string)
		flag = interpreterFlag(interpreter)
	}
	containers := d.list("containers")
	for i, container := range containers {
		if Index("containers", i) == relative {
			container := maps.Clone(asMapping(container))
			d.appendScript(relative, container, flag, source, template.real("script.source"))
			containers[i] = container
			break
		}
	}
}

// appendScript puts a script, written at path, at the end of the arguments of the
// container, which is the draft's own and stands at relative.
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
		if value := w.spec[field]; value != nil && d.spendOn(value) {
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
	if !d.spend(len(claims)) {
		return
	}
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

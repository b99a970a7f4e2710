package cluster

import "strings"

// tektonPodFields are the fields of the podTemplate of a run of Tekton
// (pkg/apis/pipeline/pod/template.go, v1) that are fields of the pod.
var tektonPodFields = []string{
	"nodeSelector", "env", "tolerations", "affinity", "securityContext", "volumes", "runtimeClassName",
	"automountServiceAccountToken", "dnsPolicy", "dnsConfig", "enableServiceLinks", "priorityClassName",
	"schedulerName", "imagePullSecrets", "hostAliases", "hostNetwork", "topologySpreadConstraints",
}

// tektonTask is the specification of a Task: its steps and sidecars are
// containers of one pod.
func tektonTask(l *locating, at node) { l.tektonPod(at, tektonRun{}) }

// tektonRun is what a run says about the pods of its tasks.
type tektonRun struct {
	// template and account are the podTemplate and the name of the
	// ServiceAccount.
	template, account node
	role              string
}

// tektonTaskRun is the specification of a TaskRun.
func tektonTaskRun(l *locating, at node) {
	run := tektonRun{template: at.field("podTemplate"), account: at.field("serviceAccountName")}
	task := at.field("taskSpec")
	if task.value == nil && run.template.value == nil {
		return // what is run stands in a Task
	}
	if task.value == nil {
		task.value = map[string]any{}
	}
	l.tektonPod(task, run)
}

// tektonPipeline is the specification of a Pipeline.
func tektonPipeline(l *locating, at node) { l.tektonTasks(at, tektonRun{}) }

// tektonPipelineRun is the specification of a PipelineRun, of v1 with a
// taskRunTemplate and of v1beta1 without.
func tektonPipelineRun(l *locating, at node) {
	run := tektonRun{template: at.field("podTemplate"), account: at.field("serviceAccountName")}
	if template := at.field("taskRunTemplate"); l.mapping(template) != nil {
		run = tektonRun{template: template.field("podTemplate"), account: template.field("serviceAccountName")}
	}
	l.tektonTasks(at.field("pipelineSpec"), run)
}

func (l *locating) tektonTasks(pipeline node, run tektonRun) {
	for _, field := range [...]string{"tasks", "finally"} {
		tasks := pipeline.field(field)
		for i, item := range l.list(tasks) {
			task := tasks.item(i, item)
			run.role = l.fill("{name}", task)
			if spec := task.field("taskSpec"); l.mapping(spec) != nil {
				l.tektonPod(spec, run)
			}
		}
	}
}

func (l *locating) tektonPod(at node, run tektonRun) {
	task := l.mapping(at)
	if task == nil {
		return
	}
	d := l.draft(at)
	d.role = run.role
	d.replace(pick(task, "volumes"))
	d.setMetadata(l.mapping(at.field("metadata")), Field(at.path, "metadata"))
	defaults := l.mapping(at.field("stepTemplate"))
	for _, field := range [...]string{"steps", "sidecars"} {
		list := at.field(field)
		for i, item := range l.list(list) {
			container := list.item(i, item)
			if l.mapping(container) == nil {
				continue
			}
			if field == "sidecars" {
				defaults = nil
			}
			l.tektonContainer(&d, container, defaults, Field(at.path, "stepTemplate"), l.fill("{name}", container))
		}
	}
	template := l.mapping(run.template)
	d.fill(pick(template, tektonPodFields...), run.template.path)
	d.set("serviceAccountName", run.account.value, run.account.path)
	for _, field := range [...]string{"serviceAccountName", "hostNetwork", "securityContext"} {
		if run.template.path != "" && d.spec[field] == nil {
			d.comesFrom(field, Field(run.template.path, field), false)
		}
	}
	if len(d.spec) > 0 {
		l.add(d)
	}
}

// tektonContainer adds a step or sidecar.
func (l *locating) tektonContainer(d *draft, at node, defaults map[string]any, defaultsPath, name string) {
	own := l.part(at.path, withName(asMapping(at.value), "step-"+name))
	own.under(defaults, defaultsPath)
	container := setField(own.spec, []string{"name"}, own.spec["name"])
	if resources := container["computeResources"]; resources != nil {
		container["resources"] = resources
		own.comesFrom("resources", own.real("computeResources"), false)
	}
	script, _ := container["script"].(string)
	if script != "" {
		container["command"] = []any{scriptInterpreter(script)}
		container["args"] = nil
		own.comesFrom("command", Field(at.path, "script"), true)
	}
	relative := d.appendOne("containers", container, at.path)
	d.adoptAt(&own, relative)
	if script != "" {
		d.appendScript(relative, container, interpreterFlag(scriptInterpreter(script)), script, Field(at.path, "script"))
	}
}

// scriptInterpreter is the program that runs a script: the one its first line
// names, else the shell.
func scriptInterpreter(script string) string {
	line, found := strings.CutPrefix(script, "#!")
	if !found {
		return "/bin/sh"
	}
	line, _, _ = strings.Cut(line, "\n")
	words := strings.Fields(line)
	for i := len(words) - 1; i >= 0; i-- {
		if !strings.HasPrefix(words[i], "-") {
			return words[i]
		}
	}
	return "/bin/sh"
}

// tektonStepAction is a StepAction: a single step.
func tektonStepAction(l *locating, at node) {
	if l.mapping(at) == nil {
		return
	}
	d := l.draft(at)
	l.tektonContainer(&d, at, nil, "", l.object.Name)
	l.add(d)
}

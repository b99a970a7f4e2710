package cluster

import "maps"

// rayHead is the head group of a RayCluster. With autoscaling in the cluster,
// KubeRay adds the autoscaler to the head pod and runs the pod as the
// ServiceAccount that it makes for it under the name of the cluster, unless the
// template names one.
func rayHead(l *locating, at node) {
	spec := l.mapping(at)
	head := at.field("headGroupSpec").field("template")
	if l.mapping(at.field("headGroupSpec")) == nil || l.mapping(head) == nil {
		return
	}
	d, ok := l.templateDraft(head)
	if !ok {
		return
	}
	if autoscaling, _ := spec["enableInTreeAutoscaling"].(bool); autoscaling {
		options := l.mapping(at.field("autoscalerOptions"))
		container := map[string]any{"name": "autoscaler"}
		image := LookupString(asMapping(first(d.spec["containers"])), "image")
		if image != "" {
			container["image"] = image
		}
		for name, value := range options {
			container[name] = value
		}
		relative := d.appendOne("containers", container, Field(at.path, "autoscalerOptions"))
		if options["image"] == nil && image != "" {
			d.comesFrom(relative+".image", Join(d.specPath, "containers[0].image"), true)
		}
		if LookupString(d.spec, "serviceAccountName") == "" && l.object.Kind == "RayCluster" {
			d.set("serviceAccountName", l.object.Name, "")
			d.comesFrom("serviceAccountName", Field(d.specPath, "serviceAccountName"), true)
		}
	}
	l.add(d)
}

func first(value any) any {
	if list, _ := value.([]any); len(list) > 0 {
		return list[0]
	}
	return nil
}

// volcanoJob is the specification of a Volcano Job: one pod template for each
// task, to which the job adds its scheduler, priority class and volumes.
func volcanoJob(l *locating, at node) {
	spec := l.mapping(at)
	tasks := at.field("tasks")
	for i, task := range l.list(tasks) {
		item := tasks.item(i, task)
		if l.mapping(item) == nil {
			continue
		}
		d, ok := l.templateDraft(item.field("template"))
		if !ok {
			continue
		}
		d.fill(pick(spec, "schedulerName", "priorityClassName"), at.path)
		volumes := at.field("volumes")
		for j, volume := range l.list(volumes) {
			d.volcanoVolume(asMapping(volume), Index(volumes.path, j))
		}
		l.add(d)
	}
}

// volcanoVolume mounts a volume of the job into every container of the task.
func (d *draft) volcanoVolume(volume map[string]any, path string) {
	claim, _ := volume["volumeClaimName"].(string)
	name := "volume-" + claim
	mounted := map[string]any{"name": name, "persistentVolumeClaim": map[string]any{"claimName": claim}}
	d.comesFrom(d.appendOne("volumes", mounted, path), path, true)
	containers := d.list("containers")
	if !d.spend(len(containers)) {
		return
	}
	for i, container := range containers {
		fields, ok := container.(map[string]any)
		if !ok {
			continue
		}
		mounts, _ := fields["volumeMounts"].([]any)
		if !d.spend(len(mounts) + len(fields)) {
			return
		}
		with := maps.Clone(fields)
		with["volumeMounts"] = append(mounts[:len(mounts):len(mounts)], map[string]any{"name": name, "mountPath": volume["mountPath"]})
		d.comesFrom(Index(Index("containers", i)+".volumeMounts", len(mounts)), path, true)
		containers[i] = with
	}
}

// trainJob is the specification of a TrainJob: what it changes of the pods that
// its TrainingRuntime describes. The trainer is the container "node".
func trainJob(l *locating, at node) {
	spec := l.mapping(at)
	if spec == nil {
		return
	}
	patches := l.trainPatches(at)
	d := l.draft(at)
	d.role = "node"
	trainer := at.field("trainer")
	if fields := l.mapping(trainer); fields != nil {
		container := pick(fields, "image", "command", "args", "env")
		container["name"] = "node"
		if resources := fields["resourcesPerNode"]; resources != nil {
			container["resources"] = resources
		}
		relative := d.appendOne("containers", container, trainer.path)
		d.comesFrom(relative+".resources", Field(trainer.path, "resourcesPerNode"), false)
	}
	others := map[string]bool{}
	for _, patch := range patches {
		if patch.job == "node" {
			d.over(patch.spec, patch.path)
			d.metadataOver(patch.metadata, patch.metadataPath)
		} else {
			others[patch.job] = true
		}
	}
	if d.spec != nil {
		l.add(d)
	}
	for _, patch := range patches {
		if !others[patch.job] {
			continue
		}
		other := l.draft(node{path: patch.path})
		other.role, other.spec, other.metadata, other.metadataPath = patch.job, patch.spec, patch.metadata, patch.metadataPath
		l.add(other)
	}
}

// trainPatch is what a TrainJob changes of the pods of one job of its runtime.
type trainPatch struct {
	job                string
	spec, metadata     map[string]any
	path, metadataPath string
}

// trainPatches reads the three forms in which versions of the trainer have
// written patches of pods.
func (l *locating) trainPatches(at node) []trainPatch {
	var patches []trainPatch
	add := func(job string, template node) {
		if spec := l.mapping(template.field("spec")); spec != nil {
			patches = append(patches, trainPatch{
				job: job, spec: spec, path: Field(template.path, "spec"),
				metadata: l.mapping(template.field("metadata")), metadataPath: Field(template.path, "metadata"),
			})
		}
	}
	runtime := at.field("runtimePatches")
	for i, patch := range l.list(runtime) {
		jobs := runtime.item(i, patch).field("trainingRuntimeSpec").field("template").field("spec").field("replicatedJobs")
		for j, job := range l.list(jobs) {
			add(nameOf(job), jobs.item(j, job).field("template").field("spec").field("template"))
		}
	}
	templates := at.field("podTemplateOverrides")
	for i, override := range l.list(templates) {
		item := templates.item(i, override)
		for _, target := range l.list(item.field("targetJobs")) {
			add(nameOf(target), item)
		}
	}
	specs := at.field("podSpecOverrides")
	for i, override := range l.list(specs) {
		item := specs.item(i, override)
		for _, target := range l.list(item.field("targetJobs")) {
			if spec := l.mapping(item); spec != nil {
				patches = append(patches, trainPatch{job: nameOf(target), spec: spec, path: item.path})
			}
		}
	}
	return patches
}

package aud

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/yaml"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// pods is the request that takes GPUs in the end, whoever asked for them.
var pods = request{"create", "", "pods", ""}

// allocations are the requests that say who got which GPUs, and the level from
// which the audit log holds what they say: the body of the request for numbers,
// nodes and limits; the fact alone for the objects that controllers turn into pods.
var allocations = []struct {
	request
	least string
}{
	{pods, "Request"},
	{request{"create", "", "pods", "binding"}, "Request"},
	{request{"create", "resource.k8s.io", "resourceclaims", ""}, "Request"},
	{request{"update", "", "resourcequotas", ""}, "Request"},
	{request{"create", "batch", "jobs", ""}, "Metadata"},
	{request{"create", "batch.volcano.sh", "jobs", ""}, "Metadata"},
	{request{"create", "kubeflow.org", "notebooks", ""}, "Metadata"},
	{request{"create", "kubeflow.org", "pytorchjobs", ""}, "Metadata"},
	{request{"create", "trainer.kubeflow.org", "trainjobs", ""}, "Metadata"},
	{request{"create", "ray.io", "rayclusters", ""}, "Metadata"},
	{request{"create", "ray.io", "rayjobs", ""}, "Metadata"},
	{request{"create", "serving.kserve.io", "inferenceservices", ""}, "Metadata"},
	{request{"create", "leaderworkerset.x-k8s.io", "leaderworkersets", ""}, "Metadata"},
	{request{"create", "jobset.x-k8s.io", "jobsets", ""}, "Metadata"},
}

var _ = Family.Add(control.Control{
	ID:       "aud-gpu-alloc-level",
	Title:    "Audit policy does not record who gets GPUs",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.Kinds("Policy.audit.k8s.io", "ConfigMap"),
	Why: `At level Metadata the audit log says that someone created a pod, not what was in it: the number of GPUs, the claim and the ` +
		`node are in the body of the request, which level Request keeps. With less, nobody can say afterwards who held which ` +
		`GPU when a neighbour's data leaked, or who mined on them, and usage cannot be checked against what was billed. The ` +
		`objects that controllers turn into pods (RayCluster, PyTorchJob, TrainJob) must at least be logged by name, because ` +
		`the pods carry the controller's identity and not the user's. Policies that log pods at Metadata "for compliance" ` +
		`record none of this.`,
	Fix: `Before any broader rule put {level: Request, verbs: [create, update, patch, delete], resources: [{group: "", resources: ` +
		`[pods, pods/binding, resourcequotas]}, {group: resource.k8s.io, resources: [resourceclaims]}]} with omitManagedFields: ` +
		`true, and end with {level: Metadata}.`,
	Refs: control.Refs{
		NIST: []string{"AU-3", "AU-12"},
		URLs: []string{
			"https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/",
			"https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/",
		},
	},
	Check: func(pass *control.Pass) {
		if pass.Object.Kind == "Policy" {
			var whole policy
			pass.Object.Decode(&whole)
			for _, gap := range gaps(&whole) {
				pass.Fail(gap.path, "%s", gap.message).At(gap.severity)
			}
			return
		}
		judged := false
		for text := range pass.Object.Texts {
			embedded := policyIn(text.Value)
			if embedded == nil {
				continue
			}
			judged = true
			// Lines inside the text have no path: one finding speaks of all of them.
			var messages []string
			worst := control.Medium
			for _, gap := range gaps(embedded) {
				messages = append(messages, gap.path+": "+gap.message)
				worst = max(worst, gap.severity)
			}
			if len(messages) > 0 {
				pass.Fail(text.Path, "%s", strings.Join(messages, "; ")).At(worst)
			}
		}
		if !judged { // mutate: equivalent, because cases see no difference between a pass and not applicable
			pass.NotApplicable()
		}
	},
})

// policyIn returns the audit policy in a text of a ConfigMap, or nil.
func policyIn(text string) *policy {
	if !strings.Contains(text, "audit.k8s.io/") {
		return nil
	}
	var tree any
	var found policy
	_ = yaml.Unmarshal([]byte(text), &tree) // what is not YAML leaves the tree empty
	if cluster.Decode(tree, &found) != nil || found.Kind != "Policy" {
		return nil
	}
	return &found
}

// gap is one rule, or the lack of one, that leaves allocations unrecorded.
type gap struct {
	path, message string
	severity      control.Severity
}

// gaps returns what a policy does not record, by the rule that decides.
func gaps(judged *policy) []gap {
	lost := map[int][]string{}
	severities := map[int]control.Severity{}
	for _, allocation := range allocations {
		rule := judged.deciding(allocation.request)
		if levels[judged.level(rule)] >= levels[allocation.least] {
			continue
		}
		lost[rule] = append(lost[rule], allocation.describe())
		if allocation.request == pods {
			severities[rule] = control.High
		}
	}
	var found []gap
	for _, rule := range slices.Sorted(maps.Keys(lost)) {
		requests := strings.Join(lost[rule], ", ")
		path, message := "rules", "no rule logs "+requests
		if rule >= 0 {
			path = cluster.Index("rules", rule) + ".level"
			message = fmt.Sprintf("logs %s at level %s", requests, judged.level(rule))
		}
		found = append(found, gap{path, message, max(severities[rule], control.Medium)})
	}
	return found
}

// describe is the request for people: "create pods/binding".
func (r request) describe() string {
	text := r.verb + " " + r.name()
	if r.group != "" {
		text += "." + r.group
	}
	return text
}

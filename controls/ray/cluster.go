package ray

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/advisories"
	"github.com/bulkhead-dev/bulkhead/cluster"
)

// kinds are the kinds of KubeRay that hold a Ray cluster.
var kinds = []string{"RayCluster.ray.io", "RayJob.ray.io", "RayService.ray.io", "RayCronJob.ray.io"}

// fields are where those kinds hold it.
var fields = map[string][]string{
	"RayCluster": {"spec"}, "RayJob": {"spec", "rayClusterSpec"}, "RayService": {"spec", "rayClusterConfig"},
	"RayCronJob": {"spec", "jobTemplate", "rayClusterSpec"},
}

// rayCluster is what the controls read of the specification of a Ray cluster.
type rayCluster struct {
	RayVersion  string `json:"rayVersion"`
	AuthOptions *struct {
		Mode string `json:"mode"`
	} `json:"authOptions"`
	NetworkPolicy *struct {
		Mode string `json:"mode"`
	} `json:"networkPolicy"`
	HeadGroupSpec struct {
		ServiceType   corev1.ServiceType `json:"serviceType"`
		EnableIngress bool               `json:"enableIngress"`
		HeadService   struct {
			Spec struct {
				Type corev1.ServiceType `json:"type"`
			} `json:"spec"`
		} `json:"headService"`
		Template struct {
			Spec struct {
				Containers []corev1.Container `json:"containers"`
			} `json:"spec"`
		} `json:"template"`
	} `json:"headGroupSpec"`

	// path is the field of the specification in the object.
	path string
}

// clusterOf returns the Ray cluster in an object; ok is false for a job that
// runs on a cluster of its own making elsewhere.
func clusterOf(object *cluster.Object) (ray rayCluster, ok bool) {
	spec, found := object.Lookup(fields[object.Kind]...)
	for _, field := range fields[object.Kind] {
		ray.path = cluster.Field(ray.path, field)
	}
	cluster.Decode(spec, &ray)
	return ray, found
}

// version is the version of Ray and where it is written: that of the image of the
// head where its maker is known, or else the one that is declared, or else what
// the tag of the image says.
func (r *rayCluster) version() (version cluster.Version, path string, ok bool) {
	declared, isDeclared := cluster.ParseVersion(r.RayVersion)
	for i, container := range r.HeadGroupSpec.Template.Spec.Containers {
		image := cluster.ParseImage(container.Image)
		_, known := advisories.ForImage(product, image)
		if version, ok := image.Version(); ok && (known || !isDeclared) {
			return version, r.path + cluster.Index(".headGroupSpec.template.spec.containers", i) + ".image", true
		}
	}
	return declared, r.path + ".rayVersion", isDeclared
}

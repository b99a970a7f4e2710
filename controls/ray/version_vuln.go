package ray

import (
	"github.com/bulkhead-dev/bulkhead/advisories"
	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/controls/server"
)

var _ = Family.Add(control.Control{
	ID:       "ray-version-vuln",
	Title:    "Ray with published vulnerabilities",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.Subject{Pods: true, Kinds: kinds},
	Why: `Before 2.52.0 a page that somebody opens in a browser could send jobs to a Ray cluster that the browser's machine ` +
		`reaches, and older versions let strangers read files and use the head to reach other addresses. Versions before 2.52.0 ` +
		`have no authentication to turn on either. The tag of the image counts, or for images of your own the rayVersion that ` +
		`is declared.`,
	Fix: `Use rayproject/ray with the tag that the finding names or a newer one, in the head, the workers and spec.rayVersion, and turn ` +
		`token authentication on.`,
	Refs: control.Refs{
		ATTACK: []string{"T1190"},
		NIST:   []string{"SI-2", "RA-5"},
		CVE:    []string{"CVE-2025-62593", "CVE-2023-48023"},
		URLs: []string{
			"https://github.com/ray-project/ray/security/advisories",
			"https://docs.ray.io/en/latest/ray-security/index.html",
		},
	},
	Check: func(pass *control.Pass) {
		ray, _ := clusterOf(pass.Object)
		if pass.Pod != nil {
			runs := runsRay(pass.Pod)
			if ray.RayVersion != "" {
				runs = func(cluster.Container) bool { return false } // the declared version decides for images of one's own
			}
			server.JudgeImages(pass, product, runs)
			return
		}
		for _, container := range ray.HeadGroupSpec.Template.Spec.Containers {
			if _, known := advisories.ForImage(product, cluster.ParseImage(container.Image)); known {
				pass.NotApplicable() // the pods are judged by their images
				return
			}
		}
		if ray.RayVersion != "" {
			server.JudgeVersion(pass, ray.path+".rayVersion", "the cluster", ray.RayVersion, advisories.For(product, ray.RayVersion))
		}
	},
})

// product is the ID of Ray in the advisories.
const product = "ray"

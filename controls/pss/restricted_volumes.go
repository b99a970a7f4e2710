package pss

import (
	"reflect"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-restricted-volumes",
	Title:    "Pod mounts a volume past the storage classes",
	Severity: control.Low,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `A volume that names its server or disk in the pod (nfs, rbd, cephfs, iscsi and the like) is mounted by the ` +
		`node for whoever writes the pod: no claim, no quota, no check of who may use that storage. On a shared cluster a ` +
		`tenant so mounts another tenant's NFS export of training data by writing down its address. hostPath, which the level ` +
		`refuses as well, is reported by pss-host-path-volumes.`,
	Fix: `Use a persistentVolumeClaim (or csi, ephemeral, image, emptyDir, configMap, secret, projected, downwardAPI) instead.`,
	Refs: control.Refs{
		ATTACK: []string{"T1213"},
		PSS:    []string{"restricted"},
		NIST:   []string{"AC-3", "AC-6"},
		URLs:   []string{standardsPage},
	},
	Check: standard("restrictedVolumes", func(b *blamed) {
		for i := range b.spec.Volumes {
			volume := &b.spec.Volumes[i]
			if b.refuses(corev1.PodSpec{Volumes: []corev1.Volume{*volume}}) {
				source := sourceOf(&volume.VolumeSource)
				b.pod(cluster.Join(cluster.Index("volumes", i), source), "volume "+volume.Name+" is of the type "+source)
			}
		}
	}),
})

// sourceOf returns the name of the field that says what a volume is made of;
// of several, which the API server refuses, the first.
func sourceOf(source *corev1.VolumeSource) string {
	value := reflect.ValueOf(source).Elem()
	for i := range value.NumField() {
		if !value.Field(i).IsNil() {
			name, _, _ := strings.Cut(value.Type().Field(i).Tag.Get("json"), ",")
			return name
		}
	}
	return ""
}

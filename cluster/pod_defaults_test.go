package cluster

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
)

func TestVolumeWithoutSourceIsEmptyDir(t *testing.T) {
	t.Parallel()
	located := Locate(NewObject(map[string]any{
		"apiVersion": "v1", "kind": "Pod",
		"spec": map[string]any{"volumes": []any{
			map[string]any{"name": "scratch"},
			map[string]any{"name": "shm", "emptyDir": map[string]any{"medium": "Memory"}},
			map[string]any{"name": "node", "hostPath": map[string]any{"path": "/mnt"}},
		}, "containers": []any{map[string]any{"name": "main"}}},
	}, Origin{}))
	want := []corev1.Volume{
		{Name: "scratch", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}},
		{Name: "shm", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{Medium: corev1.StorageMediumMemory}}},
		{Name: "node", VolumeSource: corev1.VolumeSource{HostPath: &corev1.HostPathVolumeSource{Path: "/mnt"}}},
	}
	if diff := cmp.Diff(want, located.Pods[0].Spec().Volumes); diff != "" {
		t.Errorf("volumes (-want +got):\n%s", diff)
	}
}

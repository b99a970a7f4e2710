package pss

import (
	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

var _ = Family.Add(control.Control{
	ID:       "pss-host-path-volumes",
	Title:    "Pod mounts a path of its node",
	Severity: control.High,
	Stage:    control.Stable,
	Judges:   control.EveryPod,
	Why: `A hostPath volume is the node's own file system: device nodes, driver libraries, sockets of the container runtime, ` +
		`the kubelet's credentials, whatever the path reaches. Every pod on the node that mounts the same path shares it, so a ` +
		`node-local cache of datasets or weights is readable, and usually writable, across tenants.`,
	Fix: `Replace the hostPath volume: emptyDir (medium: Memory for /dev/shm), a PersistentVolumeClaim (a local-volume class for ` +
		`NVMe caches), an image volume for weights, or a resource request where the path was there for a device.`,
	Refs: control.Refs{
		ATTACK: []string{"T1611", "T1005"},
		CIS:    []string{"5.2.11"},
		PSS:    []string{"baseline"},
		NIST:   []string{"AC-6", "SC-4", "800-190:4.4"},
		URLs:   []string{standardsPage, "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath"},
	},
	Check: standard("hostPathVolumes", func(b *blamed) {
		for i := range b.spec.Volumes {
			volume := &b.spec.Volumes[i]
			if volume.HostPath != nil {
				b.pod(cluster.Index("volumes", i)+".hostPath", "volume "+volume.Name+" mounts "+volume.HostPath.Path+" of the node")
			}
		}
	}),
})

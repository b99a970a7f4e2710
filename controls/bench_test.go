package controls_test

import (
	"context"
	"testing"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/controls"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// cleanPlatform is a namespace done well with one GPU pod that no control has
// anything to say about.
const cleanPlatform = `apiVersion: v1
kind: Namespace
metadata:
  name: team-red
  labels:
    pod-security.kubernetes.io/enforce: restricted
    pod-security.kubernetes.io/enforce-version: v1.36
    istio-injection: enabled
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: gpus, namespace: team-red}
spec:
  hard: {requests.nvidia.com/gpu: "4"}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: team-red}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default, namespace: team-red}
spec:
  mtls: {mode: STRICT}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: trainer, namespace: team-red}
automountServiceAccountToken: false
---
apiVersion: v1
kind: Pod
metadata:
  name: train
  namespace: team-red
  labels: {app: train}
spec:
  serviceAccountName: trainer
  automountServiceAccountToken: false
  securityContext:
    runAsNonRoot: true
    runAsUser: 1000
    seccompProfile: {type: RuntimeDefault}
  tolerations:
    - {key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}
  containers:
    - name: train
      image: registry.example.com/team-red/train:v1.2.3@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
      command: [torchrun, train.py]
      args: [--epochs=3, --data=/data]
      env:
        - {name: NCCL_DEBUG, value: WARN}
        - {name: TOKENIZERS_PARALLELISM, value: "false"}
      ports:
        - {name: metrics, containerPort: 9090}
      resources:
        requests: {cpu: "8", memory: 64Gi}
        limits: {cpu: "8", memory: 64Gi, nvidia.com/gpu: "1"}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: {drop: [ALL]}
      volumeMounts:
        - {name: data, mountPath: /data, readOnly: true}
  volumes:
    - name: data
      persistentVolumeClaim: {claimName: data}
`

// snapshotting hands the objects on to a snapshot as the engine does.
type snapshotting struct {
	*cluster.Snapshot
	pods []*cluster.Pod
}

func (s *snapshotting) File(string, int64)         {}
func (s *snapshotting) Document()                  {}
func (s *snapshotting) Definition(scan.Definition) {}
func (s *snapshotting) Notice(scan.Notice)         {}
func (s *snapshotting) Object(o *cluster.Object) error {
	located := cluster.Locate(o)
	s.pods = append(s.pods, located.Pods...)
	s.Add(o, located.Pods)
	return nil
}

// BenchmarkJudgeCleanPod judges one decoded pod without findings with every
// control that judges pods, those that need facts included.
func BenchmarkJudgeCleanPod(b *testing.B) {
	sink := &snapshotting{Snapshot: cluster.NewSnapshot(cluster.Options{})}
	if err := yaml(cleanPlatform).Read(context.Background(), sink); err != nil {
		b.Fatal(err)
	}
	sink.Seal()
	var judging []*control.Control
	for _, c := range controls.Builtin().Controls() {
		if c.Judges.Pods {
			judging = append(judging, c)
		}
	}
	pod := sink.pods[0]
	pass := control.Pass{Object: pod.Object, Pod: pod, Facts: sink.Snapshot, Settings: control.DefaultSettings()}
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range judging {
			if outcome, answers := pass.Judge(c); outcome == control.Failed {
				b.Fatalf("%s fails: %+v", c.ID, answers)
			}
		}
	}
	b.ReportMetric(float64(len(judging)), "controls")
}

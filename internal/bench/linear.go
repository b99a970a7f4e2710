package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
)

// linear compares the cost of n objects with that of a tenth of them, and
// measures memory on the whole.
func (b *bench) linear(n int) error {
	small, large := filepath.Join(b.work, "small.yaml"), filepath.Join(b.work, "large.yaml")
	if _, err := generate(small, n/10); err != nil {
		return err
	}
	size, err := generate(large, n)
	if err != nil {
		return err
	}
	scan := func(file string) func() (usage, error) {
		return func() (usage, error) { return once(b.binary, []string{"scan", "-o", "jsonl", file}) }
	}
	runs := max(1, b.runs/4)
	larges, smalls, err := pair(runs, scan(large), scan(small))
	if err != nil {
		return err
	}
	ratio := median(larges, cpuSeconds) / median(smalls, cpuSeconds)
	fmt.Printf("| CPU, %d objects / %d objects (mean %.2f kB of YAML), jsonl | %.2f s / %.2f s = **%.1f** | ≤ 11 |\n",
		n, n/10, float64(size)/float64(n)/1e3, median(larges, cpuSeconds), median(smalls, cpuSeconds), ratio)
	fmt.Printf("| peak memory, %d objects, jsonl | **%.0f MiB** | ≤ 1024 MiB |\n", n, median(larges, peakMiB))
	return nil
}

// generate writes n objects of the kinds of an AI platform, in namespaces of
// fifty, with flaws that yield about three findings each, and returns the size
// of the file.
func generate(file string, n int) (int64, error) {
	out, err := os.Create(file)
	if err != nil {
		return 0, err
	}
	defer out.Close()
	w := bufio.NewWriterSize(out, 1<<20)
	for i := range n {
		namespace := fmt.Sprintf("team-%04d", i/50)
		switch i % 50 {
		case 0:
			fmt.Fprintf(w, namespaceYAML, namespace)
		case 1:
			fmt.Fprintf(w, policyYAML, namespace)
		case 2:
			fmt.Fprintf(w, quotaYAML, namespace)
		case 3, 4, 5:
			fmt.Fprintf(w, serviceYAML, i, namespace, i+3)
		default:
			fmt.Fprintf(w, podYAML, i, namespace, i, i%8)
		}
	}
	if err := w.Flush(); err != nil {
		return 0, err
	}
	info, err := out.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

const namespaceYAML = `---
apiVersion: v1
kind: Namespace
metadata:
  name: %s
  labels:
    pod-security.kubernetes.io/enforce: baseline
    pod-security.kubernetes.io/enforce-version: v1.36
    istio-injection: enabled
`

const policyYAML = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny
  namespace: %s
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
`

const quotaYAML = `---
apiVersion: v1
kind: ResourceQuota
metadata:
  name: gpus
  namespace: %s
spec:
  hard:
    requests.nvidia.com/gpu: "8"
    requests.cpu: "64"
    requests.memory: 512Gi
`

const serviceYAML = `---
apiVersion: v1
kind: Service
metadata:
  name: model-%d
  namespace: %s
spec:
  selector:
    app: model-%d
  ports:
    - name: http
      port: 80
      targetPort: http
`

const podYAML = `---
apiVersion: v1
kind: Pod
metadata:
  name: model-%d
  namespace: %s
  labels:
    app: model-%d
    app.kubernetes.io/part-of: inference
  annotations:
    prometheus.io/scrape: "true"
    prometheus.io/port: "8000"
spec:
  serviceAccountName: inference-%d
  terminationGracePeriodSeconds: 60
  securityContext:
    runAsNonRoot: true
    runAsUser: 1000
    fsGroup: 1000
    fsGroupChangePolicy: OnRootMismatch
  tolerations:
    - key: nvidia.com/gpu
      operator: Exists
      effect: NoSchedule
  nodeSelector:
    nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3
  containers:
    - name: server
      image: vllm/vllm-openai:v0.8.4
      args:
        - --model=/models/llama-3.1-8b-instruct
        - --served-model-name=llama
        - --host=0.0.0.0
        - --port=8000
        - --max-model-len=8192
      env:
        - name: HF_HUB_OFFLINE
          value: "1"
        - name: VLLM_API_KEY
          valueFrom:
            secretKeyRef:
              name: vllm
              key: api-key
      ports:
        - name: http
          containerPort: 8000
      readinessProbe:
        httpGet:
          path: /health
          port: http
      livenessProbe:
        httpGet:
          path: /health
          port: http
        initialDelaySeconds: 120
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      resources:
        requests:
          cpu: "8"
          memory: 48Gi
        limits:
          cpu: "8"
          memory: 48Gi
          nvidia.com/gpu: "1"
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      volumeMounts:
        - name: models
          mountPath: /models
          readOnly: true
        - name: shared-memory
          mountPath: /dev/shm
  volumes:
    - name: models
      persistentVolumeClaim:
        claimName: models
    - name: shared-memory
      emptyDir:
        medium: Memory
        sizeLimit: 8Gi
`

package kf

import (
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// shippedKeys are the secret keys that MinIO and its installations ship with.
var shippedKeys = []string{"minio123", "minioadmin"}

// keyNames are the names under which object stores are given their secret key.
var keyNames = []string{"secretkey", "MINIO_ROOT_PASSWORD", "MINIO_SECRET_KEY", "root-password", "rootPassword", "AWS_SECRET_ACCESS_KEY"}

var _ = Family.Add(control.Control{
	ID:       "kf-minio-default",
	Title:    "Object store with the password that everyone knows",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.Kinds("Secret"),
	Why: `Kubeflow Pipelines keeps the inputs and results of every run, models among them, in one object store for all profiles, ` +
		`and ships with the key minio / minio123. Every pod that reaches the store reads and replaces the artifacts of all ` +
		`tenants with it: steals their models, or plants one that runs code when it is loaded.`,
	Fix: `Generate a key for every installation, better one for every namespace, and keep it out of Git (External Secrets). Let only ` +
		`the pipeline components and the profiles' own proxies reach the store by NetworkPolicy.`,
	Refs: control.Refs{
		ATTACK: []string{"T1078.001"},
		ATLAS:  []string{"AML.T0035"},
		NIST:   []string{"IA-5", "AC-3"},
		URLs:   []string{"https://www.kubeflow.org/docs/components/pipelines/operator-guides/configure-object-store/"},
	},
	Check: func(pass *control.Pass) {
		judgeTexts(pass, func(text cluster.Text) bool {
			if !slices.Contains(keyNames, text.Key) {
				return false
			}
			if slices.Contains(shippedKeys, strings.TrimSpace(text.Value)) {
				pass.Fail(text.Path, "%s is the key that object stores ship with", text.Key)
			}
			return true
		})
	},
})

package cluster

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
)

// conformanceCase is one state of the policies of a cluster, with the probes
// that are blocked in it. The cluster has the namespaces x, y and z with the
// label ns, in each the pods a, b and c with the label pod, and in each pod
// the ports 80 and 81 of TCP, UDP and SCTP, named serve-80-tcp and so on. Every
// probe that is not listed gets through.
type conformanceCase struct {
	Name     string
	Policies []map[string]any
	Probes   []conformanceProbe
}

type conformanceProbe struct {
	From, To string
	Port     int32
	Proto    string
	// Ingress and Egress tell which side lets the probe through.
	Ingress, Egress bool
}

func (p conformanceProbe) key() string {
	return fmt.Sprintf("%s to %s port %d %s", p.From, p.To, p.Port, p.Proto)
}

// TestNetworkPolicyConformance asks for our verdict about every probe of a
// public conformance suite for NetworkPolicy.
func TestNetworkPolicyConformance(t *testing.T) {
	file, err := os.Open(filepath.Join(corporaFolder(), "attack", "netpol", "cyclonus-cases.jsonl"))
	if err != nil {
		t.Skipf("the corpus of conformance cases is not here: %v", err)
	}
	defer file.Close()
	states, probes, blocked := 0, 0, 0
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var c conformanceCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		states++
		blocked += len(c.Probes)
		probes += c.run(t)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if states == 0 {
		t.Fatal("the corpus is empty")
	}
	t.Logf("%d policy states, %d probes, of which %d blocked", states, probes, blocked)
}

// corporaFolder is where the shared test data lies beside the repository.
func corporaFolder() string {
	if folder := os.Getenv("BULKHEAD_CORPORA"); folder != "" {
		return folder
	}
	return filepath.Join("..", "..", "shared", "corpora")
}

func (c conformanceCase) run(t *testing.T) int {
	snapshot := NewSnapshot(Options{})
	address := 0
	for _, namespace := range []string{"x", "y", "z"} {
		addContent(snapshot, map[string]any{
			"apiVersion": "v1", "kind": "Namespace",
			"metadata": map[string]any{"name": namespace, "labels": map[string]any{"ns": namespace}},
		})
		for _, name := range []string{"a", "b", "c"} {
			address++
			addContent(snapshot, conformancePod(namespace, name, address))
		}
	}
	for _, policy := range c.Policies {
		policy["apiVersion"], policy["kind"] = "networking.k8s.io/v1", "NetworkPolicy"
		addContent(snapshot, policy)
	}
	snapshot.Seal()

	listed := map[string]conformanceProbe{}
	for _, probe := range c.Probes {
		listed[probe.key()] = probe
	}
	probes := 0
	for _, from := range snapshot.AllPods() {
		for _, to := range snapshot.AllPods() {
			for _, number := range []int32{80, 81} {
				for _, protocol := range []corev1.Protocol{corev1.ProtocolTCP, corev1.ProtocolUDP, corev1.ProtocolSCTP} {
					probes++
					port := Port{Number: number, Protocol: protocol}
					got := conformanceProbe{
						From: from.Namespace + "/" + from.Object.Name, To: to.Namespace + "/" + to.Object.Name, Port: number, Proto: string(protocol),
						Ingress: admitted(t, snapshot.Ingress(to).Admits(PodPeer(from), port)),
						Egress:  admitted(t, snapshot.Egress(from).Admits(PodPeer(to), port)),
					}
					want, ok := listed[got.key()]
					if !ok {
						want = got
						want.Ingress, want.Egress = true, true
					}
					delete(listed, got.key())
					if got != want {
						t.Errorf("%s: %s: ingress %v, egress %v; want %v, %v", c.Name, got.key(), got.Ingress, got.Egress, want.Ingress, want.Egress)
					}
				}
			}
		}
	}
	for key := range listed {
		t.Errorf("%s: the probe %s was not made", c.Name, key)
	}
	return probes
}

func admitted(t *testing.T, admission Admission) bool {
	t.Helper()
	if admission.Verdict == Undecided {
		t.Errorf("undecided: %s", admission.Reason)
	}
	return admission.Admitted()
}

func conformancePod(namespace, name string, address int) map[string]any {
	var ports []any
	for _, port := range []int64{80, 81} {
		for _, protocol := range []string{"TCP", "UDP", "SCTP"} {
			ports = append(ports, map[string]any{
				"name": fmt.Sprintf("serve-%d-%s", port, strings.ToLower(protocol)), "containerPort": port, "protocol": protocol,
			})
		}
	}
	return map[string]any{
		"apiVersion": "v1", "kind": "Pod",
		"metadata": map[string]any{"name": name, "namespace": namespace, "labels": map[string]any{"pod": name}},
		"spec":     map[string]any{"containers": []any{map[string]any{"name": "serve", "image": "serve", "ports": ports}}},
		"status":   map[string]any{"podIP": fmt.Sprintf("192.168.1.%d", address)},
	}
}

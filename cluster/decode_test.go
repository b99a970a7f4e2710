package cluster

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"pgregory.net/rapid"
)

type inner struct {
	Name string `json:"name"`
}

type sample struct {
	inner         `json:",inline"`
	*SampleExtra  `json:",inline"`
	Text          string                       `json:"text"`
	Named         corev1.PullPolicy            `json:"named"`
	Flag          bool                         `json:"flag"`
	FlagPointer   *bool                        `json:"flagPointer"`
	Small         int32                        `json:"small"`
	Large         *int64                       `json:"large"`
	Unsigned      uint16                       `json:"unsigned"`
	Ratio         float64                      `json:"ratio"`
	Bytes         []byte                       `json:"bytes"`
	List          []string                     `json:"list"`
	Pointers      []*inner                     `json:"pointers"`
	Labels        map[string]string            `json:"labels"`
	Quantities    map[string]resource.Quantity `json:"quantities"`
	Port          intstr.IntOrString           `json:"port"`
	Time          metav1.Time                  `json:"time"`
	Duration      metav1.Duration              `json:"duration"`
	Raw           runtime.RawExtension         `json:"raw"`
	Anything      any                          `json:"anything"`
	Skipped       string                       `json:"-"`
	NoTag         string
	Nested        map[string][]inner `json:"nested"`
	privateNumber int                //nolint:unused // shows that it is left alone
}

// SampleExtra is exported because reflection could not set it otherwise.
type SampleExtra struct {
	Extra string `json:"extra"`
	Text  string `json:"text"`
}

func TestDecode(t *testing.T) {
	truth := true
	large := int64(1) << 60
	tests := []struct {
		name string
		tree string
		want sample
		errs []FieldError
	}{
		{name: "every kind of field", tree: `{
			"name": "a", "extra": "b", "text": "c", "named": "Always", "flag": true, "flagPointer": true,
			"small": -5, "large": 1152921504606846976, "unsigned": 7, "ratio": 2, "bytes": "aGk=", "list": ["x", null],
			"pointers": [{"name": "p"}, null], "labels": {"k": "v"}, "port": "http", "time": "2026-01-02T03:04:05Z",
			"duration": "1m30s", "raw": {"a": 1}, "anything": [1, {"b": null}], "-": "no", "NoTag": "yes",
			"nested": {"n": [{"name": "q"}]}, "unknown": {"deep": 1}}`,
			want: sample{
				inner: inner{"a"}, SampleExtra: &SampleExtra{Extra: "b"}, Text: "c", Named: "Always", Flag: true, FlagPointer: &truth,
				Small: -5, Large: &large, Unsigned: 7, Ratio: 2, Bytes: []byte("hi"), List: []string{"x", ""},
				Pointers: []*inner{{"p"}, nil}, Labels: map[string]string{"k": "v"}, Port: intstr.FromString("http"),
				Time: metav1.NewTime(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).Local()), Duration: metav1.Duration{Duration: 90 * time.Second},
				Raw: runtime.RawExtension{Raw: []byte(`{"a":1}`)}, Anything: []any{int64(1), map[string]any{"b": nil}}, NoTag: "yes",
				Nested: map[string][]inner{"n": {{"q"}}},
			}},
		{name: "names are matched exactly", tree: `{"TEXT": "x", "notag": "x", "Small": 1}`},
		{name: "null is absence", tree: `{"text": null, "flagPointer": null, "list": null, "labels": null, "port": null, "time": null, "raw": null}`},
		{name: "a number without a fraction is an integer", tree: `{"small": 80.0, "port": 8080.0, "large": 1.152921504606846976e18}`,
			want: sample{Small: 80, Port: intstr.FromInt32(8080), Large: &large}},
		{name: "wrong types", tree: `{"text": 1, "named": true, "flag": "true", "flagPointer": 1, "small": 1.5, "large": "7", "ratio": "2",
			"bytes": "%", "list": "x", "labels": ["x"], "port": true, "time": "yesterday", "duration": "1 hour", "pointers": {}, "name": {}}`,
			errs: []FieldError{
				{"bytes", "expected base64, found another string"},
				{"duration", "expected a Duration, found a string"},
				{"flag", "expected a boolean, found a string"},
				{"flagPointer", "expected a boolean, found a number"},
				{"labels", "expected a mapping, found a list"},
				{"large", "expected an integer, found a string"},
				{"list", "expected a list, found a string"},
				{"name", "expected a string, found a mapping"},
				{"named", "expected a string, found a boolean"},
				{"pointers", "expected a list, found a mapping"},
				{"port", "expected an integer or a string, found a boolean"},
				{"ratio", "expected a number, found a string"},
				{"small", "expected an integer, found a number"},
				{"text", "expected a string, found a number"},
				{"time", "expected a Time, found a string"},
			}},
		{name: "out of range", tree: `{"small": 2147483648, "unsigned": -1, "port": 2147483648, "large": 1e19}`,
			errs: []FieldError{
				{"large", "expected an integer, found a number"},
				{"port", "expected an integer of 32 bits, found a larger one"},
				{"small", "expected an integer of 32 bits, found a larger one"},
				{"unsigned", "expected an integer of 16 bits without a sign, found another"},
			}},
		{name: "what is right beside what is wrong is kept", tree: `{"list": ["a", 1, "b"], "labels": {"a/b": "x", "c": 2},
			"quantities": {"cpu": "1", "gpu": "one", "memory": [], "disk": 2}, "pointers": [{"name": 5}, "x", {"name": "p"}]}`,
			want: sample{
				List: []string{"a", "", "b"}, Labels: map[string]string{"a/b": "x"}, Pointers: []*inner{{}, nil, {"p"}},
				Quantities: map[string]resource.Quantity{"cpu": resource.MustParse("1"), "disk": resource.MustParse("2")},
			},
			errs: []FieldError{
				{"labels.c", "expected a string, found a number"},
				{"list[1]", "expected a string, found a number"},
				{"pointers[0].name", "expected a string, found a number"},
				{"pointers[1]", "expected a mapping, found a string"},
				{"quantities.gpu", "expected a quantity such as 500m or 2Gi, found another string"},
				{"quantities.memory", "expected a quantity such as 500m or 2Gi, found a list"},
			}},
		{name: "the whole is of the wrong type", tree: `["x"]`, errs: []FieldError{{"", "expected a mapping, found a list"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got sample
			errs := Decode(parseJSON(t, test.tree), &got)
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(sample{}), cmp.Comparer(equalQuantity)); diff != "" {
				t.Errorf("decoded (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.errs, errs); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDecodeOfHugeQuantities: resource.ParseQuantity takes seconds or gigabytes
// for a small exponent, and computing with a large one does as well.
func TestDecodeOfHugeQuantities(t *testing.T) {
	for _, text := range []string{"1e-2147483647", "1E-10000000", "1e2147483647", "1e+1000", strings.Repeat("9", 300), "0." + strings.Repeat("0", 300) + "1"} {
		var got map[string]resource.Quantity
		if errs := Decode(map[string]any{"cpu": text}, &got); len(errs) != 1 || len(got) != 0 {
			t.Errorf("%.20s: got %v with errors %v, want one error and nothing", text, got, errs)
		}
	}
	var got map[string]resource.Quantity
	if errs := Decode(map[string]any{"a": "1e3", "b": "1E", "c": " 2Gi ", "d": "1e-3", "e": 1e300, "f": "1e-000003"}, &got); len(errs) != 0 || len(got) != 6 {
		t.Errorf("got %v with errors %v, want six quantities", got, errs)
	}
}

func equalQuantity(a, b resource.Quantity) bool { return a.Cmp(b) == 0 }

func parseJSON(tb testing.TB, text string) any {
	tb.Helper()
	var wrapped map[string]any
	if err := unmarshalPreservingIntegers([]byte(`{"value":`+text+`}`), &wrapped); err != nil {
		tb.Fatal(err)
	}
	return wrapped["value"]
}

func TestDecodeRefusesWhatIsNotAPointer(t *testing.T) {
	var none *sample
	for _, into := range []any{nil, sample{}, none} {
		if errs := Decode(map[string]any{}, into); len(errs) != 1 {
			t.Errorf("Decode into %T: %v, want one error", into, errs)
		}
	}
}

// endless is a type that contains itself.
type endless struct {
	Next *endless `json:"next"`
	Name string   `json:"name"`
}

func TestDecodeTypeThatContainsItself(t *testing.T) {
	var got endless
	if errs := Decode(parseJSON(t, `{"next": {"next": {"name": "x"}}}`), &got); errs != nil || got.Next.Next.Name != "x" {
		t.Errorf("got %+v, %v", got, errs)
	}
	tree := map[string]any{}
	for range 10_000 {
		tree = map[string]any{"next": tree}
	}
	errs := Decode(tree, &got)
	if len(errs) != 1 || errs[0].Problem != "nested too deeply" || len(errs[0].Path) > 10_000 {
		t.Errorf("10,000 levels: %d errors, want one", len(errs))
	}
}

func TestDecodeIsSafeForConcurrentUse(t *testing.T) {
	done := make(chan bool)
	for range 8 {
		go func() {
			var got networkingv1.NetworkPolicy
			errs := Decode(map[string]any{"spec": map[string]any{"policyTypes": []any{"Ingress"}}}, &got)
			done <- errs == nil && len(got.Spec.PolicyTypes) == 1
		}()
	}
	for range 8 {
		if !<-done {
			t.Error("a concurrent decode failed")
		}
	}
}

// sameAsConverter decodes both ways and reports whether the results agree.
func sameAsConverter[T any](content map[string]any) (mine, theirs T, errs []FieldError, err error) {
	errs = Decode(content, &mine)
	err = runtime.DefaultUnstructuredConverter.FromUnstructured(content, &theirs)
	return mine, theirs, errs, err
}

// TestDecodeAgreesWithTheConverter holds Decode against Kubernetes' own decoder
// of unstructured objects, over every workload of the corpora.
func TestDecodeAgreesWithTheConverter(t *testing.T) {
	compared := 0
	eachDocument(t, false, func(file string, content map[string]any) {
		switch content["kind"] {
		case "Pod":
			compared++
			checkAgainstConverter[corev1.Pod](t, file, content)
		case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet":
			compared++
			checkAgainstConverter[appsv1.Deployment](t, file, content)
		case "Service":
			compared++
			checkAgainstConverter[corev1.Service](t, file, content)
		case "NetworkPolicy":
			compared++
			checkAgainstConverter[networkingv1.NetworkPolicy](t, file, content)
		}
	})
	if compared < 500 {
		t.Errorf("compared %d objects only", compared)
	}
}

func checkAgainstConverter[T any](t *testing.T, file string, content map[string]any) {
	t.Helper()
	mine, theirs, errs, err := sameAsConverter[T](content)
	if err != nil {
		if len(errs) == 0 {
			t.Errorf("%s: the converter refuses what Decode accepts: %v", file, err)
		}
		return
	}
	// The converter is laxer than the API server with Time and Quantity only.
	if len(errs) > 0 {
		t.Errorf("%s: Decode refuses what the converter accepts: %v", file, errs)
		return
	}
	if !equality.Semantic.DeepEqual(mine, theirs) {
		t.Errorf("%s: decoded differently:\n%s", file, cmp.Diff(theirs, mine, cmp.Comparer(equalQuantity)))
	}
}

// TestDecodeOfDamagedPods breaks one field of a pod at a time, the way a wrong
// type would, and expects exactly one error at or above that field and
// everything else decoded as before.
func TestDecodeOfDamagedPods(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		content := parsePod(t)
		var fields [][]any
		leaves(content["spec"], []any{"spec"}, &fields)
		chosen := rapid.SampledFrom(fields).Draw(t, "field")
		damaged := damage(content, chosen, rapid.SampledFrom([]any{int64(7), true, "text", []any{}, map[string]any{"x": "y"}, 1.5, nil}).Draw(t, "value")).(map[string]any)
		mine, theirs, errs, err := sameAsConverter[corev1.Pod](damaged)
		if err != nil && len(errs) == 0 {
			t.Fatalf("at %v: the converter refuses what Decode accepts: %v", chosen, err)
		}
		if err == nil && len(errs) == 0 && !equality.Semantic.DeepEqual(mine, theirs) {
			t.Fatalf("at %v: decoded differently: %s", chosen, cmp.Diff(theirs, mine, cmp.Comparer(equalQuantity)))
		}
		if len(errs) > 1 {
			t.Fatalf("at %v: one damage, errors %v", chosen, errs)
		}
		if len(errs) == 1 && len(mine.Spec.Containers) == 0 && len(chosen) > 2 {
			t.Fatalf("at %v: the containers were lost", chosen)
		}
	})
}

func parsePod(t rapid.TB) map[string]any {
	var content map[string]any
	if err := unmarshalPreservingIntegers([]byte(examplePod), &content); err != nil {
		t.Fatal(err)
	}
	return content
}

// leaves collects the paths of all values below value.
func leaves(value any, path []any, found *[][]any) {
	*found = append(*found, append([]any(nil), path...))
	switch value := value.(type) {
	case map[string]any:
		for name, field := range value {
			leaves(field, append(path, name), found)
		}
	case []any:
		for i, item := range value {
			leaves(item, append(path, i), found)
		}
	}
}

func damage(value any, path []any, with any) any {
	if len(path) == 0 {
		return with
	}
	switch step := path[0].(type) {
	case string:
		copied := map[string]any{}
		for name, field := range value.(map[string]any) {
			copied[name] = field
		}
		copied[step] = damage(copied[step], path[1:], with)
		return copied
	default:
		copied := append([]any(nil), value.([]any)...)
		copied[step.(int)] = damage(copied[step.(int)], path[1:], with)
		return copied
	}
}

// examplePod is a pod of a vLLM server, 1.8 kB.
const examplePod = `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"llama","namespace":"team-a","labels":{"app":"vllm","app.kubernetes.io/part-of":"inference"}},
"spec":{"serviceAccountName":"vllm","automountServiceAccountToken":false,"runtimeClassName":"nvidia","nodeSelector":{"nvidia.com/gpu.product":"NVIDIA-H100-80GB-HBM3"},
"tolerations":[{"key":"nvidia.com/gpu","operator":"Exists","effect":"NoSchedule"}],
"securityContext":{"runAsNonRoot":true,"runAsUser":1000,"fsGroup":1000,"seccompProfile":{"type":"RuntimeDefault"}},
"initContainers":[{"name":"download","image":"registry.example/tools/fetch:1.4.2","command":["sh","-c","fetch --to /models \"$MODEL\""],"env":[{"name":"MODEL","value":"meta-llama/Llama-3.1-8B"}],"volumeMounts":[{"name":"models","mountPath":"/models"}],"securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}],
"containers":[{"name":"vllm","image":"vllm/vllm-openai:v0.9.1","args":["--model","/models/llama","--tensor-parallel-size","2","--gpu-memory-utilization=0.9","--max-model-len","8192"],
"env":[{"name":"HF_HOME","value":"/models/hf"},{"name":"VLLM_API_KEY","valueFrom":{"secretKeyRef":{"name":"vllm","key":"api-key"}}}],
"ports":[{"name":"http","containerPort":8000,"protocol":"TCP"}],
"resources":{"limits":{"nvidia.com/gpu":"2","memory":"64Gi"},"requests":{"cpu":"8","memory":"64Gi"}},
"readinessProbe":{"httpGet":{"path":"/health","port":"http"},"periodSeconds":10},
"securityContext":{"allowPrivilegeEscalation":false,"readOnlyRootFilesystem":true,"capabilities":{"drop":["ALL"]}},
"volumeMounts":[{"name":"models","mountPath":"/models","readOnly":true},{"name":"shm","mountPath":"/dev/shm"}]}],
"volumes":[{"name":"models","persistentVolumeClaim":{"claimName":"models"}},{"name":"shm","emptyDir":{"medium":"Memory","sizeLimit":"16Gi"}}]}}`

func BenchmarkDecodePod(b *testing.B) {
	var content map[string]any
	if err := unmarshalPreservingIntegers([]byte(examplePod), &content); err != nil {
		b.Fatal(err)
	}
	b.Run("Decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var pod corev1.Pod
			Decode(content, &pod)
		}
	})
	b.Run("converter", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var pod corev1.Pod
			if err := runtime.DefaultUnstructuredConverter.FromUnstructured(content, &pod); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(examplePod))
	f.Add([]byte(`{"spec":{"containers":[{"ports":[{"containerPort":1e400}]}]}}`))
	f.Add([]byte(`{"metadata":{"creationTimestamp":"x","managedFields":[{"fieldsV1":[]}]},"spec":{"overhead":{"cpu":"1e1000"}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var content map[string]any
		if unmarshalPreservingIntegers(data, &content) != nil {
			return
		}
		var mine corev1.Pod
		if errs := Decode(content, &mine); len(errs) > 0 {
			// The converter hangs on some of what Decode refuses.
			for _, problem := range errs {
				if problem.Problem == "" || len(SplitPath(problem.Path)) == 0 && problem.Path != "" {
					t.Errorf("error without a cause or place: %+v", problem)
				}
			}
			return
		}
		mine, theirs, errs, err := sameAsConverter[corev1.Pod](content)
		if err != nil && len(errs) == 0 {
			t.Errorf("the converter refuses what Decode accepts: %v", err)
		}
		if err == nil && len(errs) == 0 && !equality.Semantic.DeepEqual(mine, theirs) {
			t.Errorf("decoded differently: %s", cmp.Diff(theirs, mine, cmp.Comparer(equalQuantity)))
		}
	})
}

func TestIntegerBounds(t *testing.T) {
	for _, value := range []any{math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, float64(math.MaxInt64), 0.5, "1", nil, true, json.Number("1")} {
		if number, ok := integer(value); ok {
			t.Errorf("integer(%v) = %d, want none", value, number)
		}
	}
	for value, want := range map[any]int64{float64(math.MinInt64): math.MinInt64, int64(5): 5, -3.0: -3} {
		if number, ok := integer(value); !ok || number != want {
			t.Errorf("integer(%v) = %d, %t, want %d", value, number, ok, want)
		}
	}
	if !strings.HasPrefix(kindOf(struct{}{}), "a ") || reflect.TypeFor[sample]().NumField() == 0 {
		t.Error("kindOf names every value")
	}
}

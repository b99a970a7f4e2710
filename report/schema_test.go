package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

// schemas compiles the published schemas.
func schemas(t testing.TB) map[string]*jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	names := []string{"scan-result", "scan-record", "scan-diff"}
	for _, name := range names {
		text, err := Schemas.ReadFile("schema/" + name + ".v1.schema.json")
		if err != nil {
			t.Fatal(err)
		}
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := compiler.AddResource("https://bulkhead.dev/schema/"+name+".v1.schema.json", document); err != nil {
			t.Fatal(err)
		}
	}
	compiled := map[string]*jsonschema.Schema{}
	for _, name := range names {
		schema, err := compiler.Compile("https://bulkhead.dev/schema/" + name + ".v1.schema.json")
		if err != nil {
			t.Fatal(err)
		}
		compiled[name] = schema
	}
	return compiled
}

func validate(t testing.TB, schema *jsonschema.Schema, text string) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatalf("not JSON: %v\n%s", err, text)
	}
	if err := schema.Validate(value); err != nil {
		t.Fatalf("not as the schema says: %v", err)
	}
}

func TestSchemas_describe_the_output(t *testing.T) {
	schemas := schemas(t)
	jsonFormat, _ := LookupFormat("json")
	jsonl, _ := LookupFormat("jsonl")
	empty := func() *sample { return &sample{} }
	for name, sample := range map[string]func() *sample{"platform": platform, "hostile": hostile, "clean": clean, "empty": empty} {
		t.Run(name, func(t *testing.T) {
			validate(t, schemas["scan-result"], sample().render(t, jsonFormat, Options{}))
			for line := range strings.Lines(sample().render(t, jsonl, Options{})) {
				validate(t, schemas["scan-record"], line)
			}
		})
	}
}

// TestSchemas_are_strict walks every schema: each object says what it has and
// refuses the rest, and each field says what it means.
func TestSchemas_are_strict(t *testing.T) {
	for _, name := range []string{"scan-result", "scan-record", "scan-diff"} {
		text, err := Schemas.ReadFile("schema/" + name + ".v1.schema.json")
		if err != nil {
			t.Fatal(err)
		}
		var schema map[string]any
		if err := json.Unmarshal(text, &schema); err != nil {
			t.Fatal(err)
		}
		walkSchema(t, name, schema)
	}
}

func walkSchema(t *testing.T, path string, schema map[string]any) {
	t.Helper()
	reference, _ := schema["$ref"].(string)
	if schema["description"] == nil && reference == "" {
		t.Errorf("%s has no description", path)
	}
	if schema["type"] == "object" && schema["additionalProperties"] == nil && schema["oneOf"] == nil {
		t.Errorf("%s takes any property", path)
	}
	for _, key := range []string{"properties", "$defs"} {
		members, _ := schema[key].(map[string]any)
		for name, member := range members {
			walkSchema(t, path+"/"+key+"/"+name, member.(map[string]any))
		}
	}
	if items, ok := schema["items"].(map[string]any); ok {
		walkSchema(t, path+"/items", items)
	}
}

// TestSchemas_have_every_field holds the schemas to the Go types, so that a new
// field is described when it is added.
func TestSchemas_have_every_field(t *testing.T) {
	text, err := Schemas.ReadFile("schema/scan-result.v1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Defs map[string]struct {
			Properties map[string]struct {
				Properties map[string]any
				Items      struct{ Properties map[string]any }
			}
		} `json:"$defs"`
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	keys := func(properties map[string]any) []string { return slices.Sorted(maps.Keys(properties)) }
	defs := func(name string) []string { return slices.Sorted(maps.Keys(schema.Defs[name].Properties)) }
	coverage, finding := schema.Defs["coverage"].Properties, schema.Defs["finding"].Properties
	for _, test := range []struct {
		value any
		want  []string
	}{
		{control.Finding{}, defs("finding")},
		{control.Evidence{}, keys(finding["evidence"].Items.Properties)},
		{control.WaiverRef{}, keys(finding["waiver"].Properties)},
		{scan.Summary{}, defs("summary")},
		{scan.Outcomes{}, defs("outcomes")},
		{scan.Coverage{}, defs("coverage")},
		{scan.PodCoverage{}, keys(coverage["pods"].Properties)},
		{scan.Definition{}, keys(coverage["definitions"].Items.Properties)},
		{scan.Notice{}, keys(coverage["notices"].Items.Properties)},
		{scan.MissingFact{}, keys(coverage["missing"].Items.Properties)},
		{controlRecord{}, defs("control")},
		{refsRecord{}, keys(schema.Defs["control"].Properties["refs"].Properties)},
		{cluster.Location{}, defs("location")},
		{control.Finding{}.Object, defs("object")},
	} {
		if diff := cmp.Diff(test.want, jsonFields(reflect.TypeOf(test.value))); diff != "" {
			t.Errorf("%T (-schema +go):\n%s", test.value, diff)
		}
	}
	recordText, err := Schemas.ReadFile("schema/scan-record.v1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var records struct {
		Defs map[string]struct{ Properties map[string]any } `json:"$defs"`
	}
	if err := json.Unmarshal(recordText, &records); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"finding", "control"} {
		want := append([]string{"type"}, defs(name)...)
		slices.Sort(want)
		if diff := cmp.Diff(want, keys(records.Defs[name].Properties)); diff != "" {
			t.Errorf("record %s (-scan-result +scan-record):\n%s", name, diff)
		}
	}
}

func jsonFields(structure reflect.Type) []string {
	var names []string
	for i := range structure.NumField() {
		name, _, _ := strings.Cut(structure.Field(i).Tag.Get("json"), ",")
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// TestRefs_are_complete fails when control.Refs gains a field that refsRecord
// would not carry.
func TestRefs_are_complete(t *testing.T) {
	var refs control.Refs
	value := reflect.ValueOf(&refs).Elem()
	for i := range value.NumField() {
		value.Field(i).Set(reflect.ValueOf([]string{fmt.Sprint(i)}))
	}
	if diff := cmp.Diff(refs, newControlRecord(&control.Control{Refs: refs}).control().Refs); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

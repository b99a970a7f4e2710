package report

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: run the test with -update to write it", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got); run the test with -update if this is right:\n%s", path, diff)
	}
}

func TestGolden(t *testing.T) {
	for name, sample := range samples {
		for _, format := range Formats() {
			t.Run(name+"/"+format.Name, func(t *testing.T) {
				golden(t, name+"."+format.Name, sample().render(t, format, Options{}))
			})
		}
	}
	t.Run("colour", func(t *testing.T) {
		table, _ := LookupFormat("table")
		golden(t, "platform.table.colour", platform().render(t, table, Options{Color: true, Width: 80}))
	})
}

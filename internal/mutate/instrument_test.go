package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A package with one condition that its test does not need: the run must find
// exactly that one.
var example = map[string]string{
	"go.mod":            "module example.com/m\n\ngo 1.26\n",
	"cases_test.go":     "package m\n\nimport (\n\t\"testing\"\n\n\t\"example.com/m/family\"\n)\n\nfunc TestCases(t *testing.T) {\n\tt.Run(\"family-one\", func(t *testing.T) {\n\t\tif !family.Judge(\"a\", 2) || family.Judge(\"b\", 2) {\n\t\t\tt.Error(\"wrong\")\n\t\t}\n\t})\n}\n",
	"m.go":              "package m\n",
	"family/subject.go": "package family\n\ntype control struct{ ID string }\n\nvar _ = control{ID: \"family-one\"}\n\n// Judge is a check.\nfunc Judge(s string, n int) bool {\n\tswitch s {\n\tcase \"a\":\n\t\treturn n > 0 && !(n == 7)\n\t}\n\treturn false\n}\n",
}

func TestHuntFindsTheConditionThatNoCaseNeeds(t *testing.T) {
	folder := t.TempDir()
	for name, content := range example {
		file := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(folder)
	work := t.TempDir()
	in, overlay, err := instrumentFolder(".", work, regexp.MustCompile(""))
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(work, "cases.test")
	if out, err := exec.Command("go", "test", "-c", "-overlay", overlay, "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := try(binary, ".", mutant{}); err != nil {
		t.Fatal(err)
	}
	var survivors []string
	for _, m := range hunt(binary, ".", in.mutants, 2) {
		survivors = append(survivors, m.what)
	}
	// Both parts of the condition can be dropped without the test noticing; the case
	// "a" can not.
	if got, want := strings.Join(survivors, "; "), "drop n > 0; drop !(n == 7)"; got != want {
		t.Errorf("survivors %q, want %q (of %+v)", got, want, in.mutants)
	}
}

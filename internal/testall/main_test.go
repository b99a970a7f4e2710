package main

import (
	"io"
	"strings"
	"testing"
)

func TestReadCountsAndExplains(t *testing.T) {
	t.Parallel()
	stream := `{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:7: corpora are not here\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"--- SKIP: TestA (0.00s)\n"}
{"Action":"skip","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p","Test":"TestB"}
not json
{"Action":"output","Package":"p","Test":"TestC","Output":"boom\n"}
{"Action":"fail","Package":"p","Test":"TestC"}
{"Action":"fail","Package":"p"}`
	s := suite{output: map[testName][]string{}}
	var out strings.Builder
	if err := s.read(strings.NewReader(stream), &out); err != nil {
		t.Fatal(err)
	}
	s.conclude(&out)
	for _, want := range []string{
		"p TestA: corpora are not here", "1 passed, 1 failed, 1 skipped", "not json", "FAIL p TestC\nboom",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("output lacks %q:\n%s", want, out.String())
		}
	}
}

func TestReadFailsWithItsReader(t *testing.T) {
	t.Parallel()
	s := suite{output: map[testName][]string{}}
	if err := s.read(io.MultiReader(strings.NewReader("{}\n"), failingReader{}), io.Discard); err == nil {
		t.Error("want the error of the reader")
	}
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

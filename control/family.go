package control

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/tools/txtar"
)

// Family is a package of controls on one subject. Each file of the package
// adds its control to it:
//
//	var _ = Family.Add(control.Control{ID: "gpu-hostpath-dev", ...})
//
// and keeps its cases in cases/ID.txtar.
type Family struct {
	Name string
	// Title is the heading under which people find the family.
	Title    string
	cases    embed.FS
	controls []*Control
}

// NewFamily returns an empty family. Cases holds the archives cases/ID.txtar.
func NewFamily(name, title string, cases embed.FS) *Family {
	return &Family{Name: name, Title: title, cases: cases}
}

// Add adds a control and returns it. It is called while packages initialise.
func (f *Family) Add(control Control) *Control {
	f.controls = append(f.controls, &control)
	return &control
}

// Controls returns the controls of the family, in no particular order.
func (f *Family) Controls() []*Control { return f.controls }

// Cases reads the case archive of a control of the family.
func (f *Family) Cases(id string) (*Cases, error) {
	data, err := f.cases.ReadFile("cases/" + id + ".txtar")
	if err != nil {
		return nil, fmt.Errorf("control %s: no case archive: %w", id, err)
	}
	return ParseCases(id, data)
}

// CaseIDs lists the IDs for which the family holds a case archive.
func (f *Family) CaseIDs() ([]string, error) {
	files, err := fs.Glob(f.cases, "cases/*.txtar")
	if err != nil {
		return nil, err
	}
	for i, file := range files {
		files[i] = strings.TrimSuffix(path.Base(file), ".txtar")
	}
	return files, nil
}

// Cases are the tested examples of a control. The same archive is its test, its
// documented example and the input of admission and cluster tests.
type Cases struct {
	// About is one or two sentences for readers.
	About string
	// Bad must fail, Good must pass or not apply, Unknown must be unknown.
	Bad, Good, Unknown []Case
}

// Case is one input of a control with the findings that it must yield.
type Case struct {
	// Name is the file name without folder and extension. A good case with the
	// name of a bad one differs from it in the judged field alone.
	Name string
	YAML []byte
	// Want has one line per finding: outcome, location, path, message.
	Want string
}

// ParseCases takes apart a case archive: bad/NAME.yaml with bad/NAME.want,
// good/NAME.yaml, unknown/NAME.yaml with unknown/NAME.want.
func ParseCases(id string, data []byte) (*Cases, error) {
	archive := txtar.Parse(data)
	cases := &Cases{About: strings.TrimSpace(string(archive.Comment))}
	wants := map[string]string{}
	for _, file := range archive.Files {
		if strings.HasSuffix(file.Name, ".want") {
			wants[strings.TrimSuffix(file.Name, ".want")] = string(file.Data)
		}
	}
	for _, file := range archive.Files {
		stem, isYAML := strings.CutSuffix(file.Name, ".yaml")
		if !isYAML {
			if strings.HasSuffix(file.Name, ".want") {
				continue
			}
			return nil, fmt.Errorf("control %s: cases: %s is neither .yaml nor .want", id, file.Name)
		}
		folder, name := path.Split(stem)
		read := Case{Name: name, YAML: file.Data, Want: wants[stem]}
		delete(wants, stem)
		switch folder {
		case "bad/":
			cases.Bad = append(cases.Bad, read)
		case "good/":
			cases.Good = append(cases.Good, read)
		case "unknown/":
			cases.Unknown = append(cases.Unknown, read)
		default:
			return nil, fmt.Errorf("control %s: cases: %s is not in bad/, good/ or unknown/", id, file.Name)
		}
	}
	for stem := range wants {
		return nil, fmt.Errorf("control %s: cases: %s.want has no %s.yaml", id, stem, stem)
	}
	return cases, nil
}

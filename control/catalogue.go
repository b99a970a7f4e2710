package control

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Catalogue is a validated, immutable set of controls.
type Catalogue struct {
	controls []*Control
	byID     map[string]*Control
	families map[string]*Family
}

var idPattern = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)+$`)

// NewCatalogue returns the catalogue of the given families. It refuses a
// control that is not documented, not well-formed or not unique, and reports
// every such defect.
func NewCatalogue(families ...*Family) (*Catalogue, error) {
	catalogue := &Catalogue{byID: map[string]*Control{}, families: map[string]*Family{}}
	var defects []error
	for _, family := range families {
		for _, control := range family.controls {
			if err := control.validate(); err != nil {
				defects = append(defects, err)
			}
			if catalogue.byID[control.ID] != nil {
				defects = append(defects, fmt.Errorf("control %s: two controls have this ID", control.ID))
			}
			catalogue.byID[control.ID] = control
			catalogue.families[control.ID] = family
			catalogue.controls = append(catalogue.controls, control)
		}
	}
	slices.SortFunc(catalogue.controls, func(a, b *Control) int { return strings.Compare(a.ID, b.ID) })
	return catalogue, errors.Join(defects...)
}

func (c *Control) validate() error {
	var missing []string
	for field, empty := range map[string]bool{
		"Title": c.Title == "", "Severity": c.Severity == 0, "Stage": c.Stage == 0, "Why": c.Why == "",
		"Fix": c.Fix == "", "Refs": len(c.Refs.All()) == 0, "Check": c.Check == nil,
		"Judges": len(c.Judges.Kinds) == 0 && !c.Judges.Pods && !c.Judges.Namespaces,
	} {
		if empty {
			missing = append(missing, field)
		}
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		return fmt.Errorf("control %q: missing %s", c.ID, strings.Join(missing, ", "))
	}
	if !idPattern.MatchString(c.ID) {
		return fmt.Errorf("control %q: the ID must be lower-case words joined by hyphens", c.ID)
	}
	if c.Judges.Namespaces && c.Needs == 0 {
		return fmt.Errorf("control %s: a control that judges namespaces must say what it Needs", c.ID)
	}
	return nil
}

// Controls returns every control, sorted by ID. The slice must not be changed.
func (c *Catalogue) Controls() []*Control { return c.controls }

// Control returns the control with the given ID, or nil.
func (c *Catalogue) Control(id string) *Control { return c.byID[id] }

// Family returns the family of the control with the given ID, or nil.
func (c *Catalogue) Family(id string) *Family { return c.families[id] }

// Select returns the catalogue without the controls that keep refuses.
func (c *Catalogue) Select(keep func(*Control) bool) *Catalogue {
	selected := &Catalogue{byID: map[string]*Control{}, families: c.families}
	for _, control := range c.controls {
		if keep(control) {
			selected.byID[control.ID] = control
			selected.controls = append(selected.controls, control)
		}
	}
	return selected
}

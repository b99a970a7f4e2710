package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/scan"
)

func newExplain(env *Environment) *cobra.Command {
	var output string
	command := &cobra.Command{
		Use:   "explain ID",
		Short: "Explain a control, with tested examples",
		Long: `Explain what a control judges, why it matters and how to mend what it finds, with
a bad and a good example from the archive that also tests the control.`,
		Example:           "  bulkhead explain gpu-visible-devices-env",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeControls(env),
		RunE: func(_ *cobra.Command, args []string) error {
			c, err := env.control(args[0])
			if err != nil {
				return err
			}
			switch output {
			case "text":
				return env.explain(c)
			case "json":
				return writeJSON(env.Stdout, describe(env.Catalogue, c))
			}
			return fmt.Errorf("unknown output format %q for explain: use text or json", output)
		},
	}
	command.Flags().StringVarP(&output, "output", "o", "text", "text or json")
	return command
}

// control finds a control by ID, those about waivers included.
func (env *Environment) control(id string) (*control.Control, error) {
	if c := env.Catalogue.Control(id); c != nil {
		return c, nil
	}
	for _, c := range scan.WaiverControls() {
		if c.ID == id {
			return c, nil
		}
	}
	return nil, fmt.Errorf("no control is called %q%s", id, suggestion(env.Catalogue, id))
}

func (env *Environment) explain(c *control.Control) error {
	var text strings.Builder
	fmt.Fprintf(&text, "%s (%s, %s)\n%s\n\n", c.ID, c.Severity, c.Stage, c.Title)
	paragraph(&text, "Why", c.Why)
	paragraph(&text, "Fix", c.Fix)
	if judges := c.Judges.Names(); len(judges) > 0 {
		paragraph(&text, "Judges", strings.Join(judges, ", "))
	}
	if c.Needs != 0 {
		paragraph(&text, "Needs", fmt.Sprintf("%s; without them the answer is unknown", c.Needs))
	}
	fmt.Fprintf(&text, "References\n")
	for _, ref := range c.Refs.All() {
		fmt.Fprintf(&text, "  %s\n", ref)
	}
	if family := env.Catalogue.Family(c.ID); family != nil {
		cases, err := family.Cases(c.ID)
		if err != nil {
			return err
		}
		examples(&text, cases)
	}
	_, err := io.WriteString(env.Stdout, text.String())
	return err
}

// paragraph writes a heading and its text, wrapped to 90 columns.
func paragraph(w *strings.Builder, heading, text string) {
	const width = 90
	fmt.Fprintf(w, "%s\n", heading)
	line := " "
	for word := range strings.FieldsSeq(text) {
		if len(line)+1+len(word) > width && line != " " {
			fmt.Fprintln(w, line)
			line = " "
		}
		line += " " + word
	}
	fmt.Fprintf(w, "%s\n\n", line)
}

// examples shows the first bad case that has a good twin, with that twin.
func examples(w *strings.Builder, cases *control.Cases) {
	for _, bad := range cases.Bad {
		for _, good := range cases.Good {
			if good.Name == bad.Name {
				fmt.Fprintf(w, "\n%s\n\nBad\n%s  =>\n%s\nGood\n%s", cases.About,
					indent(string(bad.YAML)), indent(bad.Want), indent(string(good.YAML)))
				return
			}
		}
	}
}

func indent(text string) string {
	var indented strings.Builder
	for line := range strings.Lines(text) {
		indented.WriteString("  " + line)
	}
	return indented.String()
}

package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/bulkhead-dev/bulkhead/control"
)

func newList(env *Environment) *cobra.Command {
	var output string
	command := &cobra.Command{
		Use:   "list [FAMILY...]",
		Short: "List the controls",
		Long:  "List the controls of the catalogue, or of the given families only.",
		Example: `  bulkhead list
  bulkhead list gpu ray -o json`,
		ValidArgsFunction: completeFamilies(env),
		RunE: func(_ *cobra.Command, args []string) error {
			chosen, err := selection{only: args}.apply(env.Catalogue)
			if err != nil {
				return err
			}
			switch output {
			case "table":
				return listTable(env, chosen)
			case "json":
				return writeJSON(env.Stdout, describeAll(chosen))
			}
			return fmt.Errorf("unknown output format %q for list: use table or json", output)
		},
	}
	command.Flags().StringVarP(&output, "output", "o", "table", "table or json")
	return command
}

func listTable(env *Environment, chosen *control.Catalogue) error {
	table := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	for _, family := range env.Families {
		first := true
		for _, c := range chosen.Controls() {
			if chosen.Family(c.ID) != family {
				continue
			}
			if first {
				fmt.Fprintf(table, "\n%s\n", family.Title)
				first = false
			}
			fmt.Fprintf(table, "  %s\t%s\t%s\n", c.ID, c.Severity, c.Title)
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(env.Stdout, "\n%d controls. 'bulkhead explain ID' tells all about one.\n", len(chosen.Controls()))
	return err
}

// description is a control as list and explain write it in JSON.
type description struct {
	ID       string           `json:"id"`
	Title    string           `json:"title"`
	Family   string           `json:"family"`
	Severity control.Severity `json:"severity"`
	Stage    string           `json:"stage"`
	Judges   []string         `json:"judges"`
	Needs    []string         `json:"needs,omitempty"`
	Why      string           `json:"why"`
	Fix      string           `json:"fix"`
	Refs     []string         `json:"refs"`
}

func describe(catalogue *control.Catalogue, c *control.Control) description {
	d := description{
		ID: c.ID, Title: c.Title, Severity: c.Severity, Stage: c.Stage.String(),
		Judges: c.Judges.Names(), Why: c.Why, Fix: c.Fix, Refs: c.Refs.All(),
	}
	if family := catalogue.Family(c.ID); family != nil {
		d.Family = family.Name
	}
	for fact := range c.Needs.Each {
		d.Needs = append(d.Needs, fact.String())
	}
	return d
}

func describeAll(catalogue *control.Catalogue) []description {
	all := []description{}
	for _, c := range catalogue.Controls() {
		all = append(all, describe(catalogue, c))
	}
	return all
}

func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}

func completeFamilies(env *Environment) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var names []string
		for _, family := range env.Families {
			names = append(names, cobra.CompletionWithDesc(family.Name, family.Title))
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}

func completeControls(env *Environment) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var ids []string
		for _, c := range env.Catalogue.Controls() {
			ids = append(ids, cobra.CompletionWithDesc(c.ID, c.Title))
		}
		return ids, cobra.ShellCompDirectiveNoFileComp
	}
}

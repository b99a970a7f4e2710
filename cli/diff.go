package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/bulkhead-dev/bulkhead/report"
)

func newDiff(env *Environment) *cobra.Command {
	var output, failOn string
	command := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Compare two JSON results: what is new, what is mended",
		Long: `Compare two results of 'bulkhead scan -o json' by the fingerprints of their findings,
which do not depend on line numbers. Exit status 1 when NEW has findings at or
above --fail-on that OLD has not.`,
		Example: "  bulkhead diff last-week.json today.json",
		Args:    cobra.ExactArgs(2),
		RunE:    func(_ *cobra.Command, args []string) error { return env.diff(args[0], args[1], output, failOn) },
	}
	command.Flags().StringVarP(&output, "output", "o", "text", "text or json")
	command.Flags().StringVar(&failOn, "fail-on", "high", "exit 1 on new findings of this `severity` or worse, or never")
	return command
}

func (env *Environment) diff(oldName, newName, output, failOn string) error {
	severity, err := parseFailOn(failOn)
	if err != nil {
		return err
	}
	oldResult, err := env.open(oldName)
	if err != nil {
		return err
	}
	defer oldResult.Close()
	newResult, err := env.open(newName)
	if err != nil {
		return err
	}
	defer newResult.Close()
	difference, err := report.Diff(oldResult, newResult)
	if err != nil {
		return fmt.Errorf("comparing %s with %s: %w", oldName, newName, err)
	}
	switch output {
	case "text":
		err = difference.WriteText(env.Stdout, report.Options{Color: env.Terminal.Output && env.Getenv("NO_COLOR") == "", Width: env.Terminal.Width})
	case "json":
		err = difference.WriteJSON(env.Stdout)
	default:
		return fmt.Errorf("unknown output format %q for diff: use text or json", output)
	}
	if err != nil {
		return err
	}
	for _, finding := range difference.New {
		if finding.Severity >= severity {
			return exit(ExitFindings)
		}
	}
	return nil
}

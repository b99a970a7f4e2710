package cli

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/bulkhead-dev/bulkhead/report"
)

func newConvert(env *Environment) *cobra.Command {
	flags := &scanFlags{}
	command := &cobra.Command{
		Use:   "convert RESULT",
		Short: "Write the JSON result of a scan in other formats",
		Long:  "Read the result of 'bulkhead scan -o json' or '-o jsonl' from a file or standard input (-) and write it in other formats.",
		Example: `  bulkhead scan . -o json=result.json
  bulkhead convert result.json -o sarif=result.sarif -o html=result.html`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return env.convert(args[0], flags) },
	}
	f := command.Flags()
	f.StringArrayVarP(&flags.outputs, "output", "o", []string{"table"}, "output `FORMAT[=FILE]`, may be repeated: "+formatNames())
	f.StringVar(&flags.failOn, "fail-on", "high", "severity that the verdict shown counts as failing")
	f.IntVar(&flags.limit, "limit", 0, "findings of one control shown before the rest is folded, -1 for all")
	return command
}

func (env *Environment) convert(name string, flags *scanFlags) error {
	presentation, err := env.presentation(flags)
	if err != nil {
		return err
	}
	from, err := env.open(name)
	if err != nil {
		return err
	}
	defer from.Close()
	outputs, err := env.openOutputs(flags, presentation)
	if err != nil {
		return err
	}
	defer outputs.Abort()
	if err := report.Convert(from, outputs); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// open opens a file, or standard input for "-".
func (env *Environment) open(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(env.Stdin), nil
	}
	return os.Open(name)
}

// Package cli is the command line of Bulkhead. The whole program is a function
// of its arguments, its streams and what cmd hands in; it reads no global and
// never exits.
//
// The result goes to standard output, everything else to standard error. No
// command touches the network unless its name says so.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/bulkhead-dev/bulkhead/control"
)

// Environment is everything the command line depends on.
type Environment struct {
	// Program is the name people type, such as "bulkhead" or "kubectl bulkhead".
	Program string
	// Version is the version of the program.
	Version string
	// Catalogue is what judges.
	Catalogue *control.Catalogue
	// Families are the families of the catalogue, in the order of lists.
	Families []*control.Family

	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// Terminal describes standard output and standard error.
	Terminal Terminal
	// Getenv reads an environment variable.
	Getenv func(string) string
	// Now is the clock against which waivers expire.
	Now func() time.Time
}

// Terminal says what the streams are connected to.
type Terminal struct {
	// Output and Errors are true when standard output and standard error are
	// terminals.
	Output, Errors bool
	// Width of standard output in columns; zero when unknown.
	Width int
}

// The exit codes of every command.
const (
	ExitClean      = 0 // nothing at or above --fail-on
	ExitFindings   = 1 // findings at or above --fail-on, or unknown answers with --strict
	ExitUsage      = 2 // a mistake in arguments or configuration
	ExitIncomplete = 3 // input that could not be read or understood
)

// exitError carries an exit code without a message: what there is to say was
// said.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// Run runs one command and returns its exit code.
func Run(ctx context.Context, args []string, env Environment) int {
	root := newRoot(&env)
	root.SetArgs(args)
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	err := root.ExecuteContext(ctx)
	var exit exitError
	switch {
	case err == nil:
		return ExitClean
	case errors.As(err, &exit):
		return int(exit)
	}
	fmt.Fprintf(env.Stderr, "%s: %v\n", env.Program, err)
	return ExitUsage
}

func newRoot(env *Environment) *cobra.Command {
	root := &cobra.Command{
		Use:   "bulkhead",
		Short: "Keep the tenants of a shared GPU cluster apart, and prove it",
		Long: strings.TrimSpace(`
Bulkhead judges Kubernetes manifests of AI platforms: pods wherever they hide
(RayCluster, Notebook, InferenceService, PyTorchJob...), GPU sharing, quotas,
network and mesh policies, RBAC, model serving.

Exit status: 0 clean, 1 findings at or above --fail-on, 2 a mistake in the
arguments or the configuration, 3 input that could not be read or understood.`),
		Version:       env.Version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Annotations:   map[string]string{cobra.CommandDisplayNameAnnotation: env.Program},
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w\nRun '%s --help' for the flags of this command", err, cmd.CommandPath())
	})
	root.AddCommand(newScan(env), newList(env), newExplain(env), newConvert(env), newDiff(env))
	return root
}

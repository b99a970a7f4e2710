package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/report"
	"github.com/bulkhead-dev/bulkhead/scan"
	"github.com/bulkhead-dev/bulkhead/source"
	"github.com/bulkhead-dev/bulkhead/source/helm"
	"github.com/bulkhead-dev/bulkhead/source/kustomize"
)

// scanFlags are the flags of scan.
type scanFlags struct {
	outputs             []string
	failOn, minSeverity string
	only, skip          []string
	config, baseline    string
	strict, complete    bool
	limit               int
	chart               helm.Options
}

func newScan(env *Environment) *cobra.Command {
	flags := &scanFlags{}
	command := &cobra.Command{
		Use:   "scan PATH...",
		Short: "Judge manifests, charts and kustomizations",
		Long: `Judge the Kubernetes objects in files, folders, Helm charts (folder or .tgz) and
kustomizations, or on standard input (-). Nothing is fetched and nothing is sent.

Every pod is judged wherever it hides: in workloads, and in custom resources
such as RayCluster, Notebook, InferenceService or PyTorchJob. A judgement whose
facts are not in the input is unknown, never passed.`,
		Example: `  bulkhead scan manifests/
  kubectl get -A -o json all,netpol,quota,ns | bulkhead scan - --complete
  bulkhead scan charts/vllm --values prod.yaml --set replicas=2 -n serving
  bulkhead scan . -o table -o sarif=bulkhead.sarif --fail-on critical`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return env.scan(cmd, args, flags) },
	}
	f := command.Flags()
	f.StringArrayVarP(&flags.outputs, "output", "o", []string{"table"}, "output `FORMAT[=FILE]`, may be repeated: "+formatNames())
	f.StringVar(&flags.failOn, "fail-on", "high", "exit 1 on findings of this `severity` or worse, or never")
	f.StringVar(&flags.minSeverity, "min-severity", "info", "leave milder controls out")
	f.StringSliceVar(&flags.only, "only", nil, "judge only these `controls`: IDs, families or patterns")
	f.StringSliceVar(&flags.skip, "skip", nil, "leave these `controls` out")
	f.StringVar(&flags.config, "config", "", "configuration `file` (default "+ConfigFile+" where there is one)")
	f.StringVar(&flags.baseline, "baseline", "", "JSON `result` of an earlier scan: its findings are known and do not fail this one")
	f.BoolVar(&flags.strict, "strict", false, "exit 1 on unknown answers too")
	f.BoolVar(&flags.complete, "complete", false, "the input is a whole cluster: what is not in it does not exist")
	f.IntVar(&flags.limit, "limit", 0, "findings of one control shown before the rest is folded, -1 for all")
	f.StringArrayVar(&flags.chart.Values, "values", nil, "values `file` for Helm charts, may be repeated")
	f.StringArrayVar(&flags.chart.Set, "set", nil, "set a chart `value` (key=value), may be repeated")
	f.StringVarP(&flags.chart.Namespace, "namespace", "n", "default", "namespace of the Helm release")
	f.StringVar(&flags.chart.ReleaseName, "release-name", "release", "name of the Helm release")
	for _, name := range []string{"only", "skip"} {
		_ = command.RegisterFlagCompletionFunc(name, completeControls(env))
	}
	severities := cobra.FixedCompletions([]string{"critical", "high", "medium", "low", "info"}, cobra.ShellCompDirectiveNoFileComp)
	_ = command.RegisterFlagCompletionFunc("fail-on", severities)
	_ = command.RegisterFlagCompletionFunc("min-severity", severities)
	return command
}

func formatNames() string {
	var names []string
	for _, format := range report.Formats() {
		names = append(names, format.Name)
	}
	return strings.Join(names, ", ")
}

// neverFail is above every severity.
const neverFail = control.Critical + 1

func parseFailOn(name string) (control.Severity, error) {
	if name == "never" {
		return neverFail, nil
	}
	severity, err := control.ParseSeverity(name)
	if err != nil {
		return 0, fmt.Errorf("--fail-on: %w, or never", err)
	}
	return severity, nil
}

// merge takes from the configuration what the command line leaves open.
func (flags *scanFlags) merge(cmd *cobra.Command, c *config) {
	given := func(name string) bool { return cmd.Flags().Changed(name) }
	for _, field := range []struct {
		flag string
		into *string
		from string
	}{
		{"fail-on", &flags.failOn, c.Scan.FailOn},
		{"min-severity", &flags.minSeverity, c.Scan.MinSeverity},
		{"baseline", &flags.baseline, c.Scan.Baseline},
	} {
		if !given(field.flag) && field.from != "" {
			*field.into = field.from
		}
	}
	if !given("only") {
		flags.only = c.Scan.Only
	}
	if !given("skip") {
		flags.skip = c.Scan.Skip
	}
	flags.strict = flags.strict || c.Scan.Strict
	flags.complete = flags.complete || c.Scan.Complete
}

func (env *Environment) scan(cmd *cobra.Command, paths []string, flags *scanFlags) error {
	configured, err := readConfig(flags.config)
	if err != nil {
		return err
	}
	flags.merge(cmd, configured)
	options, err := env.scanOptions(paths, flags, configured)
	if err != nil {
		return err
	}
	presentation, err := env.presentation(flags)
	if err != nil {
		return err
	}
	outputs, err := env.openOutputs(flags, presentation)
	if err != nil {
		return err
	}
	defer outputs.Abort()
	files, err := source.Files(paths, source.Options{
		Stdin:         env.Stdin,
		Chart:         helm.New(flags.chart),
		Kustomization: kustomize.New(),
	})
	if err != nil {
		return err
	}
	progress := env.startProgress()
	options.Progress = progress.update
	result, err := scan.Run(cmd.Context(), files, options, outputs)
	progress.stop()
	if err != nil {
		return err
	}
	return exit(report.Judge(result, presentation).Status.ExitCode())
}

// openOutputs opens what the -o flags ask for.
func (env *Environment) openOutputs(flags *scanFlags, presentation report.Options) (*report.Several, error) {
	outputs, err := report.ParseOutputs(flags.outputs)
	if err != nil {
		return nil, err
	}
	return report.Open(outputs, env.Stdout, presentation)
}

func exit(code int) error {
	if code == ExitClean {
		return nil
	}
	return exitError(code)
}

func (env *Environment) scanOptions(paths []string, flags *scanFlags, configured *config) (scan.Options, error) {
	minSeverity, err := control.ParseSeverity(flags.minSeverity)
	if err != nil {
		return scan.Options{}, fmt.Errorf("--min-severity: %w", err)
	}
	catalogue, err := selection{only: flags.only, skip: flags.skip, minSeverity: minSeverity}.apply(env.Catalogue)
	if err != nil {
		return scan.Options{}, err
	}
	baseline, err := readBaseline(flags.baseline)
	if err != nil {
		return scan.Options{}, err
	}
	return scan.Options{
		Catalogue: catalogue, Settings: configured.Settings, Waivers: configured.waivers(), Baseline: baseline,
		MinSeverity: minSeverity, Complete: flags.complete, Now: env.Now(), Version: env.Version, Inputs: paths,
	}, nil
}

func (env *Environment) presentation(flags *scanFlags) (report.Options, error) {
	failOn, err := parseFailOn(flags.failOn)
	if err != nil {
		return report.Options{}, err
	}
	return report.Options{
		Color: env.Terminal.Output && env.Getenv("NO_COLOR") == "", Width: env.Terminal.Width,
		Limit: flags.limit, FailOn: failOn, Strict: flags.strict,
	}, nil
}

func readBaseline(name string) (map[string]bool, error) {
	if name == "" {
		return nil, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("reading the baseline: %w", err)
	}
	defer file.Close()
	baseline, err := report.ReadBaseline(file)
	if err != nil {
		return nil, fmt.Errorf("baseline %s: %w", name, err)
	}
	return baseline, nil
}

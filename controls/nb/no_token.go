package nb

import (
	"regexp"
	"slices"
	"strings"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/controls/server"
)

var _ = Family.Add(control.Control{
	ID:       "nb-no-token",
	Title:    "Jupyter is told to ask for no token",
	Severity: control.Critical,
	Stage:    control.Stable,
	Judges:   control.Subject{Pods: true, Kinds: []string{"ConfigMap"}, Concerns: mentionsToken},
	Needs:    cluster.NetworkPolicies | cluster.Mesh,
	Why: `Jupyter is a shell in the browser. It makes up a token at every start and asks for it; with the token set to the empty ` +
		`string it asks nobody. Whoever reaches the port then runs commands in the pod, with its data, its ServiceAccount and ` +
		`its GPUs. Kubeflow starts its notebooks that way on purpose, because Istio checks the user before a request arrives: ` +
		`that is sound only where the pod is in the mesh and an AuthorizationPolicy guards it. An empty JUPYTER_TOKEN, which ` +
		`some guides warn of, changes nothing: Jupyter ignores it and makes up a token.`,
	Fix: `Remove --ServerApp.token='' (or --NotebookApp.token, --IdentityProvider.token) and read the token from the log, or take it ` +
		`from a Secret in JUPYTER_TOKEN. In Kubeflow keep the sidecar and the profile's AuthorizationPolicy.`,
	Refs: control.Refs{
		ATTACK: []string{"T1190", "T1609"},
		ATLAS:  []string{"AML.T0049"},
		NIST:   []string{"IA-2"},
		URLs: []string{
			"https://jupyter-server.readthedocs.io/en/latest/operators/security.html",
			"https://www.kubeflow.org/docs/components/notebooks/container-images/",
		},
	},
	Check: func(pass *control.Pass) {
		if pass.Pod == nil {
			checkConfiguration(pass)
			return
		}
		for _, container := range pass.Pod.Containers() {
			path, ok := emptyToken(container)
			if !ok {
				continue
			}
			port := cluster.TCP(8888)
			admission := server.Strangers(pass.Facts, pass.Pod, port)
			if admission.Denied() {
				continue
			}
			// Kubeflow's notebooks rest on the mesh, so without it nothing is known yet.
			if pass.Object.Kind == "Notebook" && !pass.Require(cluster.NetworkPolicies|cluster.Mesh) {
				return
			}
			if server.Open(pass, admission, port) {
				return
			}
			pass.Fail(path, "container %s starts Jupyter without a token, and no policy keeps strangers out", container.Name).In(container)
		}
	},
})

// applications are the parts of Jupyter that have the options, newest first.
var applications = []string{"IdentityProvider", "ServerApp", "NotebookApp", "LabApp"}

// emptyToken returns the path of the option that tells Jupyter to ask for no
// token, unless a password is asked for instead.
func emptyToken(container cluster.Container) (path string, ok bool) {
	for _, application := range applications {
		token, at, given := container.Flag(application + ".token")
		if given && quoted.Replace(token) == "" {
			path, ok = at, true
		}
	}
	return path, ok && !slices.ContainsFunc(passwords, func(option string) bool {
		password, _, _ := container.Flag(option)
		return quoted.Replace(password) != ""
	})
}

// passwords are the options that make Jupyter ask for a password.
var passwords = []string{"PasswordIdentityProvider.hashed_password", "ServerApp.password", "NotebookApp.password"}

// quoted removes the quotes that remain where no shell takes them away; Jupyter
// reads ” as the empty string.
var quoted = strings.NewReplacer("'", "", `"`, "")

var emptyTokenInText = regexp.MustCompile(`(?m)^\s*c\.(?:IdentityProvider|ServerApp|NotebookApp|LabApp)\.token\s*=\s*(?:''|"")`)

// mentionsToken reports whether an object may configure how Jupyter asks for a
// token.
func mentionsToken(object *cluster.Object) bool {
	for text := range object.Texts {
		if strings.Contains(text.Value, ".token") { // mutate: equivalent, because a kept object would only not apply
			return true
		}
	}
	return false
}

// checkConfiguration judges configuration files of Jupyter in a ConfigMap.
func checkConfiguration(pass *control.Pass) {
	for text := range pass.Object.Texts {
		if emptyTokenInText.MatchString(text.Value) {
			pass.Fail(text.Path, "%s tells Jupyter to ask for no token", text.Key)
		}
	}
}

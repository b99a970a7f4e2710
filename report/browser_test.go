package report

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// browser returns the path of Chromium, or skips. Continuous integration
// installs it and sets BULKHEAD_REQUIRE_ORACLES, so that its absence fails there.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("BULKHEAD_REQUIRE_ORACLES") != "" {
		t.Fatal("no Chromium found, and BULKHEAD_REQUIRE_ORACLES is set")
	}
	t.Skip("no Chromium found: install the package chromium to open the page in a browser")
	return ""
}

// TestPageInABrowser opens the page of a hostile result in a real browser: it
// must show its findings, run no script of the input and ask the network for
// nothing.
func TestPageInABrowser(t *testing.T) {
	t.Parallel()
	chromium := browser(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	asked := make(chan struct{}, 1)
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			connection.Close()
			select {
			case asked <- struct{}{}:
			default:
			}
		}
	}()
	s := platform()
	trap := fmt.Sprintf(`"><img src="http://%s/x.png"><script>document.title="owned"</script>`, listener.Addr())
	s.add("gpu-visible-devices-env", ref("v1", "Pod", "team-red", trap), "spec."+trap, trap, at(trap, 3, 3))
	html, err := LookupFormat("html")
	if err != nil {
		t.Fatal(err)
	}
	page := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(page, []byte(s.render(t, html, Options{})), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--virtual-time-budget=3000",
		"--user-data-dir="+t.TempDir(), "--dump-dom", "file://"+page)
	var dom, complaints bytes.Buffer
	command.Stdout, command.Stderr = &dom, &complaints
	if err := command.Run(); err != nil {
		t.Fatalf("%v\n%s", err, complaints.String())
	}
	for _, want := range []string{"gpu-visible-devices-env", "RayCluster", "takes NVIDIA_VISIBLE_DEVICES from elsewhere"} {
		if !strings.Contains(dom.String(), want) {
			t.Errorf("the page does not show %q", want)
		}
	}
	if strings.Contains(dom.String(), "<title>owned") {
		t.Error("a script of the input was run")
	}
	select {
	case <-asked:
		t.Error("the page asked the network for something")
	default:
	}
}

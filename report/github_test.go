package report

import (
	"regexp"
	"strings"
	"testing"
)

// TestGitHub_lines_are_commands: each line is one workflow command of ours, or
// the verdict at the end.
func TestGitHub_lines_are_commands(t *testing.T) {
	format, _ := LookupFormat("github")
	command := regexp.MustCompile(`^::(error|warning|notice) (file=[^:,]+,)?(line=\d+,)?(col=\d+,)?title=[^:,]*::[^\r\n]*$`)
	for name, sample := range samples {
		lines := strings.Split(strings.TrimSuffix(sample().render(t, format, Options{}), "\n"), "\n")
		last := len(lines) - 1
		for _, line := range lines[:last] {
			if !command.MatchString(line) {
				t.Errorf("%s: %q", name, line)
			}
		}
		if !strings.HasPrefix(lines[last], "bulkhead: ") {
			t.Errorf("%s: the last line is %q", name, lines[last])
		}
	}
}

func TestGitHub_escapes(t *testing.T) {
	if got, want := githubProperty.Replace("a:b,c%d\r\n"), "a%3Ab%2Cc%25d%0D%0A"; got != want {
		t.Errorf("property %q, want %q", got, want)
	}
	if got, want := githubData.Replace("a:b,c%0A\r\n"), "a:b,c%250A%0D%0A"; got != want {
		t.Errorf("data %q, want %q", got, want)
	}
}

package report

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMarkdown_tables_keep_their_columns(t *testing.T) {
	format, _ := LookupFormat("markdown")
	code := regexp.MustCompile("(`+)[^`].*?(`+)")
	for name, sample := range samples {
		for line := range strings.Lines(sample().render(t, format, Options{Limit: -1})) {
			if !strings.HasPrefix(line, "| ") || strings.Count(line, "|") == 9 {
				continue // the table of numbers has nine
			}
			if n := strings.Count(line, "|"); n != 4 {
				t.Errorf("%s: %d bars in %q", name, n, code.ReplaceAllString(line, "CODE"))
			}
		}
	}
}

func TestMarkdown_stays_short(t *testing.T) {
	format, _ := LookupFormat("markdown")
	s := platform()
	for i := range 2000 {
		id := fmt.Sprintf("zzz-%04d", i)
		s.add(id, ref("v1", "Pod", "ns", "pod"), "spec", strings.Repeat("long ", 100))
	}
	text := s.close().render(t, format, Options{})
	if len(text) > markdownSize {
		t.Errorf("%d bytes, at most %d wanted", len(text), markdownSize)
	}
	if !regexp.MustCompile(`\*\*\d+ findings in \d+ sections left out\*\*`).MatchString(text) || !strings.Contains(text, "<b>Coverage</b>") {
		t.Error("the report does not say what it leaves out")
	}
}

func TestEscapeMarkdown(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"a_b*c", `a\_b\*c`},
		{"x|y", "x&#124;y"},
		{"<b>&amp;", "&lt;b&gt;&amp;amp;"},
		{"@team #12 GH-3", "@<!-- -->team #<!-- -->12 GH<!-- -->-3"},
		{"https://a www.b", "https:<!-- -->//a www<!-- -->.b"},
		{"[x](y) ![z](w)", `\[x\](y) \!\[z\](w)`},
		{"$x$ ~y~ `z`", "\\$x\\$ \\~y\\~ \\`z\\`"},
		{`\|`, `\\&#124;`},
		{"\x1b[2J", `\\x1b\[2J`},
	} {
		if got := escapeMarkdown(test.text); got != test.want {
			t.Errorf("escapeMarkdown(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func TestCodeSpan(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", ""}, {"plain", "`plain`"}, {"a`b", "`` a`b ``"}, {"```", "```` ``` ````"}, {" x ", "`  x  `"}, {" ", "` `"},
		{"a|b", "a&#124;b"}, {`a\|b`, `a\\&#124;b`}, {"<script>", "`<script>`"},
	} {
		if got := codeSpan(test.text); got != test.want {
			t.Errorf("codeSpan(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func TestCodeSpan_never_ends_early(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching("[a` \\\\<]{1,12}").Draw(t, "text")
		span := codeSpan(text)
		fence := len(span) - len(strings.TrimLeft(span, "`"))
		inner := span[fence : len(span)-fence]
		for _, run := range regexp.MustCompile("`+").FindAllString(inner, -1) {
			if len(run) == fence {
				t.Fatalf("codeSpan(%q) = %q", text, span)
			}
		}
		if strings.HasPrefix(inner, "`") || strings.HasSuffix(inner, "`") {
			t.Fatalf("the fence of codeSpan(%q) = %q is longer than meant", text, span)
		}
	})
}

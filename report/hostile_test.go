package report

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// TestFormats_show_no_hidden_character: whatever a name holds, nothing that a
// terminal, a browser or an editor would obey, hide or reorder by comes out.
func TestFormats_show_no_hidden_character(t *testing.T) {
	for _, format := range Formats() {
		t.Run(format.Name, func(t *testing.T) {
			for number, line := range strings.Split(hostile().render(t, format, Options{Limit: -1}), "\n") {
				for _, r := range line {
					if !shown(r) {
						t.Fatalf("line %d has %U: %q", number+1, r, line)
					}
				}
			}
		})
	}
}

func TestPlain(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"team-a/notebook", "team-a/notebook"},
		{"über 名前 🚀 e\u0301", "über 名前 🚀 e\u0301"},
		{"\x1b[31mred\x1b[0m", `\x1b[31mred\x1b[0m`},
		{"a\r\nb\tc\x00\x7f", `a\x0d\nb\tc\x00\x7f`},
		{"\u009b31m", `\u009b31m`},
		{"abc\u202etxt.exe", `abc\u202etxt.exe`},
		{"zero\u200bwidth\ufeff\u00a0", `zero\u200bwidth\ufeff\u00a0`},
		{"tag\U000e0041", `tag\U000e0041`},
		{"filler\u3164\u2800\ufe0f", `filler\u3164\u2800\ufe0f`},
		{"bad\xff\xe2\x80", `bad\xff\xe2\x80`},
		{"\u2028\u2029", `\u2028\u2029`},
	} {
		if got := plain(test.text); got != test.want {
			t.Errorf("plain(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func TestPlain_shows_every_character(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) + rapid.String().Draw(t, "text")
		got := plain(text)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, func(r rune) bool { return !shown(r) }) {
			t.Fatalf("plain(%q) = %q", text, got)
		}
		if plain(got) != got {
			t.Fatalf("plain is not idempotent on %q", text)
		}
	})
}

func TestClip(t *testing.T) {
	for _, test := range []struct {
		text  string
		limit int
		want  string
	}{
		{"short", 10, "short"}, {"exactly", 7, "exactly"}, {"too long", 4, "too…"}, {"日本語のテキスト", 4, "日本語…"},
		{"日本語", 3, "日本語"}, {"", 5, ""}, {"ab", 1, "…"},
	} {
		if got := clip(test.text, test.limit); got != test.want {
			t.Errorf("clip(%q, %d) = %q, want %q", test.text, test.limit, got, test.want)
		}
	}
}

func TestColumns(t *testing.T) {
	for text, want := range map[string]int{"abc": 3, "é": 1, "e\u0301": 1, "日本": 4, "🚀": 2, "": 0, "ｗ": 2, "…": 1} {
		if got := columns(text); got != want {
			t.Errorf("columns(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		text         string
		width, start int
		want         string
	}{
		{"one two three", 20, 0, "one two three"},
		{"one two three", 8, 0, "one two|three"},
		{"one two three", 8, 4, "one|two|three"},
		{"one two three four", 9, 6, "one|two three|four"},
		{"a-word-that-is-much-too-long b", 8, 0, "a-word-that-is-much-too-long|b"},
		{"does not fit beside the place", 12, 12, "|does not|fit beside|the place"},
		{"the last word should not stand all by itself alone", 46, 0, "the last word should not stand all by|itself alone"},
		{"", 8, 0, ""},
	} {
		if got := strings.Join(wrap(test.text, test.width, test.start), "|"); got != test.want {
			t.Errorf("wrap(%q, %d, %d) = %q, want %q", test.text, test.width, test.start, got, test.want)
		}
	}
}

func TestWrap_keeps_words_and_width(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.StringMatching(`[a-z/:.日]{1,15}`)).Draw(t, "words")
		width, start := rapid.IntRange(1, 60).Draw(t, "width"), rapid.IntRange(0, 60).Draw(t, "start")
		lines := wrap(strings.Join(words, " "), width, start)
		if got := strings.Fields(strings.Join(lines, " ")); strings.Join(got, " ") != strings.Join(words, " ") {
			t.Fatalf("words %q became %q", words, got)
		}
		for i, line := range lines {
			used := columns(line)
			if i == 0 && line != "" {
				used += start
			}
			if used > width && strings.Contains(line, " ") {
				t.Fatalf("line %d is %d wide, over %d: %q", i, used, width, line)
			}
		}
	})
}

package report

import (
	"html"
	"strings"
)

// escapeMarkdown is plain text in GitHub-flavoured Markdown, in a paragraph, a
// list item or a table cell: nothing in it is markup, becomes a link, mentions a
// person or refers to an issue.
func escapeMarkdown(text string) string { return markdownText.Replace(plain(text)) }

// GitHub looks for mentions, issues and addresses in the rendered text, where a
// backslash no longer stands; a comment between the characters keeps them apart.
var markdownText = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "~", `\~`, "$", `\$`, "!", `\!`,
	"&", "&amp;", "<", "&lt;", ">", "&gt;", "|", "&#124;",
	"@", "@<!-- -->", "#", "#<!-- -->", "://", ":<!-- -->//", "www.", "www<!-- -->.", "GH-", "GH<!-- -->-",
)

// escapeSummary is plain text inside a line of HTML, where Markdown is not read
// but GitHub still looks for mentions and issues.
func escapeSummary(text string) string {
	return summaryText.Replace(html.EscapeString(plain(text)))
}

var summaryText = strings.NewReplacer("@", "@<!-- -->", "&#", "&#", "#", "#<!-- -->", "://", ":<!-- -->//", "www.", "www<!-- -->.", "GH-", "GH<!-- -->-")

// codeSpan is text in a code span that may stand in a table cell. A bar would
// end the cell, whatever stands before it, so that text with one is written
// without the span.
func codeSpan(text string) string {
	text = plain(text)
	if text == "" {
		return ""
	}
	if strings.ContainsAny(text, "|") {
		return escapeMarkdown(text)
	}
	longestRun, run := 0, 0
	for _, r := range text {
		if r == '`' {
			run++
			longestRun = max(longestRun, run)
		} else {
			run = 0
		}
	}
	fence, space := strings.Repeat("`", longestRun+1), ""
	if longestRun > 0 || text[0] == ' ' && text[len(text)-1] == ' ' && strings.TrimSpace(text) != "" {
		space = " "
	}
	return fence + space + text + space + fence
}

// markdownReference is a public source: a link if it is one.
func markdownReference(reference string) string {
	if webAddress(reference) && !strings.ContainsAny(reference, "<>\\ \n") && printable(reference) {
		return "<" + reference + ">"
	}
	return escapeMarkdown(reference)
}

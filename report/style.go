package report

import (
	"bufio"
	"io"
	"strings"

	"github.com/bulkhead-dev/bulkhead/control"
)

// style is an ANSI "select graphic rendition". Only the sixteen basic colours
// are used, which terminals map to what reads well on their background.
type style string

const (
	unstyled style = ""
	bold     style = "1"
	faint    style = "2"
	red      style = "31"
	green    style = "32"
	yellow   style = "33"
	cyan     style = "36"
	loud     style = "1;31"
	alarm    style = "1;97;41"
)

func severityStyle(severity control.Severity) style {
	switch severity {
	case control.Critical:
		return alarm
	case control.High:
		return loud
	case control.Medium:
		return "1;33"
	case control.Low:
		return "1;36"
	}
	return bold
}

// printer writes lines of text for people. Errors stick in the writer and come
// out of Flush.
type printer struct {
	*bufio.Writer
	color bool
	// width is where lines are broken.
	width int
}

// maxWidth keeps lines of prose readable on a wide terminal.
const maxWidth = 120

func newPrinter(w io.Writer, options Options) *printer {
	width := options.Width
	if width <= 0 {
		width = DefaultWidth
	}
	return &printer{Writer: bufio.NewWriterSize(w, 64<<10), color: options.Color, width: max(40, min(width, maxWidth))}
}

// styled returns text in the given style.
func (p *printer) styled(s style, text string) string {
	if !p.color || s == unstyled || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

// line writes parts as one line.
func (p *printer) line(parts ...string) {
	for _, part := range parts {
		_, _ = p.WriteString(part)
	}
	_ = p.WriteByte('\n')
}

// paragraph writes text broken into lines, the first after first and the others
// after rest.
func (p *printer) paragraph(first, rest string, s style, text string) {
	left := columns(rest)
	for i, line := range wrap(text, p.width-left, max(0, columns(visible(first))-left)) {
		switch {
		case i > 0:
			p.line(rest, p.styled(s, line))
		case line == "":
			p.line(strings.TrimRight(first, " "))
		default:
			p.line(first, p.styled(s, line))
		}
	}
}

// flow writes items with a separator between them, as many on a line as fit.
func (p *printer) flow(items []string, separator string) {
	var line string
	for _, item := range items {
		switch {
		case line == "":
			line = item
		case columns(visible(line+separator+item)) > p.width:
			p.line(line)
			line = item
		default:
			line += separator + item
		}
	}
	p.line(line)
}

// pad fills text with blanks to the given width.
func pad(text string, width int) string {
	if missing := width - columns(text); missing > 0 {
		return text + strings.Repeat(" ", missing)
	}
	return text
}

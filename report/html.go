package report

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"

	"github.com/bulkhead-dev/bulkhead/scan"
)

// htmlLimit is how many findings of one control a page shows: more make
// browsers slow and are read by nobody.
const htmlLimit = 500

//go:embed page/page.html.tmpl
var pageTemplate string

//go:embed page/page.css
var pageStyle string

//go:embed page/filter.js
var pageScript string

var page = template.Must(template.New("page").Parse(pageTemplate))

// pagePolicy allows the page its own style and script, by their hashes, and
// nothing else: no request leaves it, whatever a hostile name may have got into
// it.
var pagePolicy = "default-src 'none'; style-src " + sourceHash(pageStyle) + "; script-src " + sourceHash(pageScript) +
	"; base-uri 'none'; form-action 'none'"

func sourceHash(source string) string {
	sum := sha256.Sum256([]byte(source))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// NewHTML returns a handler that writes one self-contained page. It works
// without JavaScript, which only adds a filter, and loads nothing.
func NewHTML(w io.Writer, options Options) scan.Handler {
	return collect(func(d *document) error {
		out := bufio.NewWriter(w)
		if err := page.Execute(out, newHTMLPage(d, options)); err != nil {
			return err
		}
		return out.Flush()
	})
}

package report

import (
	"html"
	"regexp"
	"strings"
	"testing"
)

func TestHTML_allows_its_own_style_and_script_alone(t *testing.T) {
	format, _ := LookupFormat("html")
	for name, sample := range samples {
		t.Run(name, func(t *testing.T) {
			page := sample().render(t, format, Options{})
			policy := regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(page)
			if policy == nil || !strings.HasPrefix(policy[1], "default-src &#39;none&#39;; ") {
				t.Fatalf("policy %q", policy)
			}
			for _, element := range []string{"style", "script"} {
				found := regexp.MustCompile(`(?s)<`+element+`>(.*?)</`+element+`>`).FindAllStringSubmatch(page, -1)
				if len(found) != 1 {
					t.Fatalf("%d <%s> elements", len(found), element)
				}
				if hash := sourceHash(found[0][1]); !strings.Contains(html.UnescapeString(policy[1]), element+"-src "+hash) {
					t.Errorf("the policy does not allow the <%s> of the page: %s", element, hash)
				}
			}
		})
	}
}

// TestHTML_has_only_the_elements_of_the_template: no value of a finding becomes
// markup.
func TestHTML_has_only_the_elements_of_the_template(t *testing.T) {
	format, _ := LookupFormat("html")
	page := hostile().render(t, format, Options{})
	tags := regexp.MustCompile(`<(/?[A-Za-z!][^\s>]*)([^>]*)>`)
	allowed := map[string]bool{"!DOCTYPE": true}
	for _, tag := range tags.FindAllStringSubmatch(pageTemplate, -1) {
		allowed[strings.TrimPrefix(tag[1], "/")] = true
	}
	body := strings.ReplaceAll(strings.ReplaceAll(page, pageStyle, ""), pageScript, "")
	for _, tag := range tags.FindAllStringSubmatch(body, -1) {
		if name := strings.TrimPrefix(tag[1], "/"); !allowed[name] {
			t.Errorf("element <%s>", name)
		}
		if attribute := regexp.MustCompile(`(?i)\s(on\w+|src|style|srcdoc|action|formaction|xlink:href)\s*=`).FindString(tag[2]); attribute != "" {
			t.Errorf("attribute%s in %s", attribute, tag[0])
		}
		if link := regexp.MustCompile(`href="([^"]*)"`).FindStringSubmatch(tag[2]); link != nil && !strings.HasPrefix(link[1], "https://") && !strings.HasPrefix(link[1], "#") {
			t.Errorf("link %s", tag[0])
		}
	}
}

func TestHTML_links_references(t *testing.T) {
	for ref, want := range map[string]string{
		"MITRE ATT&CK T1611":           "https://attack.mitre.org/techniques/T1611/",
		"MITRE ATT&CK T1496.001":       "https://attack.mitre.org/techniques/T1496/001/",
		"MITRE ATLAS AML.T0034":        "https://atlas.mitre.org/techniques/AML.T0034",
		"CVE-2024-0132":                "https://nvd.nist.gov/vuln/detail/CVE-2024-0132",
		"CVE-x/../y":                   "",
		"MITRE ATT&CK Thing":           "",
		"CIS 5.2.2":                    "",
		"https://example.com/a?b=c":    "https://example.com/a?b=c",
		"javascript:alert(1)//https:/": "",
	} {
		if got := newHTMLReference(ref).URL; got != want {
			t.Errorf("%q links to %q, want %q", ref, got, want)
		}
	}
}

func TestHTML_folds(t *testing.T) {
	format, _ := LookupFormat("html")
	page := platform().render(t, format, Options{Limit: 10})
	if !strings.Contains(page, "… and 15 more; the outputs json and jsonl have all of them.") {
		t.Error("the page does not say what it leaves out")
	}
}

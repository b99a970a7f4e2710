package control

// Refs are the public sources that ask for a control or describe the attack.
type Refs struct {
	// ATTACK lists technique IDs of MITRE ATT&CK (Enterprise, Containers),
	// ATLAS technique IDs of MITRE ATLAS.
	ATTACK, ATLAS []string
	// CIS lists recommendations of the CIS Kubernetes Benchmark, PSS levels of
	// the Pod Security Standards ("baseline", "restricted").
	CIS, PSS []string
	// NIST lists SP 800-53 Rev. 5 controls ("AC-6") and sections of SP 800-190
	// ("800-190:4.4"); OWASP entries of the Top 10 for LLM Applications 2025.
	NIST, OWASP []string
	// CVE lists the vulnerabilities concerned.
	CVE []string
	// URLs are pages of the vendor, the project or the research behind it.
	URLs []string
}

// All returns every reference as one list, each with the name of its
// catalogue: "MITRE ATT&CK T1611", "CIS 5.2.2", "https://...".
func (r Refs) All() []string {
	var all []string
	for _, group := range []struct {
		prefix string
		ids    []string
	}{
		{"MITRE ATT&CK ", r.ATTACK}, {"MITRE ATLAS ", r.ATLAS}, {"CIS ", r.CIS}, {"PSS ", r.PSS},
		{"NIST ", r.NIST}, {"OWASP ", r.OWASP}, {"", r.CVE}, {"", r.URLs},
	} {
		for _, id := range group.ids {
			all = append(all, group.prefix+id)
		}
	}
	return all
}

package scan

import (
	"fmt"

	"github.com/bulkhead-dev/bulkhead/cluster"
	"github.com/bulkhead-dev/bulkhead/control"
)

// finding turns an answer about the subject in the pass into a finding.
func (r *run) finding(c *control.Control, answer *control.Answer) control.Finding {
	object := r.subject()
	finding := control.Finding{
		Control: c.ID, Title: c.Title, Outcome: answer.Outcome, Severity: c.Severity,
		Object: object, Container: answer.Container, Path: answer.Path, Message: answer.Message,
		Evidence: answer.Evidence, Fix: c.Fix, Refs: r.tally.refs[c],
		Location:    Place(r.pass.Object, answer.Path),
		Fingerprint: control.Fingerprint(c.ID, object, answer.Path),
	}
	if answer.Severity != 0 {
		finding.Severity = answer.Severity
	}
	if r.pass.Pod != nil && r.pass.Pod.Structural {
		finding.Confidence = "structural"
	}
	return finding
}

// subject names the judged object, which for a namespace need not exist.
func (r *run) subject() cluster.ObjectRef {
	switch {
	case r.pass.Object != nil:
		return r.pass.Object.ObjectRef
	case r.pass.Namespace != nil:
		return namespaceRef(r.pass.Namespace.Name)
	}
	return cluster.ObjectRef{}
}

func namespaceRef(name string) cluster.ObjectRef {
	return cluster.ObjectRef{APIVersion: "v1", Kind: "Namespace", Name: name}
}

// missingFacts gathers the unknown answers for want of facts: one finding for
// each control, namespace and set of facts, however many subjects it concerns.
type missingFacts struct {
	order []missingKey
	seen  map[missingKey]*missingCount
}

type missingKey struct {
	control   *control.Control
	namespace string
	facts     cluster.Facts
}

type missingCount struct {
	subjects int
	message  string
	location *cluster.Location
}

func (m *missingFacts) add(c *control.Control, pass *control.Pass, answer *control.Answer) {
	key := missingKey{control: c, facts: answer.Missing}
	switch {
	case pass.Namespace != nil:
		key.namespace = pass.Namespace.Name
	case pass.Pod != nil:
		key.namespace = pass.Pod.Namespace
	default:
		key.namespace = pass.Object.Namespace
	}
	count := m.seen[key]
	if count == nil {
		if m.seen == nil {
			m.seen = map[missingKey]*missingCount{}
		}
		count = &missingCount{message: answer.Message, location: Place(pass.Object, "")}
		m.seen[key] = count
		m.order = append(m.order, key)
	}
	count.subjects++
}

func (m *missingFacts) findings() []control.Finding {
	var findings []control.Finding
	for _, key := range m.order {
		count, object := m.seen[key], namespaceRef(key.namespace)
		findings = append(findings, control.Finding{
			Control: key.control.ID, Title: key.control.Title, Outcome: control.Unknown, Severity: key.control.Severity,
			Object: object, Message: fmt.Sprintf("%s not judged: %s", plural(count.subjects, "subject"), count.message),
			Missing: key.facts.String(), Location: count.location, Refs: key.control.Refs.All(), Fix: key.control.Fix,
			Fingerprint: control.Fingerprint(key.control.ID, object, "facts:"+key.facts.String()),
		})
	}
	return findings
}

// account lists the missing facts with the number of subjects they concern, in
// the order in which they were first missed.
func (m *missingFacts) account() []MissingFact {
	var account []MissingFact
	index := map[string]int{}
	for _, key := range m.order {
		name := key.facts.String()
		if _, ok := index[name]; !ok {
			index[name] = len(account)
			account = append(account, MissingFact{Facts: name})
		}
		account[index[name]].Subjects += m.seen[key].subjects
	}
	return account
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

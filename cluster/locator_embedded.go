package cluster

import (
	"strings"

	utiljson "k8s.io/apimachinery/pkg/util/json"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
)

// maxEmbeddedText bounds the text that is read as an object. An object of more
// than this is refused by every API server in its default configuration.
const maxEmbeddedText = 3 << 20

// objectShape is a whole object inside another.
func objectShape(l *locating, at node) {
	if text, ok := at.value.(string); ok {
		l.textObjects(text, at.path)
		return
	}
	if content := l.mapping(at); content != nil {
		l.embed(content, at.path, false)
	}
}

// textShape is a text that holds an object as YAML or JSON.
func textShape(l *locating, at node) {
	text, ok := at.value.(string)
	if !ok {
		l.unread(at.path, "expected a string, found "+kindOf(at.value))
		return
	}
	l.textObjects(text, at.path)
}

func (l *locating) textObjects(text, path string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	if len(text) > maxEmbeddedText {
		l.unread(path, "a text of more than 3 MiB is not read as an object")
		return
	}
	for _, document := range splitDocuments(text) {
		content, err := parseText(document)
		switch {
		case err != nil && strings.Contains(document, "{{"):
			l.unread(path, "a text with template actions cannot be read as an object")
		case err != nil:
			l.unread(path, "not an object in YAML or JSON")
		case content != nil:
			l.embed(content, path, true)
		}
	}
}

// splitDocuments splits the documents of a YAML text.
func splitDocuments(text string) []string {
	if !strings.Contains(text, "\n---") {
		return []string{text}
	}
	var documents []string
	start := 0
	for {
		end := strings.Index(text[start:], "\n---")
		if end < 0 {
			break
		}
		after := text[start+end+len("\n---"):]
		documents = append(documents, text[:start+end])
		line := strings.IndexByte(after, '\n')
		if line < 0 {
			return documents
		}
		text, start = after[line:], 0
	}
	return append(documents, text)
}

// parseText reads one document; the result is nil for an empty one.
func parseText(text string) (map[string]any, error) {
	encoded, err := utilyaml.ToJSON([]byte(text))
	if err != nil {
		return nil, err
	}
	var content map[string]any
	if err := utiljson.Unmarshal(encoded, &content); err != nil {
		return nil, err
	}
	return content, nil
}

// embed adds an object that stands at path, as a whole or as text.
func (l *locating) embed(content map[string]any, path string, text bool) {
	kind, _ := content["kind"].(string)
	version, _ := content["apiVersion"].(string)
	if kind == "" || version == "" {
		l.unread(path, "expected an object with apiVersion and kind")
		return
	}
	embedded := NewObject(content, l.object.Origin)
	embedded.Holder, embedded.HolderPath, embedded.HolderText = l.object, path, text
	if embedded.Namespace == "" && !clusterScoped[embedded.GroupKind()] {
		embedded.Namespace = l.object.Namespace
	}
	l.Embedded = append(l.Embedded, embedded)
}

// clusterScoped are the kinds without a namespace that are seen inside other
// objects.
var clusterScoped = map[string]bool{
	"Namespace": true, "Node": true, "PersistentVolume": true,
	"ClusterRole.rbac.authorization.k8s.io": true, "ClusterRoleBinding.rbac.authorization.k8s.io": true,
	"CustomResourceDefinition.apiextensions.k8s.io": true, "StorageClass.storage.k8s.io": true,
	"PriorityClass.scheduling.k8s.io": true, "RuntimeClass.node.k8s.io": true,
	"MutatingWebhookConfiguration.admissionregistration.k8s.io":   true,
	"ValidatingWebhookConfiguration.admissionregistration.k8s.io": true,
}

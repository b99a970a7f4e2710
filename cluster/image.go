package cluster

import "strings"

// Image is a container image reference taken apart, with the defaults of
// container runtimes filled in.
type Image struct {
	// Registry is the host, with its port if it has one: docker.io where the
	// reference has none.
	Registry string
	// Repository is the path in the registry, such as library/nginx.
	Repository string
	// Tag is empty when the reference has none, which means "latest" unless
	// there is a digest.
	Tag string
	// Digest is the digest with its algorithm, such as "sha256:...".
	Digest string
}

// defaultRegistry and defaultNamespace are what runtimes add to a short name.
const (
	defaultRegistry  = "docker.io"
	defaultNamespace = "library/"
)

// ParseImage takes an image reference apart. It accepts any text: what is not a
// well-formed reference yields what can be made of it, and an empty text a zero
// Image. The grammar is that of github.com/distribution/reference.
func ParseImage(reference string) Image {
	reference = strings.TrimSpace(reference)
	if reference == "" {
		return Image{}
	}
	var image Image
	name, digest, _ := strings.Cut(reference, "@")
	image.Digest = digest
	// A colon after the last slash starts the tag; one before it, a port.
	slash := strings.LastIndexByte(name, '/')
	if colon := strings.LastIndexByte(name, ':'); colon > slash {
		name, image.Tag = name[:colon], name[colon+1:]
	}
	host, path, found := strings.Cut(name, "/")
	if found && isRegistry(host) {
		image.Registry, image.Repository = host, path
		if host == "index.docker.io" {
			image.Registry = defaultRegistry
		}
	} else {
		image.Registry, image.Repository = defaultRegistry, name
	}
	if image.Registry == defaultRegistry && !strings.Contains(image.Repository, "/") && image.Repository != "" {
		image.Repository = defaultNamespace + image.Repository
	}
	return image
}

// isRegistry reports whether the first part of a reference is a host and not
// the first part of a repository on Docker Hub.
func isRegistry(part string) bool {
	return part == "localhost" || strings.ContainsAny(part, ".:") || strings.ToLower(part) != part
}

// Name is the registry and the repository, without tag and digest.
func (i Image) Name() string {
	if i.Registry == "" {
		return i.Repository
	}
	return i.Registry + "/" + i.Repository
}

// Base is the last part of the repository: "vllm-openai" of
// docker.io/vllm/vllm-openai.
func (i Image) Base() string { return i.Repository[strings.LastIndexByte(i.Repository, '/')+1:] }

// Is reports whether the image is the named one on Docker Hub or, under the same
// repository, on any other registry, as mirrors have it. The name has no
// registry: "vllm/vllm-openai".
func (i Image) Is(repository string) bool {
	rest, ok := strings.CutSuffix(i.Repository, repository)
	return ok && (rest == "" || strings.HasSuffix(rest, "/"))
}

// Pinned reports whether the reference has a digest, so that it always means
// the same image.
func (i Image) Pinned() bool { return i.Digest != "" }

// String writes the reference in full.
func (i Image) String() string {
	text := i.Name()
	if i.Tag != "" {
		text += ":" + i.Tag
	}
	if i.Digest != "" {
		text += "@" + i.Digest
	}
	return text
}

// Version is the version of the product in the image as far as its tag tells;
// false when it does not.
func (i Image) Version() (Version, bool) { return ParseVersion(i.Tag) }

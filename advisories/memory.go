package advisories

import (
	"path"
	"sync"

	"github.com/bulkhead-dev/bulkhead/cluster"
)

// question is what was asked about a version.
type question struct{ product, version string }

// remembered holds answers: thousands of pods run the same few versions, and
// finding the fix of one looks at every version that fixes something.
var remembered = struct {
	sync.RWMutex
	results map[question]Result
}{results: map[question]Result{}}

// mostRemembered bounds the memory that hostile input can take.
const mostRemembered = 4096

// For returns what is known about a version of a product, named by its ID. The
// lists of the result are shared and must not be changed. It may be called
// concurrently.
func For(product, version string) Result {
	key := question{product, version}
	remembered.RLock()
	result, ok := remembered.results[key]
	remembered.RUnlock()
	if ok {
		return result
	}
	result = look(product, version)
	result.fix = result.findFix()
	remembered.Lock()
	defer remembered.Unlock()
	if len(remembered.results) < mostRemembered {
		remembered.results[key] = result
	}
	return result
}

// ForImage returns what is known about one product in an image; ok is false when
// the image is not one that the product is known to come in.
func ForImage(product string, image cluster.Image) (result Result, ok bool) {
	known := load().products[product]
	if known == nil {
		return Result{}, false
	}
	for _, candidate := range known.Images {
		if image.Is(candidate.Repository) {
			return For(product, candidate.version(image.Tag)), true
		}
	}
	return Result{}, false
}

// otherTags are images that are called like those of a product and whose tags
// count the versions of something else: LMCache's are its own.
var otherTags = []string{"lmcache/vllm-openai"}

// ForCopy is [ForImage] for an image that is called like one of the product in
// a repository of somebody else, such as a mirror that leaves out the maker; ok
// is false when the tag is no version. The caller knows that the image holds the
// product.
func ForCopy(product string, image cluster.Image) (result Result, ok bool) {
	known := load().products[product]
	if known == nil {
		return Result{}, false
	}
	for _, other := range otherTags {
		if image.Is(other) {
			return Result{}, false
		}
	}
	for _, candidate := range known.Images {
		if path.Base(candidate.Repository) == image.Base() {
			result = For(product, candidate.version(image.Tag))
			return result, result.Known
		}
	}
	return Result{}, false
}

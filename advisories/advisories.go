// Package advisories knows which versions of the products of an AI platform
// have published vulnerabilities. It is data: see advisories.json for the
// products, the images they come in, the affected versions and the sources.
//
// An answer is only as good as the data, whose date is [Date]. A version that
// cannot be read or placed is reported as such and never as free of
// vulnerabilities.
package advisories

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/bulkhead-dev/bulkhead/cluster"
)

// Product is a product with vulnerabilities in the data.
type Product struct {
	// ID is the stable name, such as nvidia-container-toolkit.
	ID   string `json:"id"`
	Name string `json:"name"`
	// Parts is how many numbers a full version has. A version with fewer, such
	// as the tag 2.52, stands for all releases that start with it.
	Parts int `json:"parts"`
	// Branched says that the first number of a version is a release branch that
	// gets fixes of its own (NVIDIA drivers: R535, R580), and that a version may
	// be given by its branch alone.
	Branched bool `json:"branched,omitempty"`
	// Images are the images whose tag tells the version.
	Images []ProductImage `json:"images"`
}

// ProductImage says how the tag of an image tells the version of a product.
type ProductImage struct {
	// Repository is the end of the repository, without registry, so that
	// mirrors are recognised: vllm/vllm-openai.
	Repository string `json:"repository"`
	// Part counts the parts of the tag between dashes from one and names the
	// one with the version; zero means the first.
	Part int `json:"part,omitempty"`
	// Prefix is what stands before the version in the tag, such as "lab-". A
	// tag without it does not tell the version.
	Prefix string `json:"prefix,omitempty"`
}

// Advisory is one published vulnerability.
type Advisory struct {
	// ID is the CVE number, or the name in another public list where there is
	// none.
	ID string `json:"id"`
	// Summary says in a few words what is wrong.
	Summary string `json:"summary"`
	// CVSS is the base score (version 3.1) from 0 to 10; zero when the sources
	// give none.
	CVSS float64 `json:"cvss,omitempty"`
	// Published is the date of the bulletin, YYYY-MM-DD, where known.
	Published string `json:"published,omitempty"`
	// Basis is "excerpt" when the versions were taken from an excerpt of the
	// source, and empty when the bulletin or database itself was read.
	Basis   string    `json:"basis,omitempty"`
	Affects []Affects `json:"affects"`
	// Sources are the addresses of bulletins and databases.
	Sources []string `json:"sources"`
}

// Affects says which versions of one product an [Advisory] is about.
type Affects struct {
	Product string `json:"product"`
	// Ranges are the affected versions: what no range holds is not affected.
	Ranges []Range `json:"ranges,omitempty"`
	// Branches are the release branches that the bulletin is about, of a
	// product that is [Product.Branched]. Each range starts one of them. A
	// version of another branch is undecided, because the vendor says nothing
	// about it, unless it is newer than every fix.
	Branches []int `json:"branches,omitempty"`
	// Condition says when an affected version is vulnerable; empty means
	// always.
	Condition string `json:"condition,omitempty"`
	// Unfixed says that no version is free of it: the configuration must be.
	Unfixed bool `json:"unfixed,omitempty"`
	// Unplaced says that the sources do not tell which versions are affected.
	Unplaced bool `json:"unplaced,omitempty"`
	// FixUnknown says that the end of the last range is the newest version
	// known to be affected, and that later ones are undecided.
	FixUnknown bool `json:"fixUnknown,omitempty"`
}

// Range is a range of versions. An empty Introduced means from the first version
// on.
type Range struct {
	Introduced string `json:"introduced,omitempty"`
	// Fixed is the first version that is not affected any more, or LastAffected
	// the last that is. One of them is set.
	Fixed        string `json:"fixed,omitempty"`
	LastAffected string `json:"lastAffected,omitempty"`
}

//go:embed advisories.json
var data []byte

type catalogue struct {
	Schema     int        `json:"schema"`
	Date       string     `json:"date"`
	Products   []Product  `json:"products"`
	Advisories []Advisory `json:"advisories"`

	products  map[string]*Product
	byProduct map[string][]entry
}

// entry is an advisory as far as it is about one product.
type entry struct {
	advisory *Advisory
	affects  *Affects
}

var load = sync.OnceValue(func() *catalogue {
	var c catalogue
	if err := json.Unmarshal(data, &c); err != nil {
		panic(fmt.Sprintf("advisories.json: %v", err)) // part of the program; a test reads it
	}
	c.products, c.byProduct = map[string]*Product{}, map[string][]entry{}
	for i := range c.Products {
		c.products[c.Products[i].ID] = &c.Products[i]
	}
	for i := range c.Advisories {
		advisory := &c.Advisories[i]
		for j := range advisory.Affects {
			affects := &advisory.Affects[j]
			c.byProduct[affects.Product] = append(c.byProduct[affects.Product], entry{advisory, affects})
		}
	}
	return &c
})

// Date is the day up to which the data was kept, YYYY-MM-DD.
func Date() string { return load().Date }

// Products returns every product of the data, in a fixed order. It must not be
// changed.
func Products() []Product { return load().Products }

// All returns every advisory of the data, in a fixed order. It must not be
// changed.
func All() []Advisory { return load().Advisories }

// Installed is a product that an image holds.
type Installed struct {
	Product Product
	// Version is the version as the tag tells it; empty when it does not.
	Version string
}

// InImage returns the products that an image is known to hold, with the version
// its tag tells. An image may hold several (DCGM and its exporter) or none that
// is known.
func InImage(image cluster.Image) []Installed {
	var installed []Installed
	for _, product := range load().Products {
		for _, known := range product.Images {
			if image.Is(known.Repository) {
				installed = append(installed, Installed{product, known.version(image.Tag)})
				break
			}
		}
	}
	return installed
}

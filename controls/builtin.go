// Package controls assembles the built-in catalogue. It is the only package
// that names the families.
package controls

import (
	"sync"

	"github.com/bulkhead-dev/bulkhead/control"
	"github.com/bulkhead-dev/bulkhead/controls/aud"
	"github.com/bulkhead-dev/bulkhead/controls/dra"
	"github.com/bulkhead-dev/bulkhead/controls/gpu"
	"github.com/bulkhead-dev/bulkhead/controls/img"
	"github.com/bulkhead-dev/bulkhead/controls/iso"
	"github.com/bulkhead-dev/bulkhead/controls/kf"
	"github.com/bulkhead-dev/bulkhead/controls/mesh"
	"github.com/bulkhead-dev/bulkhead/controls/mod"
	"github.com/bulkhead-dev/bulkhead/controls/nb"
	"github.com/bulkhead-dev/bulkhead/controls/net"
	"github.com/bulkhead-dev/bulkhead/controls/pod"
	"github.com/bulkhead-dev/bulkhead/controls/pss"
	"github.com/bulkhead-dev/bulkhead/controls/ray"
	"github.com/bulkhead-dev/bulkhead/controls/rbac"
	"github.com/bulkhead-dev/bulkhead/controls/sec"
	"github.com/bulkhead-dev/bulkhead/controls/srv"
	"github.com/bulkhead-dev/bulkhead/controls/ten"
)

// Families lists every built-in family, in the order in which lists show them.
func Families() []*control.Family {
	return []*control.Family{
		aud.Family,
		dra.Family,
		gpu.Family,
		img.Family,
		iso.Family,
		kf.Family,
		mesh.Family,
		mod.Family,
		nb.Family,
		net.Family,
		pod.Family,
		pss.Family,
		ray.Family,
		rbac.Family,
		sec.Family,
		srv.Family,
		ten.Family,
	}
}

// Builtin returns the built-in catalogue. It panics on a catalogue that is not
// valid, which the tests rule out.
var Builtin = sync.OnceValue(func() *control.Catalogue {
	catalogue, err := control.NewCatalogue(Families()...)
	if err != nil {
		panic(err)
	}
	return catalogue
})

package gpu

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// capability returns the name of a capability as Linux lists it, without the
// prefix: container runtimes take CAP_SYS_ADMIN, SYS_ADMIN and sys_admin.
func capability(name corev1.Capability) string {
	return strings.TrimPrefix(strings.ToUpper(string(name)), "CAP_")
}

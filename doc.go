// Package bulkhead is the root of Bulkhead, a security platform for shared GPU
// clusters on Kubernetes. It holds no code: the programs are in cmd, the design
// in docs/design.
package bulkhead

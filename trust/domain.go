// Package trust names who trusts whom: the domains between which GPUs, networks
// and data must be kept apart.
package trust

package cluster

import (
	"math/big"
	"net/netip"
	"slices"
)

// MetadataAddress is an address from which a cloud hands credentials to
// whoever asks from the right machine.
type MetadataAddress struct {
	// Service says whose address it is.
	Service string
	Address netip.Addr
}

// MetadataAddresses returns the addresses of the metadata services of the
// large clouds, most common first, from their documentation.
func MetadataAddresses() []MetadataAddress {
	return []MetadataAddress{
		{"instance metadata of AWS, Azure, Google Cloud, Oracle Cloud and others", netip.MustParseAddr("169.254.169.254")},
		{"instance metadata of AWS over IPv6", netip.MustParseAddr("fd00:ec2::254")},
		{"instance metadata of Google Cloud over IPv6", netip.MustParseAddr("fd20:ce::254")},
		{"pod identity of AWS EKS", netip.MustParseAddr("169.254.170.23")},
		{"pod identity of AWS EKS over IPv6", netip.MustParseAddr("fd00:ec2::23")},
		{"WireServer of Azure", netip.MustParseAddr("168.63.129.16")},
		{"instance metadata of Alibaba Cloud", netip.MustParseAddr("100.100.100.200")},
	}
}

// AdmitsSomeInternet reports whether a port of at least one public address of
// the internet is admitted.
func (r *Reach) AdmitsSomeInternet(port Port) Admission {
	return r.first(port, &Peer{address: netip.IPv4Unspecified()}, func(_ *NetworkPolicy, rule *networkPeer) (ternary, string) {
		return yesOrNo(rule.isBlock() && len(rule.publicRanges()) > 0), ""
	})
}

// AdmitsInternet reports whether a port of the internet at large is admitted:
// more than half of all public IPv4 addresses or more than half of the public
// IPv6 ones, by all rules together. Private ranges left out of 0.0.0.0/0 make
// no difference, nor does 0.0.0.0/0 written in two halves. The policy and path
// are those that contribute most.
func (r *Reach) AdmitsInternet(port Port) Admission {
	if admission, done := r.withoutRules(); done {
		return admission
	}
	var ranges []addressRange
	var largest Admission
	largestSize := new(big.Int)
	for _, policy := range r.policies {
		for i := range policy.rules[r.direction] {
			rule := &policy.rules[r.direction][i]
			if ports, _ := r.portsAdmit(rule, port, &Peer{address: netip.IPv4Unspecified()}); ports == no {
				continue
			}
			path := Index(directionFields[r.direction], i)
			if rule.everyone {
				return Admission{Verdict: Admitted, Policy: policy, Path: path}
			}
			for j := range rule.peers {
				if !rule.peers[j].isBlock() {
					continue
				}
				public := rule.peers[j].publicRanges()
				ranges = append(ranges, public...)
				// An IPv6 range outweighs any number of IPv4 ones, so compare
				// each with the whole of its own family.
				if share := shareOfFamily(public); share.Cmp(largestSize) > 0 {
					largest, largestSize = Admission{Verdict: Admitted, Policy: policy, Path: Index(path+peerFields[r.direction], j)}, share
				}
			}
		}
	}
	if moreThanHalf(ranges, publicIPv4) || moreThanHalf(ranges, publicIPv6) {
		return largest
	}
	return Admission{}
}

// publicRanges returns the public addresses of a block.
func (p *networkPeer) publicRanges() []addressRange {
	if !p.block.IsValid() {
		return nil
	}
	public := publicIPv4
	if p.block.Addr().Is6() {
		public = publicIPv6
	}
	ranges := intersect(public, rangeOf(p.block))
	for _, except := range p.except {
		if except.IsValid() {
			ranges = subtract(ranges, rangeOf(except))
		}
	}
	return ranges
}

// shareOfFamily returns the size of ranges in parts of 2^32 of the public
// addresses of their family.
func shareOfFamily(ranges []addressRange) *big.Int {
	if len(ranges) == 0 {
		return new(big.Int)
	}
	family := publicIPv4
	if ranges[0].first.Is6() {
		family = publicIPv6
	}
	share := new(big.Int).Lsh(sizeOf(ranges), 32)
	return share.Div(share, sizeOf(family))
}

// moreThanHalf reports whether the ranges cover more than half of a family.
func moreThanHalf(ranges, family []addressRange) bool {
	if len(ranges) == 0 {
		return false
	}
	covered := union(slices.DeleteFunc(slices.Clone(ranges), func(r addressRange) bool {
		return r.first.Is4() != family[0].first.Is4()
	}))
	return new(big.Int).Lsh(sizeOf(covered), 1).Cmp(sizeOf(family)) > 0
}

// publicIPv4 and publicIPv6 are the addresses that the IANA special-purpose
// registries (RFC 6890 and its successors) leave for the public internet.
var (
	publicIPv4 = without("0.0.0.0/0",
		"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
		"192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4")
	publicIPv6 = without("2000::/3", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)

func without(whole string, parts ...string) []addressRange {
	ranges := []addressRange{rangeOf(netip.MustParsePrefix(whole))}
	for _, part := range parts {
		ranges = subtract(ranges, rangeOf(netip.MustParsePrefix(part)))
	}
	return ranges
}

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
	var certain, possible internetShare
	for _, policy := range r.policies {
		for i := range policy.rules[r.direction] {
			rule := &policy.rules[r.direction][i]
			ports, reason := r.portsAdmit(rule, port, &Peer{address: netip.IPv4Unspecified()})
			if ports == no {
				continue
			}
			for _, share := range []*internetShare{&certain, &possible} {
				if share == &certain && ports != yes {
					continue
				}
				share.add(rule, Admission{verdictOf(ports), policy, Index(directionFields[r.direction], i), reason}, peerFields[r.direction])
			}
		}
	}
	if admission, ok := certain.admission(); ok {
		return admission
	}
	admission, _ := possible.admission()
	return admission
}

// internetShare adds up what rules admit of the internet.
type internetShare struct {
	ranges []addressRange
	// largest is the admission by the peer with the largest share.
	largest Admission
	size    *big.Int
}

func (s *internetShare) add(rule *networkRule, by Admission, peerField string) {
	if rule.everyone {
		s.note(by, slices.Concat(publicIPv4, publicIPv6))
	}
	path := by.Path + peerField
	for i := range rule.peers {
		if rule.peers[i].isBlock() {
			by.Path = Index(path, i)
			s.note(by, rule.peers[i].publicRanges())
		}
	}
}

func (s *internetShare) note(by Admission, ranges []addressRange) {
	s.ranges = append(s.ranges, ranges...)
	if size := shareOfFamily(ranges); s.size == nil || size.Cmp(s.size) > 0 {
		s.largest, s.size = by, size
	}
}

// admission returns the largest share when all of them are more than half of a
// family of addresses.
func (s *internetShare) admission() (Admission, bool) {
	if moreThanHalf(s.ranges, publicIPv4) || moreThanHalf(s.ranges, publicIPv6) {
		return s.largest, true
	}
	return Admission{}, false
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
// addresses of the family of the first, so that an IPv4 range can be compared
// with an IPv6 one.
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

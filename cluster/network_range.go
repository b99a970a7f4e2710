package cluster

import (
	"math/big"
	"net/netip"
	"slices"
)

// addressRange is the addresses from first to last, of one family.
type addressRange struct{ first, last netip.Addr }

// rangeOf returns the addresses of a prefix.
func rangeOf(prefix netip.Prefix) addressRange {
	prefix = prefix.Masked()
	bytes := prefix.Addr().AsSlice()
	for bit := prefix.Bits(); bit < len(bytes)*8; bit++ {
		bytes[bit/8] |= 1 << (7 - bit%8)
	}
	last, _ := netip.AddrFromSlice(bytes)
	return addressRange{prefix.Addr(), last}
}

// intersect returns what ranges and other have in common.
func intersect(ranges []addressRange, other addressRange) []addressRange {
	var common []addressRange
	for _, r := range ranges {
		if r.first.Is4() != other.first.Is4() {
			continue
		}
		if r.first.Less(other.first) {
			r.first = other.first
		}
		if other.last.Less(r.last) {
			r.last = other.last
		}
		if !r.last.Less(r.first) {
			common = append(common, r)
		}
	}
	return common
}

// subtract returns ranges without other.
func subtract(ranges []addressRange, other addressRange) []addressRange {
	var rest []addressRange
	for _, r := range ranges {
		if r.first.Is4() != other.first.Is4() || r.last.Less(other.first) || other.last.Less(r.first) {
			rest = append(rest, r)
			continue
		}
		if r.first.Less(other.first) {
			rest = append(rest, addressRange{r.first, other.first.Prev()})
		}
		if other.last.Less(r.last) {
			rest = append(rest, addressRange{other.last.Next(), r.last})
		}
	}
	return rest
}

// union returns the same addresses, each once, in order. It reorders ranges.
func union(ranges []addressRange) []addressRange {
	slices.SortFunc(ranges, func(a, b addressRange) int { return a.first.Compare(b.first) })
	var merged []addressRange
	for _, r := range ranges {
		if n := len(merged); n > 0 && !merged[n-1].last.Less(r.first) {
			if merged[n-1].last.Less(r.last) {
				merged[n-1].last = r.last
			}
			continue
		}
		merged = append(merged, r)
	}
	return merged
}

// sizeOf returns the number of addresses in ranges that do not overlap.
func sizeOf(ranges []addressRange) *big.Int {
	size := new(big.Int)
	for _, r := range ranges {
		first, last := new(big.Int).SetBytes(r.first.AsSlice()), new(big.Int).SetBytes(r.last.AsSlice())
		size.Add(size, last.Sub(last, first)).Add(size, big.NewInt(1))
	}
	return size
}

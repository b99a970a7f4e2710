package cluster

import (
	"net/netip"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestInternet(t *testing.T) {
	for name, c := range map[string]struct {
		egress           string
		some, most       bool
		path             string
		metadata, public Verdict
	}{
		"nothing":    {egress: "[]"},
		"everything": {egress: "[{}]", some: true, most: true, path: "spec.egress[0]", metadata: Admitted, public: Admitted},
		"an empty list of peers": {
			egress: "[{to: [], ports: [{port: 443}]}]", some: true, most: true, path: "spec.egress[0]", metadata: Denied, public: Admitted,
		},
		"all IPv4": {egress: "[{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]", some: true, most: true, path: "spec.egress[0].to[0]", metadata: Admitted, public: Admitted},
		"all IPv4 but metadata": {
			egress: "[{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.169.254/32]}}]}]", some: true, most: true, path: "spec.egress[0].to[0]", public: Admitted,
		},
		"all IPv4 but private": {
			egress: "[{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 169.254.0.0/16]}}]}]",
			some:   true, most: true, path: "spec.egress[0].to[0]", public: Admitted,
		},
		"all IPv4 in halves": {
			egress: "[{to: [{ipBlock: {cidr: 0.0.0.0/1}}, {ipBlock: {cidr: 128.0.0.0/1}}]}]", some: true, most: true, path: "spec.egress[0].to[0]",
			metadata: Admitted, public: Admitted,
		},
		"half of IPv4 twice":   {egress: "[{to: [{ipBlock: {cidr: 128.0.0.0/1}}]}, {to: [{ipBlock: {cidr: 128.0.0.0/1}}]}]", some: true, metadata: Admitted},
		"all IPv6":             {egress: "[{to: [{ipBlock: {cidr: '::/0'}}]}]", some: true, most: true, path: "spec.egress[0].to[0]"},
		"one partner":          {egress: "[{to: [{ipBlock: {cidr: 8.8.8.8/32}}]}]", some: true, public: Admitted},
		"private addresses":    {egress: "[{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]"},
		"carrier-grade NAT":    {egress: "[{to: [{ipBlock: {cidr: 100.64.0.0/10}}]}]"},
		"pods":                 {egress: "[{to: [{namespaceSelector: {}}]}]"},
		"a named port":         {egress: "[{ports: [{port: https}]}]"},
		"everything taken out": {egress: "[{to: [{ipBlock: {cidr: 8.0.0.0/8, except: [8.0.0.0/9, 8.128.0.0/9]}}]}]"},
	} {
		t.Run(name, func(t *testing.T) {
			snapshot := readSnapshot(t, worldOfPods+serverPolicy+"  egress: "+c.egress)
			reach := snapshot.Egress(podNamed(t, snapshot, "team/server"))
			if got := reach.AdmitsSomeInternet(AnyPort); got.Admitted() != c.some {
				t.Errorf("some of the internet: %+v", got)
			}
			if got := reach.AdmitsInternet(AnyPort); got.Admitted() != c.most || got.Path != c.path {
				t.Errorf("the internet: %+v, want %v by %q", got, c.most, c.path)
			}
			if got := reach.AdmitsIP(MetadataAddresses()[0].Address, TCP(80)); got.Verdict != c.metadata {
				t.Errorf("metadata: %+v, want %v", got, c.metadata)
			}
			if got := reach.AdmitsIP(netip.MustParseAddr("8.8.8.8"), TCP(443)); got.Verdict != c.public {
				t.Errorf("8.8.8.8: %+v, want %v", got, c.public)
			}
		})
	}
}

func TestPublicAddresses(t *testing.T) {
	for address, want := range map[string]bool{
		"8.8.8.8": true, "1.1.1.1": true, "168.63.129.16": true, "100.100.100.200": false, "10.0.0.1": false, "172.16.0.1": false, "172.15.255.255": true,
		"172.32.0.0": true, "192.168.1.1": false, "169.254.169.254": false, "127.0.0.1": false, "224.0.0.1": false, "255.255.255.255": false,
		"2606:4700::1111": true, "fd00:ec2::254": false, "2001:db8::1": false, "fe80::1": false, "::1": false,
	} {
		ip := netip.MustParseAddr(address)
		if got := contained(slices.Concat(publicIPv4, publicIPv6), ip); got != want {
			t.Errorf("%s is public: %v, want %v", address, got, want)
		}
	}
}

func contained(ranges []addressRange, address netip.Addr) bool {
	return slices.ContainsFunc(ranges, func(r addressRange) bool {
		return r.first.Is4() == address.Is4() && r.first.Compare(address) <= 0 && address.Compare(r.last) <= 0
	})
}

// TestRangesAreSets compares the arithmetic of ranges with sets of addresses.
func TestRangesAreSets(t *testing.T) {
	draw := func(t *rapid.T) netip.Prefix {
		address := netip.AddrFrom4([4]byte{10, 0, 0, rapid.Byte().Draw(t, "byte")})
		return netip.PrefixFrom(address, rapid.IntRange(24, 32).Draw(t, "bits")).Masked()
	}
	rapid.Check(t, func(t *rapid.T) {
		var ranges []addressRange
		var in, out []netip.Prefix
		for range rapid.IntRange(0, 4).Draw(t, "in") {
			in = append(in, draw(t))
			ranges = append(ranges, rangeOf(in[len(in)-1]))
		}
		for range rapid.IntRange(0, 4).Draw(t, "out") {
			out = append(out, draw(t))
			ranges = subtract(ranges, rangeOf(out[len(out)-1]))
		}
		only := draw(t)
		ranges = union(intersect(ranges, rangeOf(only)))
		size := int64(0)
		for i := range 256 {
			address := netip.AddrFrom4([4]byte{10, 0, 0, byte(i)})
			contains := func(prefix netip.Prefix) bool { return prefix.Contains(address) }
			want := slices.ContainsFunc(in, contains) && !slices.ContainsFunc(out, contains) && only.Contains(address)
			if got := contained(ranges, address); got != want {
				t.Fatalf("%v without %v within %v: %v is in it: %v, want %v", in, out, only, address, got, want)
			}
			if want {
				size++
			}
		}
		if got := sizeOf(ranges); got.Int64() != size {
			t.Fatalf("size %v, want %d", got, size)
		}
	})
}

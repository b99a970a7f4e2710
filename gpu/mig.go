package gpu

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// MIGProfile is the size and shape of one NVIDIA Multi-Instance GPU device,
// written [<c>c.]<g>g.<m>gb, then either +attribute,... or -attribute,...:
// 1g.10gb, 1c.3g.20gb, 1g.10gb+me, 1g.24gb-me. The syntax is that of
// github.com/NVIDIA/go-nvlib (pkg/nvlib/device).
type MIGProfile struct {
	// Compute is the number of compute slices of the compute instance, Slices
	// that of the GPU instance it lies in. They are equal when the device has
	// its GPU instance to itself.
	Compute, Slices int
	// MemoryGB is the memory of the GPU instance, rounded to whole gigabytes.
	MemoryGB int
	// Attributes are extra engines the device has (me, me.all, gfx); Without
	// those it lacks. At most one of both is set.
	Attributes, Without []string
}

// migResourcePrefix starts the name of every MIG resource of the NVIDIA device
// plugin under the mixed strategy.
const migResourcePrefix = "nvidia.com/mig-"

// sharedSuffix ends the name of a resource that the NVIDIA device plugin
// renamed because several pods share each device (renameByDefault).
const sharedSuffix = ".shared"

// SharesInstance reports whether the device is one of several compute instances
// in one GPU instance: those share its memory and memory bandwidth.
func (p MIGProfile) SharesInstance() bool { return p.Compute < p.Slices }

// String writes the profile as NVIDIA tools do.
func (p MIGProfile) String() string {
	var text strings.Builder
	if p.Compute != p.Slices {
		fmt.Fprintf(&text, "%dc.", p.Compute)
	}
	fmt.Fprintf(&text, "%dg.%dgb", p.Slices, p.MemoryGB)
	switch {
	case len(p.Attributes) > 0:
		text.WriteString("+" + strings.Join(p.Attributes, ","))
	case len(p.Without) > 0:
		text.WriteString("-" + strings.Join(p.Without, ","))
	}
	return text.String()
}

// Resource is the extended resource name under which the NVIDIA device plugin
// advertises the profile with the mixed strategy, such as
// nvidia.com/mig-1g.10gb.me.
func (p MIGProfile) Resource() string {
	return migResourcePrefix + strings.ReplaceAll(p.String(), "+", ".")
}

// ParseMIGProfile reads a profile as [MIGProfile.String] writes it.
func ParseMIGProfile(text string) (MIGProfile, error) {
	shape, attributes, without := text, "", ""
	if i := strings.IndexAny(text, "+-"); i >= 0 {
		shape = text[:i]
		if text[i] == '+' {
			attributes = text[i+1:]
		} else {
			without = text[i+1:]
		}
		if attributes+without == "" {
			return MIGProfile{}, fmt.Errorf("MIG profile %q ends without an attribute", text)
		}
	}
	profile, err := parseMIGShape(shape)
	if err != nil {
		return MIGProfile{}, fmt.Errorf("MIG profile %q: %w", text, err)
	}
	if profile.Attributes, err = parseMIGAttributes(attributes); err == nil {
		profile.Without, err = parseMIGAttributes(without)
	}
	if err != nil {
		return MIGProfile{}, fmt.Errorf("MIG profile %q: %w", text, err)
	}
	return profile, nil
}

// ParseMIGResource reads the profile out of an extended resource name such as
// nvidia.com/mig-1g.10gb.me.shared. Shared says that the name ends in .shared:
// several pods share each device.
func ParseMIGResource(name string) (profile MIGProfile, shared, ok bool) {
	text, ok := strings.CutPrefix(name, migResourcePrefix)
	if !ok {
		return MIGProfile{}, false, false
	}
	text, shared = strings.CutSuffix(text, sharedSuffix)
	// Resource names cannot hold a plus sign; the plugin writes a dot instead.
	if end := strings.Index(text, "gb."); end >= 0 {
		text = text[:end+2] + "+" + text[end+3:]
	}
	profile, err := ParseMIGProfile(text)
	return profile, shared, err == nil
}

func parseMIGShape(shape string) (MIGProfile, error) {
	parts := strings.Split(shape, ".")
	if len(parts) == 2 {
		parts = append([]string{strings.TrimSuffix(parts[0], "g") + "c"}, parts...)
	}
	if len(parts) != 3 {
		return MIGProfile{}, fmt.Errorf("want <slices>g.<memory>gb, optionally after <compute slices>c")
	}
	var numbers [3]int
	for i, unit := range [...]string{"c", "g", "gb"} {
		digits, ok := strings.CutSuffix(parts[i], unit)
		number, err := strconv.Atoi(digits)
		if !ok || err != nil || number < 1 || strconv.Itoa(number) != digits {
			return MIGProfile{}, fmt.Errorf("%q is not a positive number followed by %q", parts[i], unit)
		}
		numbers[i] = number
	}
	if numbers[0] > numbers[1] {
		return MIGProfile{}, fmt.Errorf("%d compute slices do not fit into %d slices", numbers[0], numbers[1])
	}
	return MIGProfile{Compute: numbers[0], Slices: numbers[1], MemoryGB: numbers[2]}, nil
}

func parseMIGAttributes(text string) ([]string, error) {
	if text == "" {
		return nil, nil
	}
	attributes := strings.Split(text, ",")
	for i, attribute := range attributes {
		if !migAttribute(attribute) {
			return nil, fmt.Errorf("%q is not an attribute", attribute)
		}
		if slices.Contains(attributes[:i], attribute) {
			return nil, fmt.Errorf("attribute %q is given twice", attribute)
		}
	}
	return attributes, nil
}

// migAttribute reports whether the text is letters, digits and inner dots and
// starts with a letter.
func migAttribute(text string) bool {
	if text == "" || text[len(text)-1] == '.' {
		return false
	}
	for i := range len(text) {
		c := text[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c != '.' && (c < '0' || c > '9')) {
			return false
		}
	}
	return true
}

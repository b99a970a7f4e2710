package manifest

// budget bounds what aliases may make of a document, by the measure of
// go.yaml.in/yaml/v2, so that exactly those documents are refused as excessive
// that kubectl refuses: beyond a first thousand steps, the share of the steps
// that stand below an alias must stay under 99 %, and in larger documents under
// a share that falls, between 400,000 and 4,000,000 steps, to 10 %.
type budget struct {
	steps, aliased int
	depth          int // of aliases being followed
}

// spend counts one step: a document, mapping, list, scalar or alias.
func (b *budget) spend() bool {
	b.steps++
	if b.depth > 0 {
		b.aliased++
	}
	if b.aliased <= 100 || b.steps <= 1000 {
		return true
	}
	const low, high = 400_000, 4_000_000
	allowed := 0.99
	if b.steps >= high {
		allowed = 0.10
	} else if b.steps > low {
		allowed = 0.99 - 0.89*float64(b.steps-low)/(high-low)
	}
	return float64(b.aliased)/float64(b.steps) <= allowed
}

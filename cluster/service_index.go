package cluster

import "slices"

// labelPair is one label with its value.
type labelPair struct{ key, value string }

// pairIndex finds the items that may select an object with given labels
// without trying every item. An item that needs certain label pairs is filed
// under the rarest of them; one that needs none is always a candidate.
type pairIndex[T any] struct {
	count  map[labelPair]int
	filed  map[labelPair][]T
	always []T
}

// newPairIndex files items by the label pairs that each needs.
func newPairIndex[T any](items []T, needs func(T) []labelPair) *pairIndex[T] {
	index := &pairIndex[T]{count: map[labelPair]int{}, filed: map[labelPair][]T{}}
	for _, item := range items {
		for _, pair := range needs(item) {
			index.count[pair]++
		}
	}
	for _, item := range items {
		if pairs := needs(item); len(pairs) > 0 {
			pair := index.chosen(pairs)
			index.filed[pair] = append(index.filed[pair], item)
		} else {
			index.always = append(index.always, item)
		}
	}
	return index
}

// chosen returns the pair under which an item that needs pairs is filed: the
// rarest, the smallest of equals.
func (x *pairIndex[T]) chosen(pairs []labelPair) labelPair {
	return slices.MinFunc(pairs, func(a, b labelPair) int {
		if x.count[a] != x.count[b] {
			return x.count[a] - x.count[b]
		}
		return compareLabelPairs(a, b)
	})
}

// uses reports whether any item is filed under the pair.
func (x *pairIndex[T]) uses(pair labelPair) bool { return len(x.filed[pair]) > 0 }

// candidates returns the items that may select these labels, in no order.
func (x *pairIndex[T]) candidates(labels map[string]string) []T {
	if len(x.filed) == 0 {
		return x.always
	}
	candidates := slices.Clip(x.always)
	for key, value := range labels {
		candidates = append(candidates, x.filed[labelPair{key, value}]...)
	}
	return candidates
}

func compareLabelPairs(a, b labelPair) int {
	switch {
	case a.key != b.key && a.key < b.key, a.key == b.key && a.value < b.value:
		return -1
	case a == b:
		return 0
	}
	return 1
}

func pairsOf(labels map[string]string) []labelPair {
	pairs := make([]labelPair, 0, len(labels))
	for key, value := range labels {
		pairs = append(pairs, labelPair{key, value})
	}
	return pairs
}

// hasAll reports whether labels contain every wanted pair.
func hasAll(labels, wanted map[string]string) bool {
	for key, value := range wanted {
		if found, ok := labels[key]; !ok || found != value {
			return false
		}
	}
	return true
}

// inOrder puts items back into the order in which they were read.
func inOrder[T any](items []T, order func(T) int) {
	slices.SortFunc(items, func(a, b T) int { return order(a) - order(b) })
}

package cluster

import (
	"encoding/binary"
	"sort"
)

// Positions knows the line and column of every field of one object, in a
// compact encoding (about eight bytes a field), so that it can be kept for as
// long as the object may yield findings. It is written by a
// [PositionsBuilder], never changes, and is safe for concurrent use.
type Positions struct {
	positionNode
}

// positionNode is one decoded node of the tree. The tree is encoded in pre-order. A
// node is
//
//	hash of its field name, 4 bytes, if its parent is a mapping
//	varint: lines since the previous sibling (or the parent) in zigzag, times four, plus its shape
//	varint: column
//	if it has children: 4 bytes with the length of what follows, then the children
//
// A node with many children ends in a table that leads to each child without
// reading those before it; the top bit of its length then is set.
type positionNode struct {
	line, column int
	shape        nodeShape
	indexed      bool
	body         []byte
}

type nodeShape uint8

const (
	scalarShape nodeShape = iota
	mappingShape
	listShape
)

const (
	// indexedFrom is the number of children from which a node carries a table:
	// walking fewer children costs less than the search.
	indexedFrom = 64
	indexedFlag = 1 << 31
	// tableRow is the size of a row: hash of the name or zero, offset of the
	// child, line that its own line is counted from. Of a list, one item in
	// tableStride has a row.
	tableRow    = 12
	tableStride = 16
)

// Find returns the line and column, counted from one, of what path names: of
// the name for a field of a mapping, of the item for an item of a list. When
// path leads nowhere, it is the nearest parent that exists and exact is false;
// the empty path is the object itself. A nil receiver answers 1, 1, false.
// The cost grows with the length of path and not with the size of the object.
func (p *Positions) Find(path string) (line, column int, exact bool) {
	if p == nil {
		return 1, 1, false
	}
	found, exact := p.find(path)
	return found.line, found.column, exact
}

// Below returns the positions of the value at path as those of an object of
// its own: those of an item of a list of objects, for example. It is nil when
// path leads nowhere.
func (p *Positions) Below(path string) *Positions {
	if p == nil {
		return nil
	}
	found, exact := p.find(path)
	if !exact {
		return nil
	}
	return &Positions{found}
}

func (p *Positions) find(path string) (found positionNode, exact bool) {
	found = p.positionNode
	for _, step := range SplitPath(path) {
		child, ok := found.child(step)
		if !ok {
			return found, false
		}
		found = child
	}
	return found, true
}

func (e positionNode) child(step Step) (child positionNode, ok bool) {
	if step.Named != (e.shape == mappingShape) || e.shape == scalarShape {
		return positionNode{}, false
	}
	if e.indexed {
		return e.tableChild(step)
	}
	hash := hashName(step.Name)
	rest, line := e.body, e.line
	for i := 0; len(rest) > 0; i++ {
		var current positionNode
		var name uint32
		if current, name, rest, ok = e.next(rest, line); !ok {
			return positionNode{}, false
		}
		line = current.line
		if step.Named && name == hash {
			child = current // the last field of a name counts
		} else if !step.Named && i == step.Item {
			return current, true
		}
	}
	return child, child.line != 0
}

func (e positionNode) tableChild(step Step) (child positionNode, ok bool) {
	rows := int(binary.LittleEndian.Uint32(e.body[len(e.body)-4:]))
	end := len(e.body) - 4 - rows*tableRow // of the children
	table := e.body[end : len(e.body)-4]
	i := step.Item / tableStride
	if step.Named {
		hash := hashName(step.Name)
		i = sort.Search(rows, func(i int) bool { return binary.LittleEndian.Uint32(table[i*tableRow:]) > hash }) - 1
		if i < 0 || binary.LittleEndian.Uint32(table[i*tableRow:]) != hash {
			return positionNode{}, false
		}
	} else if i >= rows {
		return positionNode{}, false
	}
	row := table[i*tableRow:]
	rest := e.body[binary.LittleEndian.Uint32(row[4:]):end]
	child.line = int(binary.LittleEndian.Uint32(row[8:]))
	for skip := step.Item % tableStride; len(rest) > 0; skip-- {
		if child, _, rest, ok = e.next(rest, child.line); !ok || skip == 0 {
			return child, ok
		}
	}
	return positionNode{}, false
}

// next decodes the child of e at the start of data, whose line counts from
// the given one, and returns what follows it.
func (e positionNode) next(data []byte, line int) (child positionNode, name uint32, rest []byte, ok bool) {
	if e.shape == mappingShape {
		name, data = binary.LittleEndian.Uint32(data), data[4:]
	}
	head, n := binary.Uvarint(data)
	if n <= 0 {
		return positionNode{}, 0, nil, false
	}
	data = data[n:]
	column, n := binary.Uvarint(data)
	if n <= 0 {
		return positionNode{}, 0, nil, false
	}
	data = data[n:]
	delta := head >> 2
	child.line = line + (int(delta>>1) ^ -int(delta&1))
	child.column = int(column)
	child.shape = nodeShape(head & 3)
	if child.shape != scalarShape {
		length := binary.LittleEndian.Uint32(data)
		data = data[4:]
		child.indexed = length&indexedFlag != 0
		length &^= indexedFlag
		child.body, data = data[:length:length], data[length:]
	}
	return child, name, data, true
}

// hashName is 32-bit FNV-1a: names are only compared with names of the same
// mapping, and a clash costs no more than a wrong line number.
func hashName(name string) uint32 {
	hash := uint32(2166136261)
	for i := range len(name) {
		hash = (hash ^ uint32(name[i])) * 16777619
	}
	return hash
}

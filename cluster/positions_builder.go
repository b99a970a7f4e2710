package cluster

import (
	"encoding/binary"
	"slices"
)

// PositionsBuilder writes [Positions] while an object is decoded, in the order
// of the text. The zero value is ready for an object; after Finish it is ready
// for the next one. Lines and columns count from one.
//
// The caller opens the object itself first (with an empty name), closes
// everything it opens, and calls nothing after the outermost Close but Finish.
type PositionsBuilder struct {
	data  []byte
	stack []openNode
	root  positionNode
	rows  []positionRow
}

// openNode is a node whose children are being written.
type openNode struct {
	shape nodeShape
	line  int // of the last child, or of the node itself
	start int // of the children in data
	rows  int // of its children in rows
	count int // of its children
}

type positionRow struct{ hash, offset, line uint32 }

// Scalar adds a value without children. The name is that of the field, and
// ignored for an item of a list; line and column are those of the name for a
// field, of the value for an item.
func (b *PositionsBuilder) Scalar(name string, line, column int) {
	b.add(name, line, column, scalarShape)
}

// OpenMapping starts a mapping; what follows, until Close, are its fields.
func (b *PositionsBuilder) OpenMapping(name string, line, column int) {
	b.open(name, line, column, mappingShape)
}

// OpenList starts a list; what follows, until Close, are its items.
func (b *PositionsBuilder) OpenList(name string, line, column int) {
	b.open(name, line, column, listShape)
}

func (b *PositionsBuilder) open(name string, line, column int, shape nodeShape) {
	b.add(name, line, column, shape)
	if len(b.stack) > 0 {
		b.data = append(b.data, 0, 0, 0, 0)
	}
	b.stack = append(b.stack, openNode{shape: shape, line: line, start: len(b.data), rows: len(b.rows)})
}

func (b *PositionsBuilder) add(name string, line, column int, shape nodeShape) {
	if len(b.stack) == 0 {
		b.root = positionNode{line: line, column: column, shape: shape}
		return
	}
	parent := &b.stack[len(b.stack)-1]
	row := positionRow{offset: uint32(len(b.data) - parent.start), line: uint32(parent.line)}
	if parent.shape == mappingShape {
		row.hash = hashName(name)
		b.data = binary.LittleEndian.AppendUint32(b.data, row.hash)
	}
	if parent.shape == mappingShape || parent.count%tableStride == 0 {
		b.rows = append(b.rows, row)
	}
	parent.count++
	delta := line - parent.line
	b.data = binary.AppendUvarint(b.data, uint64(uint(delta)<<1^uint(delta>>63))<<2|uint64(shape))
	b.data = binary.AppendUvarint(b.data, uint64(column))
	parent.line = line
}

// Close ends the innermost open mapping or list.
func (b *PositionsBuilder) Close() {
	node := b.stack[len(b.stack)-1]
	b.stack = b.stack[:len(b.stack)-1]
	rows := b.rows[node.rows:]
	indexed := node.count >= indexedFrom
	if indexed {
		b.appendTable(rows, node.shape)
	}
	b.rows = b.rows[:node.rows]
	if len(b.stack) == 0 {
		b.root.indexed = indexed
		return
	}
	length := uint32(len(b.data) - node.start)
	if indexed {
		length |= indexedFlag
	}
	binary.LittleEndian.PutUint32(b.data[node.start-4:], length)
}

func (b *PositionsBuilder) appendTable(rows []positionRow, shape nodeShape) {
	if shape == mappingShape {
		// By name; of equal names the last written comes last.
		slices.SortFunc(rows, func(x, y positionRow) int {
			if x.hash != y.hash {
				if x.hash < y.hash {
					return -1
				}
				return 1
			}
			return int(x.offset) - int(y.offset)
		})
	}
	for _, row := range rows {
		b.data = binary.LittleEndian.AppendUint32(b.data, row.hash)
		b.data = binary.LittleEndian.AppendUint32(b.data, row.offset)
		b.data = binary.LittleEndian.AppendUint32(b.data, row.line)
	}
	b.data = binary.LittleEndian.AppendUint32(b.data, uint32(len(rows)))
}

// Finish returns the positions of the object that was written.
func (b *PositionsBuilder) Finish() *Positions {
	positions := &Positions{b.root}
	positions.body = append(make([]byte, 0, len(b.data)), b.data...)
	b.Reset()
	return positions
}

// keptPositions is the size up to which the builder keeps its memory for the
// next object.
const keptPositions = 1 << 20

// Reset forgets what was written, after a decoding that failed.
func (b *PositionsBuilder) Reset() {
	if cap(b.data) > keptPositions || cap(b.rows) > keptPositions/16 {
		*b = PositionsBuilder{}
	}
	b.data, b.stack, b.rows, b.root = b.data[:0], b.stack[:0], b.rows[:0], positionNode{}
}

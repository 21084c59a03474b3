package main

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// height is the tile height that the C2SP specification fixes: 256 hashes in a full tile.
const height = 8

// maxLeaves bounds the memory that a log takes here (about 64 bytes a leaf).
const maxLeaves = 1 << 22

// path turns Go's "tile/8/0/x001/234.p/5" into C2SP's "tile/0/x001/234.p/5", which leaves the fixed height out.
func path(tile tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
}

// width is how many hashes tile n of level 0 has in a tree of size leaves.
func width(size, n int64) int {
	if rest := size - n<<height; rest < 1<<height {
		return int(rest)
	}
	return 1 << height
}

// hashes is the whole tree, rebuilt from its leaf hashes in the order of tlog.StoredHashIndex.
type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, 0, len(indexes))
	for _, index := range indexes {
		if index < 0 || index >= int64(len(h)) {
			return nil, fmt.Errorf("hash %d is not in the tree", index)
		}
		out = append(out, h[index])
	}
	return out, nil
}

// rebuild reads the leaf hashes (tiles of level 0), grows the tree from them, and holds every published tile of every
// level against it. tlog.TileHashReader would do less: in the x/mod that the Go of Debian 12 builds it leaves some tiles unchecked.
func rebuild(log source, size int64) (tree hashes, count int, err error) {
	if size > maxLeaves {
		return nil, 0, fmt.Errorf("%d leaves: make a smaller sample (at most %d)", size, maxLeaves)
	}
	for n := int64(0); n<<height < size; n++ {
		tile := tlog.Tile{H: height, L: 0, N: n, W: width(size, n)}
		data, err := log.read(path(tile))
		if err != nil {
			return nil, 0, err
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, 0, fmt.Errorf("%s: %d bytes, expected %d hashes of %d", path(tile), len(data), tile.W, tlog.HashSize)
		}
		for i := 0; i < tile.W; i++ {
			leaf, err := toHash(data[i*tlog.HashSize : (i+1)*tlog.HashSize])
			if err != nil {
				return nil, 0, err
			}
			more, err := tlog.StoredHashesForRecordHash(n<<height+int64(i), leaf, tree)
			if err != nil {
				return nil, 0, err
			}
			tree = append(tree, more...)
		}
	}
	for _, tile := range tlog.NewTiles(height, 0, size) {
		count++
		if tile.L == 0 {
			continue
		}
		expected, err := tlog.ReadTileData(tile, tree)
		if err != nil {
			return nil, 0, err
		}
		found, err := log.read(path(tile))
		if err != nil {
			return nil, 0, err
		}
		if !bytes.Equal(expected, found) {
			return nil, 0, fmt.Errorf("%s does not hold the hashes of the tiles below it", path(tile))
		}
	}
	return tree, count, nil
}

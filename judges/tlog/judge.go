package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type inclusion struct {
	Size  int64    `json:"size"`
	Index int64    `json:"index"`
	Leaf  []byte   `json:"leaf"`
	Proof [][]byte `json:"proof"`
}

type consistency struct {
	OldSize int64    `json:"old_size"`
	NewSize int64    `json:"new_size"`
	OldRoot []byte   `json:"old_root"`
	NewRoot []byte   `json:"new_root"`
	Proof   [][]byte `json:"proof"`
}

// judge checks the samples (key, proofs, old checkpoint) against the log (newest checkpoint, tiles). It returns what it
// found to hold, line by line, and the first thing that does not.
func judge(samples, log source) (report []string, err error) {
	key, err := samples.read("vkey")
	if err != nil {
		return nil, err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(key)))
	if err != nil {
		return nil, fmt.Errorf("vkey: %v", err)
	}
	now, err := openCheckpoint(samples, "checkpoint", verifier)
	if err != nil {
		return nil, err
	}
	old, err := openCheckpoint(samples, "checkpoint.old", verifier)
	if err != nil {
		return nil, err
	}
	report = append(report, fmt.Sprintf("signed checkpoints of %s: %d and %d leaves", verifier.Name(), old.N, now.N))

	// A running log may have grown since the samples were taken: it must still contain what they say.
	live, err := openCheckpoint(log, "checkpoint", verifier)
	if err != nil {
		return report, err
	}
	tree, count, err := rebuild(log, live.N)
	if err != nil {
		return report, err
	}
	for _, signed := range []tlog.Tree{live, now, old} {
		if err := holds(tree, live.N, signed); err != nil {
			return report, err
		}
	}
	report = append(report, fmt.Sprintf("%d tiles, all levels: they give the signed root of %d leaves, and the earlier ones", count, live.N))
	entries, err := checkEntries(log, live.N, tree)
	if err != nil {
		return report, err
	}
	report = append(report, fmt.Sprintf("%d published entries have the hashes of their leaves", entries))

	if err := checkConsistency(samples, old, now); err != nil {
		return report, fmt.Errorf("consistency.json: %v", err)
	}
	report = append(report, fmt.Sprintf("consistency proof from %d to %d leaves", old.N, now.N))

	count, err = checkInclusions(samples, old, now, tree)
	if err != nil {
		return report, fmt.Errorf("proofs.json: %v", err)
	}
	return append(report, fmt.Sprintf("%d inclusion proofs", count)), nil
}

// openCheckpoint verifies the note and reads its body: origin, size, root (C2SP tlog-checkpoint). Signatures by other
// keys (witnesses) may be there and are not looked at.
func openCheckpoint(from source, name string, verifier note.Verifier) (tlog.Tree, error) {
	var tree tlog.Tree
	data, err := from.read(name)
	if err != nil {
		return tree, err
	}
	signed, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tree, fmt.Errorf("%s: %v", name, err)
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) < 4 {
		return tree, fmt.Errorf("%s: expected the lines origin, size and root, found %d lines", name, len(lines)-1)
	}
	if lines[0] != verifier.Name() {
		return tree, fmt.Errorf("%s: the origin is %q, the key's name is %q", name, lines[0], verifier.Name())
	}
	tree.N, err = strconv.ParseInt(lines[1], 10, 64)
	if err != nil || tree.N < 0 || strconv.FormatInt(tree.N, 10) != lines[1] {
		return tree, fmt.Errorf("%s: %q is no tree size", name, lines[1])
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil {
		return tree, fmt.Errorf("%s: root: %v", name, err)
	}
	tree.Hash, err = toHash(root)
	if err != nil {
		return tree, fmt.Errorf("%s: root: %v", name, err)
	}
	return tree, nil
}

// holds compares the root that the tiles give at a signed size with the root that was signed.
func holds(tree hashes, size int64, signed tlog.Tree) error {
	if signed.N > size {
		return fmt.Errorf("a checkpoint signs %d leaves, the log has only %d", signed.N, size)
	}
	root, err := tlog.TreeHash(signed.N, tree)
	if err != nil {
		return err
	}
	if root != signed.Hash {
		return fmt.Errorf("at %d leaves the tiles give the root %v, the checkpoint signs %v", signed.N, root, signed.Hash)
	}
	return nil
}

// checkEntries hashes the published entries, where the log publishes them (it need not), and returns how many there are.
func checkEntries(log source, size int64, tree hashes) (int64, error) {
	for n := int64(0); n<<height < size; n++ {
		entries, err := readEntries(log, n, width(size, n))
		if errors.Is(err, errAbsent) && n == 0 {
			return 0, nil
		}
		if err != nil {
			return 0, err
		}
		for i, entry := range entries {
			index := n<<height + int64(i)
			if tlog.RecordHash(entry) != tree[tlog.StoredHashIndex(0, index)] {
				return 0, fmt.Errorf("entry %d does not have the hash that its tile says", index)
			}
		}
	}
	return size, nil
}

// readEntries reads bundle n of count entries, each with its length in two bytes before it (C2SP tlog-tiles).
func readEntries(log source, n int64, count int) ([][]byte, error) {
	// Level -1 is Go's name for the records, "data" in its paths.
	tile := tlog.Tile{H: height, L: -1, N: n, W: count}
	name := "tile/entries/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/data/", height))
	data, err := log.read(name)
	if err != nil {
		return nil, err
	}
	var out [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("%s: cut short after entry %d", name, len(out))
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		out = append(out, data[2:end])
		data = data[end:]
	}
	if len(out) != count {
		return nil, fmt.Errorf("%s: %d entries, expected %d", name, len(out), count)
	}
	return out, nil
}

func checkConsistency(samples source, old, now tlog.Tree) error {
	var c consistency
	if err := readJSON(samples, "consistency.json", &c); err != nil {
		return err
	}
	oldRoot, err := toHash(c.OldRoot)
	if err != nil {
		return fmt.Errorf("old_root: %v", err)
	}
	newRoot, err := toHash(c.NewRoot)
	if err != nil {
		return fmt.Errorf("new_root: %v", err)
	}
	if c.OldSize != old.N || oldRoot != old.Hash {
		return fmt.Errorf("old_size and old_root are not those of checkpoint.old (%d, %v)", old.N, old.Hash)
	}
	if c.NewSize != now.N || newRoot != now.Hash {
		return fmt.Errorf("new_size and new_root are not those of checkpoint (%d, %v)", now.N, now.Hash)
	}
	proof, err := toHashes(c.Proof)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, c.NewSize, newRoot, c.OldSize, oldRoot)
}

func checkInclusions(samples source, old, now tlog.Tree, tree hashes) (int, error) {
	var proofs []inclusion
	if err := readJSON(samples, "proofs.json", &proofs); err != nil {
		return 0, err
	}
	if len(proofs) == 0 {
		return 0, errors.New("no proof to check")
	}
	for i, p := range proofs {
		root := now.Hash
		switch {
		case p.Size == now.N:
		case p.Size == old.N:
			root = old.Hash
		case p.Size > 0 && p.Size < now.N:
			var err error
			if root, err = tlog.TreeHash(p.Size, tree); err != nil {
				return i, err
			}
		default:
			return i, fmt.Errorf("proof %d: size %d, the log has %d leaves", i, p.Size, now.N)
		}
		if p.Index < 0 || p.Index >= p.Size {
			return i, fmt.Errorf("proof %d: index %d of %d leaves", i, p.Index, p.Size)
		}
		proof, err := toHashes(p.Proof)
		if err != nil {
			return i, fmt.Errorf("proof %d: %v", i, err)
		}
		if err := tlog.CheckRecord(proof, p.Size, root, p.Index, tlog.RecordHash(p.Leaf)); err != nil {
			return i, fmt.Errorf("proof %d (leaf %d of %d): %v", i, p.Index, p.Size, err)
		}
	}
	return len(proofs), nil
}

func readJSON(from source, name string, into interface{}) error {
	data, err := from.read(name)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

func toHash(raw []byte) (hash tlog.Hash, err error) {
	if len(raw) != tlog.HashSize {
		return hash, fmt.Errorf("a hash has %d bytes, this one %d", tlog.HashSize, len(raw))
	}
	copy(hash[:], raw)
	return hash, nil
}

func toHashes(raw [][]byte) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, 0, len(raw))
	for _, one := range raw {
		hash, err := toHash(one)
		if err != nil {
			return nil, err
		}
		out = append(out, hash)
	}
	return out, nil
}

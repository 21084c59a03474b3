package main

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// memory holds a log made here; tests change one file of it and expect the judge to object.
type memory map[string][]byte

func (m memory) read(path string) ([]byte, error) {
	data, ok := m[path]
	if !ok {
		return nil, fmt.Errorf("%s: %w", path, errAbsent)
	}
	return data, nil
}

func makeLog(t *testing.T, old, size int64) memory { return makeLogOf(t, "record %d", old, size) }

func raw(hashes []tlog.Hash) (out [][]byte) {
	out = [][]byte{}
	for _, h := range hashes {
		out = append(out, append([]byte(nil), h[:]...))
	}
	return out
}

// makeLogOf signs two checkpoints of a log and writes all the files that the judge reads.
func makeLogOf(t *testing.T, text string, old, size int64) memory {
	t.Helper()
	leaf := func(i int64) []byte { return []byte(fmt.Sprintf(text, i)) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	secret, public, err := note.GenerateKey(rand.Reader, "registro.example/prova")
	must(err)
	signer, err := note.NewSigner(secret)
	must(err)
	var all hashes
	for i := int64(0); i < size; i++ {
		more, err := tlog.StoredHashes(i, leaf(i), all)
		must(err)
		all = append(all, more...)
	}
	m := memory{"vkey": []byte(public + "\n")}
	roots := map[string]tlog.Hash{}
	for name, n := range map[string]int64{"checkpoint.old": old, "checkpoint": size} {
		root, err := tlog.TreeHash(n, all)
		must(err)
		roots[name] = root
		signed, err := note.Sign(&note.Note{Text: fmt.Sprintf("registro.example/prova\n%d\n%s\n", n, base64.StdEncoding.EncodeToString(root[:]))}, signer)
		must(err)
		m[name] = signed
	}
	for _, tile := range tlog.NewTiles(height, 0, size) {
		data, err := tlog.ReadTileData(tile, all)
		must(err)
		m[path(tile)] = data
	}
	for n := int64(0); n<<height < size; n++ {
		count := width(size, n)
		var bundle bytes.Buffer
		for i := n << height; i < n<<height+int64(count); i++ {
			must(binary.Write(&bundle, binary.BigEndian, uint16(len(leaf(i)))))
			bundle.Write(leaf(i))
		}
		tile := tlog.Tile{H: height, L: -1, N: n, W: count}
		m["tile/entries/"+strings.TrimPrefix(tile.Path(), "tile/8/data/")] = bundle.Bytes()
	}
	proof, err := tlog.ProveTree(size, old, all)
	must(err)
	oldRoot, newRoot := roots["checkpoint.old"], roots["checkpoint"]
	m["consistency.json"], err = json.Marshal(consistency{old, size, oldRoot[:], newRoot[:], raw(proof)})
	must(err)
	var proofs []inclusion
	for _, n := range []int64{size, old, old + 1} {
		for _, i := range []int64{0, n / 2, n - 1} {
			proof, err := tlog.ProveRecord(n, i, all)
			must(err)
			proofs = append(proofs, inclusion{n, i, leaf(i), raw(proof)})
		}
	}
	m["proofs.json"], err = json.Marshal(proofs)
	must(err)
	return m
}

func TestAGoodLogHolds(t *testing.T) {
	for _, size := range []int64{2, 3, 255, 256, 257, 700, 66000} {
		m := makeLog(t, size-1, size)
		report, err := judge(m, m)
		if err != nil {
			t.Errorf("%d leaves: %v\n%s", size, err, strings.Join(report, "\n"))
		}
	}
}

func TestALogReadOverHTTPHolds(t *testing.T) {
	m := makeLog(t, 300, 700)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, ok := m[strings.TrimPrefix(r.URL.Path, "/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Write(data)
	}))
	defer server.Close()
	if _, err := judge(m, website(server.URL)); err != nil {
		t.Error(err)
	}
}

func TestALogWithoutPublishedEntriesHolds(t *testing.T) {
	m := makeLog(t, 300, 700)
	for name := range m {
		if strings.HasPrefix(name, "tile/entries/") {
			delete(m, name)
		}
	}
	if _, err := judge(m, m); err != nil {
		t.Error(err)
	}
}

// Whatever byte of whatever file is changed, the judge must object.
func TestAChangedByteIsFound(t *testing.T) {
	m := makeLog(t, 300, 700)
	for name, good := range m {
		for _, at := range []int{0, len(good) / 3, len(good) / 2, len(good) - 2} {
			bad := append([]byte(nil), good...)
			bad[at] ^= 0x01
			m[name] = bad
			// White space around a key, or between JSON values, carries nothing.
			if _, err := judge(m, m); err == nil && !bytes.Equal(bytes.TrimSpace(bad), bytes.TrimSpace(good)) {
				t.Errorf("%s: byte %d changed from %q to %q, and nobody noticed", name, at, good[at], bad[at])
			}
		}
		m[name] = good
	}
	if _, err := judge(m, m); err != nil {
		t.Fatal("the log must hold again: ", err)
	}
}

func TestAMissingFileIsFound(t *testing.T) {
	m := makeLog(t, 300, 700)
	for name, good := range m {
		if name == "tile/entries/000" {
			continue // An absent first bundle means that entries are not published.
		}
		delete(m, name)
		if _, err := judge(m, m); err == nil {
			t.Errorf("%s is missing, and nobody noticed", name)
		}
		m[name] = good
	}
}

// Two honest logs of the same ente: what one signed is not what the other holds.
func TestAnotherKeysCheckpointIsRefused(t *testing.T) {
	m, other := makeLog(t, 300, 700), makeLog(t, 300, 700)
	m["checkpoint"] = other["checkpoint"]
	if _, err := judge(m, m); err == nil {
		t.Error("a checkpoint of another key passed")
	}
}

// Tiles, entries and all, of another history: consistent in themselves, but not what was signed.
func TestAnotherHistoryIsRefused(t *testing.T) {
	m, other := makeLog(t, 300, 700), makeLogOf(t, "another record %d", 300, 700)
	for name := range m {
		if strings.HasPrefix(name, "tile/") {
			m[name] = other[name]
		}
	}
	if _, err := judge(m, m); err == nil || !strings.Contains(err.Error(), "the checkpoint signs") {
		t.Errorf("tiles of another history: %v", err)
	}
}

// A valid proof between two trees, one of which is not the one that was signed.
func TestAConsistencyProofOfOtherSizesIsRefused(t *testing.T) {
	m := makeLog(t, 300, 700)
	m["consistency.json"] = makeLog(t, 200, 700)["consistency.json"]
	if _, err := judge(m, m); err == nil {
		t.Error("a consistency proof from another size passed")
	}
}

// WRITE_LOG=FOLDER go test -run Write writes a good log there, for trying the command by hand.
func TestWrite(t *testing.T) {
	target := os.Getenv("WRITE_LOG")
	if target == "" {
		t.Skip("set WRITE_LOG=FOLDER to write a sample log")
	}
	for name, data := range makeLog(t, 300, 700) {
		file := filepath.Join(target, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

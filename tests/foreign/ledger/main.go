// Checks a ledger of ours with golang.org/x/mod/sumdb, which knows nothing of us: `ledger DIR VKEY SEED`.
//
// DIR is laid out as C2SP tlog-tiles says, with every published checkpoint in checkpoints.jsonl and receipts in proofs/.
// The first thing that is wrong ends it with 1.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
	// How many indexes and sizes are drawn, besides the first, the last and those around a tile's end.
	draws = 60
)

func main() {
	seed, err := strconv.ParseUint(os.Args[3], 10, 64)
	if err == nil {
		err = check(os.Args[1], os.Args[2], rand.New(rand.NewPCG(seed, 0)))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func check(dir, vkey string, random *rand.Rand) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(signed, verifier)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	// It believes no tile that does not lead to the checkpoint's root.
	hashes := tlog.TileHashReader(tree, &tiles{dir: dir, size: tree.N, read: map[string][]byte{}})
	root, err := tlog.TreeHash(tree.N, hashes)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return fmt.Errorf("the tiles make the root %v, the checkpoint says %v", root, tree.Hash)
	}
	if err := checkEntries(dir, tree.N, hashes); err != nil {
		return err
	}
	checkpoints, err := checkCheckpoints(filepath.Join(dir, "checkpoints.jsonl"), verifier, tree, hashes)
	if err != nil {
		return err
	}
	if err := checkRandomProofs(tree, hashes, random); err != nil {
		return err
	}
	receipts, err := checkReceipts(filepath.Join(dir, "proofs"), verifier, tree, hashes)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]int64{"size": tree.N, "checkpoints": checkpoints, "receipts": receipts})
}

// A checkpoint's text is its origin, its size and its root, a line each.
func openCheckpoint(signed []byte, verifier note.Verifier) (tree tlog.Tree, err error) {
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tree, fmt.Errorf("this is no checkpoint of %s: %q", verifier.Name(), opened.Text)
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// Every leaf, hashed from its entry bundle, is where the tree has it.
func checkEntries(dir string, size int64, hashes tlog.HashReader) error {
	for n := int64(0); n*tileWidth < size; n++ {
		width := min(tileWidth, size-n*tileWidth)
		bundle, err := os.ReadFile(filepath.Join(dir, path("entries", n, width)))
		if err != nil {
			return err
		}
		indexes := make([]int64, width)
		for i := range indexes {
			indexes[i] = tlog.StoredHashIndex(0, n*tileWidth+int64(i))
		}
		stored, err := hashes.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for i, hash := range stored {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				return fmt.Errorf("entry bundle %d ends within entry %d", n, i)
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			if tlog.RecordHash(bundle[2:end]) != hash {
				return fmt.Errorf("entry %d is not what the tree has", n*tileWidth+int64(i))
			}
			bundle = bundle[end:]
		}
		if len(bundle) > 0 {
			return fmt.Errorf("entry bundle %d has more than %d entries", n, width)
		}
	}
	return nil
}

// Every checkpoint that was ever published is of the tree as it was at that size, and the tree grew out of it.
func checkCheckpoints(file string, verifier note.Verifier, tree tlog.Tree, hashes tlog.HashReader) (int64, error) {
	lines, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	var seen, last int64
	for line := range bytes.Lines(lines) {
		var signed string
		if err := json.Unmarshal(line, &signed); err != nil {
			return seen, err
		}
		older, err := openCheckpoint([]byte(signed), verifier)
		if err != nil {
			return seen, fmt.Errorf("earlier checkpoint: %w", err)
		}
		if older.N <= last || older.N > tree.N {
			return seen, fmt.Errorf("a checkpoint of size %d follows on %d", older.N, last)
		}
		proof, err := tlog.ProveTree(tree.N, older.N, hashes)
		if err != nil {
			return seen, err
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash); err != nil {
			return seen, fmt.Errorf("the checkpoint of size %d: %w", older.N, err)
		}
		last = older.N
		seen++
	}
	return seen, nil
}

// Trees of random sizes: each is in the last one, and has the leaf of a random index.
func checkRandomProofs(tree tlog.Tree, hashes tlog.HashReader, random *rand.Rand) error {
	sizes := []int64{tree.N, tree.N - 1, tileWidth - 1, tileWidth, tileWidth + 1, 1}
	for range draws {
		sizes = append(sizes, 1+random.Int64N(tree.N))
	}
	for _, size := range sizes {
		if size < 1 || size > tree.N {
			continue
		}
		root, err := tlog.TreeHash(size, hashes)
		if err != nil {
			return err
		}
		grown, err := tlog.ProveTree(tree.N, size, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(grown, tree.N, tree.Hash, size, root); err != nil {
			return fmt.Errorf("from size %d to %d: %w", size, tree.N, err)
		}
		for _, index := range []int64{0, size - 1, random.Int64N(size)} {
			leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
			if err != nil {
				return err
			}
			proof, err := tlog.ProveRecord(size, index, hashes)
			if err != nil {
				return err
			}
			if err := tlog.CheckRecord(proof, size, root, index, leaf[0]); err != nil {
				return fmt.Errorf("leaf %d at size %d: %w", index, size, err)
			}
		}
	}
	return nil
}

// Our receipts, as C2SP tlog-proof says; what is extra in one is the leaf.
func checkReceipts(dir string, verifier note.Verifier, tree tlog.Tree, hashes tlog.HashReader) (int64, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.tlog-proof"))
	if err != nil {
		return 0, err
	}
	for _, file := range files {
		receipt, err := os.ReadFile(file)
		if err == nil {
			err = checkReceipt(string(receipt), verifier, tree, hashes)
		}
		if err != nil {
			return 0, fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
	}
	return int64(len(files)), nil
}

func checkReceipt(receipt string, verifier note.Verifier, tree tlog.Tree, hashes tlog.HashReader) error {
	head, signed, _ := strings.Cut(receipt, "\n\n")
	lines := strings.Split(head, "\n")
	if len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return fmt.Errorf("this is no tlog-proof")
	}
	extra, isExtra := strings.CutPrefix(lines[1], "extra ")
	digits, isIndex := strings.CutPrefix(lines[2], "index ")
	leaf, notBase64 := base64.StdEncoding.DecodeString(extra)
	index, notNumber := strconv.ParseInt(digits, 10, 64)
	if !isExtra || !isIndex || notBase64 != nil || notNumber != nil {
		return fmt.Errorf("its leaf or its index cannot be read")
	}
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	of, err := openCheckpoint([]byte(signed), verifier)
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(proof, of.N, of.Hash, index, tlog.RecordHash(leaf)); err != nil {
		return err
	}
	grown, err := tlog.ProveTree(tree.N, of.N, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckTree(grown, tree.N, tree.Hash, of.N, of.Hash)
}

// Tiles out of a directory. Of the last, partial tile of a level there is only the one of the tree's own size.
type tiles struct {
	dir  string
	size int64
	read map[string][]byte
}

func (t *tiles) Height() int { return tileHeight }

func (t *tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t *tiles) ReadTiles(asked []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(asked))
	for i, tile := range asked {
		width := min(tileWidth, t.size>>(tileHeight*tile.L)-tile.N*tileWidth)
		name := path(strconv.Itoa(tile.L), tile.N, width)
		if t.read[name] == nil {
			hashes, err := os.ReadFile(filepath.Join(t.dir, name))
			if err != nil {
				return nil, err
			}
			if len(hashes) != int(width)*tlog.HashSize {
				return nil, fmt.Errorf("%s has %d bytes", name, len(hashes))
			}
			t.read[name] = hashes
		}
		data[i] = t.read[name][:tile.W*tlog.HashSize]
	}
	return data, nil
}

// As C2SP names tiles; sumdb puts their height before the level.
func path(level string, n, width int64) string {
	name := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		name = fmt.Sprintf("x%03d/%s", n%1000, name)
	}
	if width < tileWidth {
		name = fmt.Sprintf("%s.p/%d", name, width)
	}
	return fmt.Sprintf("tile/%s/%s", level, name)
}

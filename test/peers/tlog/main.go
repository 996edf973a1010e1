// Answers from Go's own implementation (golang.org/x/mod/sumdb), for test/peers/tlog.test.ts. JSON on stdin and stdout.
package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Entries      []string  // base64
	Inclusions   [][]int64 // index, size
	Consistency  [][]int64 // first, second
	Proofs       []claim   // ours, to be checked
	Tiles        [][]int64 // old size, new size
	Note, Vkey   string    // ours, to be opened
	NoteToSign   string
}

type claim struct {
	Kind                string
	A, B                int64 // index, size | first, second
	Proof               []string
	Leaf, First, Second string
}

type answer struct {
	Roots       []string
	Inclusions  [][]string
	Consistency [][]string
	Verdicts    []bool
	Tiles       [][]string
	NoteText    string
	Signed      string
	SignedVkey  string
}

type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		out[i] = h[at]
	}
	return out, nil
}

func b64(list []tlog.Hash) []string {
	out := []string{}
	for _, h := range list {
		out = append(out, base64.StdEncoding.EncodeToString(h[:]))
	}
	return out
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func hash(text string) (h tlog.Hash) {
	raw, err := base64.StdEncoding.DecodeString(text)
	check(err)
	copy(h[:], raw)
	return h
}

func list(texts []string) (out []tlog.Hash) {
	for _, text := range texts {
		out = append(out, hash(text))
	}
	return out
}

func main() {
	var q question
	check(json.NewDecoder(os.Stdin).Decode(&q))
	var a answer
	var stored hashes
	for i, entry := range q.Entries {
		raw, err := base64.StdEncoding.DecodeString(entry)
		check(err)
		more, err := tlog.StoredHashes(int64(i), raw, stored)
		check(err)
		stored = append(stored, more...)
		root, err := tlog.TreeHash(int64(i+1), stored)
		check(err)
		a.Roots = append(a.Roots, base64.StdEncoding.EncodeToString(root[:]))
	}
	for _, in := range q.Inclusions {
		proof, err := tlog.ProveRecord(in[1], in[0], stored)
		check(err)
		a.Inclusions = append(a.Inclusions, b64(proof))
	}
	for _, in := range q.Consistency {
		proof, err := tlog.ProveTree(in[1], in[0], stored)
		check(err)
		a.Consistency = append(a.Consistency, b64(proof))
	}
	for _, c := range q.Proofs {
		if c.Kind == "inclusion" {
			a.Verdicts = append(a.Verdicts, tlog.CheckRecord(list(c.Proof), c.B, hash(c.Second), c.A, hash(c.Leaf)) == nil)
		} else {
			a.Verdicts = append(a.Verdicts, tlog.CheckTree(list(c.Proof), c.B, hash(c.Second), c.A, hash(c.First)) == nil)
		}
	}
	for _, t := range q.Tiles {
		paths := []string{}
		for _, tile := range tlog.NewTiles(8, t[0], t[1]) {
			paths = append(paths, strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
		}
		a.Tiles = append(a.Tiles, paths)
	}
	verifier, err := note.NewVerifier(q.Vkey)
	check(err)
	opened, err := note.Open([]byte(q.Note), note.VerifierList(verifier))
	check(err)
	a.NoteText = opened.Text
	skey, vkey, err := note.GenerateKey(rand.Reader, "go.example/log")
	check(err)
	signer, err := note.NewSigner(skey)
	check(err)
	signed, err := note.Sign(&note.Note{Text: q.NoteToSign}, signer)
	check(err)
	a.Signed, a.SignedVkey = string(signed), vkey
	check(json.NewEncoder(os.Stdout).Encode(a))
}

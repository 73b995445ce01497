// A witness (C2SP tlog-witness) that is not ours, github.com/transparency-dev/witness, for the ledgers with these keys: `witness VKEY…`.
//
// It draws a key, listens on a port of 127.0.0.1 that is free, and says both in a line of JSON. It ends with its standard input.
package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"

	f_note "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/witness/persistence/inmemory"
	"github.com/transparency-dev/witness/witness"
	"golang.org/x/mod/sumdb/note"
)

func main() {
	if err := serve(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(vkeys []string) error {
	ledgers := map[string]note.Verifier{}
	for _, vkey := range vkeys {
		verifier, err := note.NewVerifier(vkey)
		if err != nil {
			return err
		}
		ledgers[verifier.Name()] = verifier
	}
	signer, vkey, err := drawKey()
	if err != nil {
		return err
	}
	following, err := witness.New(context.Background(), witness.Opts{
		Persistence: inmemory.New(),
		Signers:     []note.Signer{signer},
		VerifierForLog: func(_ context.Context, origin string) (note.Verifier, bool, error) {
			verifier, known := ledgers[origin]
			return verifier, known, nil
		},
	})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	http.HandleFunc("POST /add-checkpoint", witness.NewHTTPHandler(following).AddCheckpoint)
	if err := json.NewEncoder(os.Stdout).Encode(map[string]string{"url": "http://" + listener.Addr().String(), "vkey": vkey}); err != nil {
		return err
	}
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	return http.Serve(listener, nil)
}

func drawKey() (note.Signer, string, error) {
	secret, vkey, err := note.GenerateKey(rand.Reader, "witness.example/w")
	if err != nil {
		return nil, "", err
	}
	signer, err := f_note.NewSignerForCosignatureV1(secret)
	if err != nil {
		return nil, "", err
	}
	vkey, err = f_note.VKeyToCosignatureV1(vkey)
	return signer, vkey, err
}

// Follows a ledger of ours over HTTP with filippo.io/torchwood, which knows nothing of us: `reader URL KEY VKEY…`.
//
// URL is where the ledger is served, KEY a key of ours with the scope audit. Whoever a VKEY is of, the ledger first and then its
// witnesses, must have signed the checkpoint and every receipt. The first thing that is wrong ends it with 1.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Every so many entries one is looked up by itself, and its receipt is checked.
const stride = 37

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := follow(ctx, os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func follow(ctx context.Context, url, key string, vkeys []string) error {
	policy, err := signedByAll(vkeys)
	if err != nil {
		return err
	}
	fetcher, err := torchwood.NewTileFetcher(url, torchwood.WithHTTPClient(&http.Client{Transport: withKey(key)}))
	if err != nil {
		return err
	}
	signed, err := fetcher.ReadEndpoint(ctx, "checkpoint")
	if err != nil {
		return err
	}
	checkpoint, _, err := torchwood.VerifyCheckpoint(signed, policy)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	client, err := torchwood.NewClient(fetcher)
	if err != nil {
		return err
	}
	var size, receipts int64
	for index, entry := range client.AllEntries(ctx, checkpoint.Tree, 0) {
		if index != size {
			return fmt.Errorf("entry %d follows on %d", index, size-1)
		}
		size++
		if index%stride != 0 && size != checkpoint.N {
			continue
		}
		alone, _, err := client.Entry(ctx, checkpoint.Tree, index)
		if err == nil && !bytes.Equal(alone, entry) {
			err = errors.New("it is another when it is asked for alone")
		}
		if err == nil {
			err = checkReceipt(ctx, fetcher, policy, entry)
		}
		if err != nil {
			return fmt.Errorf("entry %d: %w", index, err)
		}
		receipts++
	}
	if err := client.Err(); err != nil {
		return err
	}
	if size != checkpoint.N {
		return fmt.Errorf("%d entries are served of %d", size, checkpoint.N)
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]int64{"size": size, "receipts": receipts})
}

// Its extra data is the entry, and the entry says at which position its receipt is.
func checkReceipt(ctx context.Context, fetcher *torchwood.TileFetcher, policy torchwood.Policy, entry []byte) error {
	var envelope struct{ Position string }
	if err := json.Unmarshal(entry, &envelope); err != nil {
		return err
	}
	receipt, err := fetcher.ReadEndpoint(ctx, "proofs/"+envelope.Position)
	if err != nil {
		return err
	}
	extra, err := torchwood.ProofExtraData(receipt)
	if err != nil {
		return err
	}
	if !bytes.Equal(extra, entry) {
		return errors.New("its receipt is of another")
	}
	return torchwood.VerifyProof(policy, tlog.RecordHash(entry), receipt)
}

func signedByAll(vkeys []string) (torchwood.Policy, error) {
	ledger, err := note.NewVerifier(vkeys[0])
	if err != nil {
		return nil, err
	}
	policies := []torchwood.Policy{torchwood.OriginPolicy(ledger.Name()), torchwood.SingleVerifierPolicy(ledger)}
	for _, vkey := range vkeys[1:] {
		witness, err := torchwood.NewCosignatureVerifier(vkey)
		if err != nil {
			return nil, err
		}
		policies = append(policies, torchwood.SingleVerifierPolicy(witness))
	}
	return torchwood.ThresholdPolicy(len(policies), policies...), nil
}

type withKey string

func (key withKey) RoundTrip(request *http.Request) (*http.Response, error) {
	request.Header.Set("Authorization", "Bearer "+string(key))
	return http.DefaultTransport.RoundTrip(request)
}

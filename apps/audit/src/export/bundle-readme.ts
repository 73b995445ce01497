/** What whoever opens a bundle reads first. */
export function bundleReadme({ origin, size, exportedAt }: { readonly origin: string; readonly size: number; readonly exportedAt: string }): string {
  return `# A ledger of ${size} events

This directory is what one organization recorded in Fieldledger until ${exportedAt}: every voter contact, contribution and
volunteer shift, each written once. It holds all that is needed to find out, without a server and years from now, whether
any of it was changed.

- \`events/\` holds what was recorded, a line for each event. Names, addresses and the like are sealed: they can be read
  only with keys that are not here.
- \`ledger/\` holds the proof: a Merkle tree (RFC 6962) over an envelope for each event, with the event's hash, as the
  published format C2SP tlog-tiles lays it out; and the checkpoint, which says how many events there are and what they hash to.
- \`keys/ledger.vkey\` holds the keys that sign. **Do not trust them because they are here.** Compare them with the key that
  the organization published elsewhere, or that you wrote down when you first met it.
- \`checkpoints.jsonl\` holds every earlier checkpoint. One that you kept yourself is worth more.
- \`figures/\` holds reports' tables as they stood; folding the events again must give the same rows.
- \`schemas/\` and \`tables/\` say what the events' members and codes mean.

To check it with Fieldledger's own program, which needs Node and nothing else:

    fieldledger verify THIS_DIRECTORY --key YOUR_COPY_OF_ledger.vkey [--since A_CHECKPOINT_THAT_YOU_KEPT]

To check it with a program that is not Fieldledger's (Go; github.com/transparency-dev/tessera):

    fsck --storage_url=file:///…/ledger/ --public_key=keys/ledger.vkey --ui=false --N=8

It must say that the log was successfully checked, with the size ${size}; its exit code alone does not tell.

The origin of this ledger is ${origin}.
`;
}

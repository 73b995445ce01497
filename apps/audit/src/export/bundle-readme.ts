/** What whoever opens a bundle reads first. */
export function bundleReadme({ origin, size, exportedAt }: { readonly origin: string; readonly size: number; readonly exportedAt: string }): string {
  return `# A ledger of ${size} events

This directory is what one organization recorded in Fieldledger until ${exportedAt}: every voter contact, contribution and
volunteer shift, each written once. It holds all that is needed to find out, without a server and years from now, whether
any of it was changed.

- \`events/\` holds what was recorded, a line for each event. Names, addresses and the like are sealed: they can be read
  only with keys that are not here.
- \`bundle.json\` lists the files with their hashes, and \`bundle.note\` signs the list.
- \`ledger/\` holds the proof: a Merkle tree (RFC 6962) over an envelope for each event, with the event's hash, as the
  published format C2SP tlog-tiles lays it out; and the checkpoint, which says how many events there are and what they hash to.
- \`keys/ledger.vkey\` holds the keys that sign. **Do not trust them because they are here.** Compare them with the key that
  the organization published elsewhere, or that you wrote down when you first met it.
- \`checkpoints.jsonl\` holds every earlier checkpoint. One that you kept yourself is worth more.
- \`figures/\` holds reports' tables as they stood; folding the events again must give the same rows.
- \`schemas/\` and \`tables/\` say what the events' members and codes mean.

To check it with Fieldledger's own program, which needs Node and nothing else:

    fieldledger verify THIS_DIRECTORY --key YOUR_COPY_OF_ledger.vkey [--since A_CHECKPOINT_THAT_YOU_KEPT] [--witness KEYS_OF_WITNESSES]

To check it with a program that is not Fieldledger's (Go; github.com/transparency-dev/tessera):

    fsck --storage_url=file:///…/ledger/ --public_key=NEWEST_KEY --ui=false --N=8

NEWEST_KEY is a file, not in this directory, that holds the first line of YOUR_COPY_OF_ledger.vkey and no other. It must say
that the log was successfully checked, with the size ${size}; its exit code alone does not tell.

## To write a program of your own

Hashes are SHA-256. The formats are RFC 6962 (the tree), C2SP tlog-tiles (\`ledger/\`), C2SP signed-note and tlog-checkpoint
(\`ledger/checkpoint\`, and what each line of \`checkpoints.jsonl\` holds as a JSON string) and RFC 8785 (JSON).

1. Entry *n* of \`ledger/tile/entries/\` is the leaf of event *n*, a JSON object. Its \`payloadHash\` is the hash, hexadecimal, of line *n*
   of \`events/\` without the LF. A file there has 65,536 lines, the last may have fewer; it is named by the number of its first event.
2. The entries make the tiles, and these the root in the checkpoint. Every earlier checkpoint has the root of the tree of its size.
3. \`index\` counts the leaves from 0, \`revision\` those of a \`stream\`; no \`id\` is there twice; \`position\` grows, and \`recordedAt\` never decreases.
4. \`bundle.note\` is a signed note of two lines: the origin followed by \`/bundle/v1\`, and the hash of \`bundle.json\` in base64. There
   \`files\` has the hash, hexadecimal, of every file but those two and what is below \`ledger/\` and \`events/\`.
5. A line of \`keys/ledger.vkey\` is a key, the newest first. An event \`LedgerKeyRotated\` in the stream \`ledger-keys\` hands over from
   the key \`from\` to the key \`to\`: \`statement\` is a note that \`from\` signed, of two lines, the origin followed by \`/key-rotation/v1\`, and
   \`to\`. What has more events than the index of this one is signed by \`to\`.

What figures count: \`bundle.json\` says of each table up to which \`position\`. A line is a row, \`null\` is what nobody told, and
sums are of the rows that are \`standing\`. Two examples:

- \`contact_rates\` has a row for each attempt. \`ContactAttempted\` makes it: \`day\` is that of \`attemptedAt\` in \`meaning.dayZone\`, \`reached\` is
  \`meaning.contact\`. \`ContactAttemptVoided\` ends its standing. Attempts are the rows; contacts are those that reached somebody.
- \`receipts\` has a row for each movement of money. \`ContributionReceived\` and \`RefundReported\` make one whose \`movement_id\` is the
  \`contribution_id\`, \`ContributionAmended\` makes it anew, and \`ContributionWithdrawn\` ends its standing. What was told with a \`filing\`
  is of the \`book\` filed, what has the \`source\` fec-bulk of published, and all else of own; books are never added up. Whatever
  becomes of a contribution (\`ContributionRefunded\` and others) is a row with an id and a \`day\` of its own, under the contribution's
  book and committee. What is \`memo\` counts in no total. A refund, a chargeback and a reported refund are taken off.

A member that is an object of \`key\`, \`nonce\`, \`text\` and \`mark\` is sealed.

The origin of this ledger is ${origin}.
`;
}

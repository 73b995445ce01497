import { writeFile } from 'node:fs/promises';
import { signingKeyFile } from '@fieldledger/ledger';
import { settings } from '@fieldledger/settings';
import { connect } from './client.js';
import { vkeysOf } from './ledger-keys.js';

/** How long the first event of an organization may wait for its signature. */
const SIGNED_WITHIN_MS = 5_000;

/** Prints the vkeys of the organization's ledger, or writes them to a file; or replaces the key in this machine's data directory. */
export async function ledgerKey(environment: NodeJS.ProcessEnv, { rotate, out }: { readonly rotate?: true; readonly out?: string }, print: (text: string) => void): Promise<void> {
  if (!rotate) {
    const keys = (await vkeysOf(connect(environment), SIGNED_WITHIN_MS)).join('\n');
    if (out === undefined) return print(keys);
    await writeFile(out, `${keys}\n`);
    return print(`The keys that sign this ledger are in ${out}.`);
  }
  const { ledger } = settings(environment);
  if (ledger.key !== undefined) throw new Error('The key comes from FIELDLEDGER_LEDGER_KEY. Set that to a new one (openssl rand -base64 32), FIELDLEDGER_LEDGER_KEY_PREVIOUS to the one before, and start again first the query app, whose receipts are refused if it signs with the old one after the event, then the audit app.');
  await signingKeyFile(ledger.keyFile).rotate();
  print(`A new key is in ${ledger.keyFile}. Within seconds every ledger hands over to it; publish the new vkeys (fieldledger ledger-key).`);
}

/**
 * A notary in a process of its own, to be killed as the power goes: `node ledger-process.mjs URL SEED WITNESS VKEY [SABOTAGE]`.
 * With the sabotage `noted apart` it also kills itself, between what it took in and the note of how far that was.
 * It tells its parent whenever it asks for its key, which is between storing a head and signing it, and takes its time there.
 */
import { PostgresEventLog } from '@fieldledger/event-log';
import { Notary, SigningKey } from '@fieldledger/ledger';
import { setTimeout as pause } from 'node:timers/promises';
import { LedgerRows } from '../../libs/ledger/dist/ledger-rows.js';
import { opened } from './opened.mjs';

const [url, seed, witness, vkey, sabotage = ''] = process.argv.slice(2);
const key = SigningKey.fromSeed(Buffer.from(seed, 'hex'));

if (sabotage === 'no lease') {
  Notary.prototype.lease = async () => true;
  LedgerRows.prototype.advance = async function (_from, to) {
    await this.client.query('UPDATE ledger.progress SET position = $1', [to]);
    return true;
  };
}
if (sabotage === 'noted apart') {
  const { advance } = LedgerRows.prototype;
  let pages = 0;
  LedgerRows.prototype.advance = async function (from, to) {
    await this.client.query('COMMIT');
    if (++pages === 3) process.kill(process.pid, 'SIGKILL');
    await this.client.query('BEGIN');
    return advance.call(this, from, to);
  };
}

process.on('disconnect', () => process.exit());
const log = await opened(() => PostgresEventLog.open({ url }));
Notary.start({
  log, databaseUrl: url, originOf: (organization) => `ledger.example/${organization}`, everyMs: 10, witness: { url: witness, vkey },
  async keys() {
    process.send('key');
    await pause(10 * Math.random());
    return { current: key, previous: undefined, origin: 'the test' };
  },
  tell: (line) => process.send(line),
});

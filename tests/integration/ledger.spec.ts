import { PostgresEventLog } from '@fieldledger/event-log';
import { nameUuid } from '@fieldledger/kernel';
import { Ledger, Notary, openNote, parseCheckpoint, parseVkey, SigningKey, tilesOf, tilePath, type NotaryOptions, type SigningKeys } from '@fieldledger/ledger';
import { canvassHistory, startTestPostgres } from '@fieldledger/testing';
import { parseCheckpoint as readCheckpoint, verifyProof } from '@fieldledger/verifier';
import pg from 'pg';
import { SlowWitness } from './slow-witness.js';

const OURS = nameUuid('ledger', 'ours');
const THEIRS = nameUuid('ledger', 'theirs');
const originOf = (organization: string) => `ledger.example/${organization}`;
const [FIRST_KEY, SECOND_KEY] = [SigningKey.fromSeed(Buffer.alloc(32, 1)), SigningKey.fromSeed(Buffer.alloc(32, 2))];

/** What the notary has said. */
const told: string[] = [];

describe('the ledger', () => {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  let log: PostgresEventLog;
  let ledger: Ledger;
  let client: pg.Client;
  let keys: SigningKeys;
  let notary: Notary;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    log = await PostgresEventLog.open({ url: postgres.url });
    ledger = await Ledger.open({ url: postgres.url });
    client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    keys = { current: FIRST_KEY, previous: undefined, origin: 'the test' };
    notary = notarize();
  });

  afterAll(async () => {
    await notary.stop();
    await client.end();
    await ledger.close();
    await log.close();
    await postgres.stop();
  });

  const notarize = (more: Partial<NotaryOptions> = {}) => Notary.start({ log, databaseUrl: postgres.url, originOf, keys: async () => keys, everyMs: 50, tell: (line) => told.push(line), ...more });

  let seed = 0;
  async function append(events: number): Promise<void> {
    const requests = [...canvassHistory({ seed: seed++, events, organizations: [OURS, THEIRS] })];
    for (let at = 0; at < requests.length; at += 500) await log.append(requests.slice(at, at + 500));
  }

  /** The newest checkpoint, once it has everything. */
  async function checkpointed(organization: string, more = 0): Promise<string> {
    const events = (await client.query<{ n: number }>('SELECT count(*)::int AS n FROM log.events WHERE organization = $1', [organization])).rows[0]!.n + more;
    return until(async () => {
      const checkpoint = await ledger.checkpoint(organization);
      return checkpoint !== undefined && parseCheckpoint(checkpoint).size >= events ? checkpoint : undefined;
    });
  }

  it('has a tree for each organization, of all its events, signed', async () => {
    await append(1_500);
    for (const organization of [OURS, THEIRS]) {
      const { text } = openNote(await checkpointed(organization), [parseVkey(FIRST_KEY.vkey(originOf(organization)))]);
      const { origin, size } = readCheckpoint(text);
      expect(origin).toBe(originOf(organization));
      expect(size).toBe((await client.query<{ n: number }>('SELECT count(*)::int AS n FROM log.events WHERE organization = $1', [organization])).rows[0]!.n);
    }
    expect(await ledger.keys(OURS)).toBe(`${FIRST_KEY.vkey(originOf(OURS))}\n`);
  });

  it('keeps every head that was stored, whoever asks', async () => {
    const before = await checkpointed(OURS);
    for (const sql of ['TRUNCATE ledger.heads', 'DELETE FROM ledger.heads', "UPDATE ledger.heads SET checkpoint = 'another'", 'UPDATE ledger.heads SET size = size + 1']) {
      await expect(client.query(sql)).rejects.toThrow('A head that was stored is never changed or removed.');
    }
    expect(await ledger.checkpoint(OURS)).toBe(before);
  });

  it('serves every tile and bundle of its checkpoint, and none beyond it', async () => {
    const { size } = parseCheckpoint(await checkpointed(OURS));
    for (const { level, n, width } of tilesOf(size)) {
      expect(await ledger.tile(OURS, tilePath(level, n, width))).toHaveLength(width * 32);
      if (level === 0) expect(await ledger.tile(OURS, tilePath('entries', n, width))).toBeInstanceOf(Buffer);
    }
    for (const path of ['tile/0/x009/999', 'tile/0/000.p/999', 'tile/entries/../000', 'tile/7/000', `tile/0/${String(Math.floor(size / 256)).padStart(3, '0')}.p/255`]) expect(await ledger.tile(OURS, path)).toBeUndefined();
  });

  it('gives a receipt for one event that a verifier apart from it accepts', async () => {
    const { size } = parseCheckpoint(await checkpointed(OURS));
    const events = await log.read('', { limit: 10_000, organization: OURS });
    const trusted = [FIRST_KEY.vkey(originOf(OURS))];
    for (const index of [0, 1, 255, 256, 257, Math.floor(size / 2), size - 1]) {
      const proof = await ledger.proof(OURS, events[index]!.position);
      expect(verifyProof(proof!, { keys: trusted })).toMatchObject({ index, size });
    }
    expect(await ledger.proof(THEIRS, events[0]!.position)).toBeUndefined();
    expect(await ledger.proof(OURS, '9999999999999999')).toBeUndefined();
  });

  it('goes on after a stop with the same tree, and grows it', async () => {
    const before = await checkpointed(OURS);
    await notary.stop();
    await append(700);
    notary = notarize();
    const after = await checkpointed(OURS);
    expect(parseCheckpoint(after).size).toBeGreaterThan(parseCheckpoint(before).size);
    const all = await ledger.checkpoints(OURS, 0, Number.MAX_SAFE_INTEGER, 1_000);
    expect(all.at(-1)!.checkpoint).toBe(after);
    expect(all.map(({ checkpoint }) => checkpoint)).toContain(before);
  });

  it('takes in what trickles in once for each signing', async () => {
    await notary.stop();
    let reads = 0;
    const counted: NotaryOptions['log'] = Object.assign(Object.create(log) as PostgresEventLog, { read: (...asked: Parameters<PostgresEventLog['read']>) => (reads++, log.read(...asked)) });
    notary = notarize({ log: counted, everyMs: 400 });
    const since = performance.now();
    for (let n = 0; n < 100; n++) await Promise.all([append(1), new Promise((resolve) => setTimeout(resolve, 10))]);
    await checkpointed(OURS);
    // A round reads until there is nothing more: two times, or some more where that takes so long that more has come. By one at a time it would be two hundred.
    const atMost = 5 * ((performance.now() - since) / 400 + 3);
    await notary.stop();
    notary = notarize();
    await until(async () => notary.status().state === 'active' || undefined);
    expect(reads).toBeLessThanOrEqual(atMost);
  });

  it('is kept by one process at a time', async () => {
    const second = notarize();
    await until(async () => second.status().state === 'standby' || undefined);
    await append(100);
    await checkpointed(OURS);
    await notary.stop();
    await until(async () => second.status().state === 'active' || undefined);
    await append(100);
    await checkpointed(OURS);
    notary = second;
  });

  it('hands over to a new key by an event, and refuses a key that nobody handed over to', async () => {
    await notary.stop();
    keys = { current: SECOND_KEY, previous: undefined, origin: 'the test' };
    notary = notarize();
    await append(20);
    await until(async () => told.some((line) => line.includes('is not the one that has signed so far')) || undefined);
    keys = { current: SECOND_KEY, previous: FIRST_KEY, origin: 'the test' };
    await checkpointed(OURS, 1);
    const rotated = (await log.readStream(OURS, 'ledger-keys'))[0]!;
    expect(rotated).toMatchObject({ type: 'LedgerKeyRotated', data: { from: FIRST_KEY.vkey(originOf(OURS)), to: SECOND_KEY.vkey(originOf(OURS)) } });
    await append(20);
    expect(openNote(await checkpointed(OURS), [parseVkey(SECOND_KEY.vkey(originOf(OURS)))]).signedBy).toHaveLength(1);
    expect((await ledger.keys(OURS)).split('\n').slice(0, 2)).toEqual([SECOND_KEY.vkey(originOf(OURS)), FIRST_KEY.vkey(originOf(OURS))]);
    expect(await log.readStream(OURS, 'ledger-keys')).toHaveLength(1);
  });

  it('keeps the name under which it was signed first', async () => {
    await notary.stop();
    notary = notarize({ originOf: (organization) => `another.example/${organization}` });
    await append(20);
    await until(async () => notary.status().unsigned.get(OURS)?.includes(`has been signed as ${originOf(OURS)}`) || undefined);
    await notary.stop();
    notary = notarize();
    await checkpointed(OURS);
  });

  it('asks a witness before it publishes, where one is required, and publishes nothing without it', async () => {
    await notary.stop();
    const witness = await SlowWitness.start(() => 0);
    notary = notarize({ witness: { url: witness.url, vkey: witness.vkey } });
    await append(30);
    const note = await checkpointed(OURS);
    expect(openNote(note, [parseVkey(witness.vkey)]).signedBy).toHaveLength(1);
    await append(30);
    await checkpointed(OURS);
    witness.refusal = 403;
    const before = await ledger.checkpoint(OURS);
    await append(30);
    await until(async () => notary.status().unsigned.get(OURS)?.includes('did not sign (403)') || undefined);
    expect(await ledger.checkpoint(OURS)).toBe(before);
    witness.refusal = undefined;
    await checkpointed(OURS);
    witness.stop();
    await notary.stop();
    notary = notarize();
  });

  it('waits for a witness that says nothing once for all organizations, and no longer than until it is stopped', async () => {
    await notary.stop();
    const witness = await SlowWitness.start(() => 60_000);
    const { url, vkey } = witness;
    await append(30);
    notary = notarize({ witness: { url, vkey } });
    await until(async () => [OURS, THEIRS].every((organization) => notary.status().unsigned.get(organization)?.includes('does not answer within 5 seconds')) || undefined);
    expect(witness.shown).toHaveLength(1);
    await witness.isShown();
    const before = performance.now();
    await notary.stop();
    expect(performance.now() - before).toBeLessThan(3_000);
    witness.stop();
    notary = notarize({ witness: { url, vkey } });
    await until(async () => notary.status().unsigned.get(OURS)?.includes('does not answer (ECONNREFUSED)') || undefined);
    await notary.stop();
    notary = notarize();
    await checkpointed(OURS);
  });

  it.each<[string, (witness: SlowWitness) => void, string]>([
    ['does not know the ledger', (witness) => (witness.refusal = 404), 'did not sign (404): it does not know this ledger'],
    ['does not trust its key', (witness) => (witness.refusal = 403), 'did not sign (403): it trusts no key that has signed this'],
    ['has signed another head of this size', (witness) => (witness.refusal = 409), 'did not sign (409): it has signed another head'],
    ['does not see that it follows', (witness) => (witness.refusal = 422), 'did not sign (422): this does not follow'],
    ['fails without a word', (witness) => (witness.refusal = 500), 'did not sign (500): it does not say why. Does whoever runs it'],
    ['is overloaded', (witness) => (witness.refusal = 429), 'did not sign (429): no'],
    ['signs under a name that is not its own', (witness) => (witness.signsAs = { ...witness.signsAs, name: 'another.example' }), 'is no signature of witness.example for this checkpoint: None of the keys'],
    ['signs with a key that is not its own', (witness) => (witness.signsAs = { ...witness.signsAs, id: Buffer.alloc(4, 7) }), 'is no signature of witness.example for this checkpoint: None of the keys'],
    ['signs for a moment that others cannot name', (witness) => (witness.moment = 2n ** 63n), 'is no signature of witness.example for this checkpoint: The signature of'],
    ['has followed a longer ledger than there is', (witness) => witness.followed.set(originOf(OURS), { size: 1_000_000, root: Buffer.alloc(32) }), 'has followed this ledger up to 1000000 events'],
  ])('publishes nothing when the witness %s, and says so', async (_, lie, told) => {
    await notary.stop();
    const witness = await SlowWitness.start(() => 0);
    lie(witness);
    notary = notarize({ witness: { url: witness.url, vkey: witness.vkey } });
    const before = await ledger.checkpoint(OURS);
    await append(30);
    await until(async () => notary.status().unsigned.get(OURS)?.includes(told) || undefined);
    expect(await ledger.checkpoint(OURS)).toBe(before);
    witness.stop();
    await notary.stop();
    notary = notarize();
    await checkpointed(OURS);
  });

  it.each([
    ['a leaf', `UPDATE ledger.entries SET entries = set_byte(entries, length(entries) - 40, (get_byte(entries, length(entries) - 40) + 1) % 256) WHERE organization = $1 AND n = (SELECT max(n) FROM ledger.entries WHERE organization = $1)`],
    ['a hash of the tree that is not signed yet', `UPDATE ledger.tiles SET hashes = set_byte(hashes, length(hashes) - 1, (get_byte(hashes, length(hashes) - 1) + 1) % 256) WHERE organization = $1 AND level = 0 AND n = (SELECT max(n) FROM ledger.tiles WHERE organization = $1 AND level = 0)`],
    ['a hash of the tree that was signed', `UPDATE ledger.tiles SET hashes = set_byte(hashes, 5, (get_byte(hashes, 5) + 1) % 256) WHERE organization = $1 AND level = 0 AND n = (SELECT max(n) FROM ledger.tiles WHERE organization = $1 AND level = 0)`],
  ])('signs nothing more once %s was changed, and says so', async (_, alteration) => {
    await checkpointed(OURS);
    await notary.stop();
    await client.query('CREATE SCHEMA IF NOT EXISTS aside; DROP TABLE IF EXISTS aside.tiles, aside.entries; CREATE TABLE aside.tiles AS TABLE ledger.tiles; CREATE TABLE aside.entries AS TABLE ledger.entries');
    const before = await ledger.checkpoint(OURS);
    await append(40);
    // Taken in, not yet signed: then it is changed.
    const silent = notarize({ keys: async () => Promise.reject(new Error('There is no key yet.')) });
    await until(async () => silent.status().position === (await log.horizon()).position || undefined);
    await silent.stop();
    await client.query(alteration, [OURS]);
    notary = notarize();
    expect(await until(async () => notary.status().unsigned.get(OURS))).toMatch(/nothing is signed/);
    expect(parseCheckpoint((await ledger.checkpoint(OURS))!).size - parseCheckpoint(before!).size).toBeLessThan(40);
    expect(notary.status().unsigned.has(THEIRS)).toBe(false);
    await notary.stop();
    await client.query(alteration.replace('+ 1', '+ 255'), [OURS]);
    notary = notarize();
    await checkpointed(OURS);
  });

  it('ends where the log is not what was recorded, and says so, while the others go on; and goes on when that is mended', async () => {
    await checkpointed(OURS);
    await notary.stop();
    await append(10);
    const altered = (await client.query<{ position: string }>('SELECT max(position) AS position FROM log.events WHERE organization = $1', [OURS])).rows[0]!.position;
    const payload = (await client.query<{ payload: string }>('SELECT payload FROM log.events WHERE position = $1', [altered])).rows[0]!.payload;
    const changed = async (to: string) => {
      await client.query('ALTER TABLE log.events DISABLE TRIGGER immutable');
      await client.query('UPDATE log.events SET payload = $2 WHERE position = $1', [altered, to]);
      await client.query('ALTER TABLE log.events ENABLE TRIGGER immutable');
    };
    await changed(payload.replace(':', ': '));
    const sentence = new RegExp(`The event at position 0*${altered} is not what was recorded: its payload`);
    notary = notarize();
    expect(await until(async () => notary.status().unsigned.get(OURS))).toMatch(sentence);
    const signed = await checkpointed(OURS, -1);
    await append(4_500);
    await checkpointed(THEIRS);
    await notary.stop();
    // Another process knows of it.
    notary = notarize();
    expect(await until(async () => notary.status().unsigned.get(OURS))).toMatch(sentence);
    await append(30);
    await checkpointed(THEIRS);
    expect(await ledger.checkpoint(OURS)).toBe(signed);
    expect(notary.status()).toMatchObject({ state: 'active', error: undefined });
    await changed(payload);
    const leaves = parseCheckpoint(await checkpointed(OURS)).size;
    // The checkpoint is served a moment before the status is of it.
    await until(async () => notary.status().unsigned.size === 0 || undefined);
    const events = await log.read('', { limit: 10_000, organization: OURS });
    expect(events).toHaveLength(leaves);
    for (let index = 0; index < leaves; index += 7) expect(verifyProof((await ledger.proof(OURS, events[index]!.position))!, { keys: (await ledger.keys(OURS)).trim().split('\n') })).toMatchObject({ index });
  });

  it('ends before an envelope that no entry can hold, in that organization alone', async () => {
    await checkpointed(OURS);
    await notary.stop();
    await append(10);
    const position = (await client.query<{ position: string }>('SELECT max(position) AS position FROM log.events WHERE organization = $1', [OURS])).rows[0]!.position;
    const altered = async (meta: string) => {
      await client.query('ALTER TABLE log.events DISABLE TRIGGER immutable');
      await client.query(`UPDATE log.events SET meta = ${meta} WHERE position = $1`, [position]);
      await client.query('ALTER TABLE log.events ENABLE TRIGGER immutable');
    };
    await altered(`replace(meta, '"app":"', '"app":"' || repeat('ü', 40000))`);
    notary = notarize();
    expect(await until(async () => notary.status().unsigned.get(OURS))).toMatch(new RegExp(`^The event at position 0*${position} has an envelope of 80\\d{3} bytes`));
    await append(30);
    await checkpointed(THEIRS);
    expect(notary.status()).toMatchObject({ state: 'active', error: undefined });
    await altered(`replace(meta, repeat('ü', 40000), '')`);
    await checkpointed(OURS);
  });
});

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`It did not come to that within 20 seconds. ${told.slice(-3).join(' ')}`);
}

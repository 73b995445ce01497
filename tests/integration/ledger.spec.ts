import { randomBytes } from 'node:crypto';
import type { PostgresEventLog } from '@fieldledger/event-log';
import { openNote, parseCheckpoint, parseVkey, SigningKey, tilesOf, tilePath, type NotaryOptions } from '@fieldledger/ledger';
import { parseCheckpoint as readCheckpoint, verifyProof } from '@fieldledger/verifier';
import { FIRST_KEY, LedgerTrial, originOf, OURS, SECOND_KEY, THEIRS } from './ledger-trial.js';

describe('the ledger', () => {
  const trial = LedgerTrial.forSuite();

  it('has a tree for each organization, of all its events, signed', async () => {
    await trial.append(1_500);
    for (const organization of [OURS, THEIRS]) {
      const { text } = openNote(await trial.checkpointed(organization), [parseVkey(FIRST_KEY.vkey(originOf(organization)))]);
      const { origin, size } = readCheckpoint(text);
      expect(origin).toBe(originOf(organization));
      expect(size).toBe(await trial.eventsOf(organization));
    }
    expect(await trial.ledger.keys(OURS)).toBe(`${FIRST_KEY.vkey(originOf(OURS))}\n`);
  });

  it('keeps every head that was stored, whoever asks', async () => {
    const before = await trial.checkpointed(OURS);
    for (const sql of ['TRUNCATE ledger.heads', 'DELETE FROM ledger.heads', "UPDATE ledger.heads SET checkpoint = 'another'", 'UPDATE ledger.heads SET size = size + 1']) {
      await expect(trial.client.query(sql)).rejects.toThrow('A head that was stored is never changed or removed.');
    }
    expect(await trial.ledger.checkpoint(OURS)).toBe(before);
  });

  it('serves every tile and bundle of its checkpoint, and none beyond it', async () => {
    const { size } = parseCheckpoint(await trial.checkpointed(OURS));
    for (const { level, n, width } of tilesOf(size)) {
      expect(await trial.ledger.tile(OURS, tilePath(level, n, width))).toHaveLength(width * 32);
      if (level === 0) expect(await trial.ledger.tile(OURS, tilePath('entries', n, width))).toBeInstanceOf(Buffer);
    }
    for (const path of ['tile/0/x009/999', 'tile/0/000.p/999', 'tile/entries/../000', 'tile/7/000', `tile/0/${String(Math.floor(size / 256)).padStart(3, '0')}.p/255`]) expect(await trial.ledger.tile(OURS, path)).toBeUndefined();
  });

  it('gives a receipt for one event that a verifier apart from it accepts', async () => {
    const { size } = parseCheckpoint(await trial.checkpointed(OURS));
    const events = await trial.log.read('', { limit: 10_000, organization: OURS });
    const trusted = [FIRST_KEY.vkey(originOf(OURS))];
    for (const index of [0, 1, 255, 256, 257, Math.floor(size / 2), size - 1]) {
      const proof = await trial.ledger.proof(OURS, events[index]!.position);
      expect(verifyProof(proof!, { keys: trusted })).toMatchObject({ index, size });
    }
    expect(await trial.ledger.proof(THEIRS, events[0]!.position)).toBeUndefined();
    expect(await trial.ledger.proof(OURS, '9999999999999999')).toBeUndefined();
  });

  it('goes on after a stop with the same tree, and grows it', async () => {
    const before = await trial.checkpointed(OURS);
    await trial.notary.stop();
    await trial.append(700);
    trial.notary = trial.notarize();
    const after = await trial.checkpointed(OURS);
    expect(parseCheckpoint(after).size).toBeGreaterThan(parseCheckpoint(before).size);
    const all = await trial.ledger.checkpoints(OURS, 0, Number.MAX_SAFE_INTEGER, 1_000);
    expect(all.at(-1)!.checkpoint).toBe(after);
    expect(all.map(({ checkpoint }) => checkpoint)).toContain(before);
  });

  it('takes in what trickles in once for each signing', async () => {
    await trial.notary.stop();
    let reads = 0;
    const counted: NotaryOptions['log'] = Object.assign(Object.create(trial.log) as PostgresEventLog, { read: (...asked: Parameters<PostgresEventLog['read']>) => (reads++, trial.log.read(...asked)) });
    trial.notary = trial.notarize({ log: counted, everyMs: 400 });
    const since = performance.now();
    for (let n = 0; n < 100; n++) await Promise.all([trial.append(1), new Promise((resolve) => setTimeout(resolve, 10))]);
    await trial.checkpointed(OURS);
    // A round reads until there is nothing more: two times, or some more where that takes so long that more has come. By one at a time it would be two hundred.
    const atMost = 5 * ((performance.now() - since) / 400 + 3);
    await trial.notary.stop();
    trial.notary = trial.notarize();
    await trial.until(async () => trial.notary.status().state === 'active' || undefined);
    expect(reads).toBeLessThanOrEqual(atMost);
  });

  it('is kept by one process at a time', async () => {
    const second = trial.notarize();
    await trial.until(async () => second.status().state === 'standby' || undefined);
    await trial.append(100);
    await trial.checkpointed(OURS);
    await trial.notary.stop();
    await trial.until(async () => second.status().state === 'active' || undefined);
    await trial.append(100);
    await trial.checkpointed(OURS);
    trial.notary = second;
  });

  it('hands over to a new key by an event, and refuses a key that nobody handed over to', async () => {
    await trial.notary.stop();
    trial.keys = { current: SECOND_KEY, previous: undefined, origin: 'the test' };
    trial.notary = trial.notarize();
    await trial.append(20);
    await trial.until(async () => trial.told.some((line) => line.includes('is not the one that has signed so far')) || undefined);
    trial.keys = { current: SECOND_KEY, previous: FIRST_KEY, origin: 'the test' };
    await trial.checkpointed(OURS, 1);
    const rotated = (await trial.log.readStream(OURS, 'ledger-keys'))[0]!;
    expect(rotated).toMatchObject({ type: 'LedgerKeyRotated', data: { from: FIRST_KEY.vkey(originOf(OURS)), to: SECOND_KEY.vkey(originOf(OURS)) } });
    await trial.append(20);
    expect(openNote(await trial.checkpointed(OURS), [parseVkey(SECOND_KEY.vkey(originOf(OURS)))]).signedBy).toHaveLength(1);
    expect((await trial.ledger.keys(OURS)).split('\n').slice(0, 2)).toEqual([SECOND_KEY.vkey(originOf(OURS)), FIRST_KEY.vkey(originOf(OURS))]);
    expect(await trial.log.readStream(OURS, 'ledger-keys')).toHaveLength(1);
  });

  it('is not handed back to a key that was replaced, which no verifier would follow', async () => {
    trial.keys = { current: FIRST_KEY, previous: SECOND_KEY, origin: 'the test' };
    await trial.append(20);
    await trial.until(async () => trial.notary.status().unsigned.get(OURS)?.includes('signed it before and was replaced') || undefined);
    expect(openNote(await trial.checkpointed(OURS), [parseVkey(SECOND_KEY.vkey(originOf(OURS)))]).signedBy).toHaveLength(1);
    expect(await trial.log.readStream(OURS, 'ledger-keys')).toHaveLength(1);
    trial.keys = { current: SECOND_KEY, previous: FIRST_KEY, origin: 'the test' };
    await trial.append(20);
    await trial.until(async () => !trial.notary.status().unsigned.has(OURS) || undefined);
  });

  it('says that its key is gone as soon as it is, and not with the next event', async () => {
    await trial.checkpointed(OURS);
    trial.keys = { current: SigningKey.fromSeed(randomBytes(32)), previous: SigningKey.fromSeed(randomBytes(32)), origin: 'the test' };
    expect(await trial.until(async () => trial.notary.status().unsigned.get(OURS))).toContain('Put back the right one: only that one can hand over to another.');
    trial.keys = { current: SECOND_KEY, previous: undefined, origin: 'the test' };
    await trial.until(async () => !trial.notary.status().unsigned.has(OURS) || undefined);
  });

  it('keeps the name under which it was signed first', async () => {
    await trial.notary.stop();
    trial.notary = trial.notarize({ originOf: (organization) => `another.example/${organization}` });
    await trial.append(20);
    await trial.until(async () => trial.notary.status().unsigned.get(OURS)?.includes(`has been signed as ${originOf(OURS)}`) || undefined);
    await trial.notary.stop();
    trial.notary = trial.notarize();
    await trial.checkpointed(OURS);
  });

  it.each([
    ['a leaf', `UPDATE ledger.entries SET entries = set_byte(entries, length(entries) - 40, (get_byte(entries, length(entries) - 40) + 1) % 256) WHERE organization = $1 AND n = (SELECT max(n) FROM ledger.entries WHERE organization = $1)`],
    ['a hash of the tree that is not signed yet', `UPDATE ledger.tiles SET hashes = set_byte(hashes, length(hashes) - 1, (get_byte(hashes, length(hashes) - 1) + 1) % 256) WHERE organization = $1 AND level = 0 AND n = (SELECT max(n) FROM ledger.tiles WHERE organization = $1 AND level = 0)`],
    ['a hash of the tree that was signed', `UPDATE ledger.tiles SET hashes = set_byte(hashes, 5, (get_byte(hashes, 5) + 1) % 256) WHERE organization = $1 AND level = 0 AND n = (SELECT max(n) FROM ledger.tiles WHERE organization = $1 AND level = 0)`],
  ])('signs nothing more once %s was changed, and says so', async (_, alteration) => {
    await trial.checkpointed(OURS);
    await trial.notary.stop();
    await trial.client.query('CREATE SCHEMA IF NOT EXISTS aside; DROP TABLE IF EXISTS aside.tiles, aside.entries; CREATE TABLE aside.tiles AS TABLE ledger.tiles; CREATE TABLE aside.entries AS TABLE ledger.entries');
    const before = await trial.ledger.checkpoint(OURS);
    await trial.append(40);
    // Taken in, not yet signed: then it is changed.
    const silent = trial.notarize({ keys: async () => Promise.reject(new Error('There is no key yet.')) });
    await trial.until(async () => silent.status().position === (await trial.log.horizon()).position || undefined);
    await silent.stop();
    await trial.client.query(alteration, [OURS]);
    trial.notary = trial.notarize();
    expect(await trial.until(async () => trial.notary.status().unsigned.get(OURS))).toMatch(/nothing is signed/);
    expect(parseCheckpoint((await trial.ledger.checkpoint(OURS))!).size - parseCheckpoint(before!).size).toBeLessThan(40);
    expect(trial.notary.status().unsigned.has(THEIRS)).toBe(false);
    await trial.notary.stop();
    await trial.client.query(alteration.replace('+ 1', '+ 255'), [OURS]);
    trial.notary = trial.notarize();
    await trial.checkpointed(OURS);
  });

  it('ends where the log is not what was recorded, and says so, while the others go on; and goes on when that is mended', async () => {
    await trial.checkpointed(OURS);
    await trial.notary.stop();
    await trial.append(10);
    const altered = (await trial.client.query<{ position: string }>('SELECT max(position) AS position FROM log.events WHERE organization = $1', [OURS])).rows[0]!.position;
    const payload = (await trial.client.query<{ payload: string }>('SELECT payload FROM log.events WHERE position = $1', [altered])).rows[0]!.payload;
    const changed = async (to: string) => {
      await trial.client.query('ALTER TABLE log.events DISABLE TRIGGER immutable');
      await trial.client.query('UPDATE log.events SET payload = $2 WHERE position = $1', [altered, to]);
      await trial.client.query('ALTER TABLE log.events ENABLE TRIGGER immutable');
    };
    await changed(payload.replace(':', ': '));
    const sentence = new RegExp(`The event at position 0*${altered} is not what was recorded: its payload`);
    trial.notary = trial.notarize();
    expect(await trial.until(async () => trial.notary.status().unsigned.get(OURS))).toMatch(sentence);
    const signed = await trial.checkpointed(OURS, -1);
    await trial.append(4_500);
    await trial.checkpointed(THEIRS);
    await trial.notary.stop();
    // Another process knows of it.
    trial.notary = trial.notarize();
    expect(await trial.until(async () => trial.notary.status().unsigned.get(OURS))).toMatch(sentence);
    await trial.append(30);
    await trial.checkpointed(THEIRS);
    expect(await trial.ledger.checkpoint(OURS)).toBe(signed);
    expect(trial.notary.status()).toMatchObject({ state: 'active', error: undefined });
    await changed(payload);
    const leaves = parseCheckpoint(await trial.checkpointed(OURS)).size;
    // The checkpoint is served a moment before the status is of it.
    await trial.until(async () => trial.notary.status().unsigned.size === 0 || undefined);
    const events = await trial.log.read('', { limit: 10_000, organization: OURS });
    expect(events).toHaveLength(leaves);
    for (let index = 0; index < leaves; index += 7) expect(verifyProof((await trial.ledger.proof(OURS, events[index]!.position))!, { keys: (await trial.ledger.keys(OURS)).trim().split('\n') })).toMatchObject({ index });
  });

  it('ends before an envelope that no entry can hold, in that organization alone', async () => {
    await trial.checkpointed(OURS);
    await trial.notary.stop();
    await trial.append(10);
    const position = (await trial.client.query<{ position: string }>('SELECT max(position) AS position FROM log.events WHERE organization = $1', [OURS])).rows[0]!.position;
    const altered = async (meta: string) => {
      await trial.client.query('ALTER TABLE log.events DISABLE TRIGGER immutable');
      await trial.client.query(`UPDATE log.events SET meta = ${meta} WHERE position = $1`, [position]);
      await trial.client.query('ALTER TABLE log.events ENABLE TRIGGER immutable');
    };
    await altered(`replace(meta, '"app":"', '"app":"' || repeat('ü', 40000))`);
    trial.notary = trial.notarize();
    expect(await trial.until(async () => trial.notary.status().unsigned.get(OURS))).toMatch(new RegExp(`^The event at position 0*${position} has an envelope of 80\\d{3} bytes`));
    await trial.append(30);
    await trial.checkpointed(THEIRS);
    expect(trial.notary.status()).toMatchObject({ state: 'active', error: undefined });
    await altered(`replace(meta, repeat('ü', 40000), '')`);
    await trial.checkpointed(OURS);
  });
});

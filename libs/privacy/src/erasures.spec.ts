import { randomBytes, randomUUID } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmdirSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameUuid, type Fact } from '@fieldledger/kernel';
import { knock, MemoryEventLog } from '@fieldledger/testing';
import { FileErasureJournal } from './erasure-journal.js';
import { KeyEncryptionKey } from './key-encryption-key.js';
import { MemoryKeyRows } from './memory-key-rows.js';
import { Vault } from './vault.js';

const organization = nameUuid('erasures', 'ours');
const kek = KeyEncryptionKey.fromText(randomBytes(32).toString('base64'), 'the spec');
const folder = mkdtempSync(join(tmpdir(), 'fieldledger-journal-'));
let files = 0;

describe('what the log says of erasures', () => {
  const said: string[] = [];
  const setUp = async () => {
    const [log, rows, path] = [new MemoryEventLog(), new MemoryKeyRows(), join(folder, `${++files}.jsonl`)];
    return { log, rows, path, vault: await Vault.open(rows, kek, new FileErasureJournal(path, (line) => said.push(line))) };
  };
  const seal = async (vault: Vault, subject: string) => {
    const eventId = randomUUID();
    const [sealed] = await vault.seal(organization, [{ subject, eventId, members: { note: 'x' } }]);
    return async (by = vault) => (await by.unseal([{ organization, id: eventId, data: { ...sealed } } as Fact]))[0]!.note;
  };
  const erased = (subjects: readonly string[], suppressed: readonly string[] = []) => {
    const erasureId = randomUUID();
    return knock({ stream: `erasure-${erasureId}`, organization, type: 'PersonErased', data: { erasureId, subjects, suppressed } });
  };
  const postponed = (until: string, erasureId = randomUUID()) => knock({ stream: `erasure-${erasureId}`, organization, type: 'ErasurePostponed', data: { erasureId, until } });

  it('stands in a file for its owner alone before a key is destroyed, once', async () => {
    const { log, path, vault } = await setUp();
    const subject = randomUUID();
    const read = await seal(vault, subject);
    await log.append([erased([subject], ['token'])]);
    expect(await Promise.all([vault.erasures.apply(log), vault.erasures.apply(log)])).toEqual([{ persons: 1, keys: 1 }, { persons: 0, keys: 0 }]);
    expect([await read(), [...(await vault.suppressed(organization, ['token', 'other']))]]).toEqual([null, ['token']]);
    expect([readFileSync(path, 'utf8').trim().split('\n').length, statSync(path).mode & 0o777]).toEqual([1, 0o600]);
  });

  it('holds also of a person who has no key: none is ever made', async () => {
    const { log, vault } = await setUp();
    const subject = randomUUID();
    await log.append([erased([subject])]);
    await vault.erasures.apply(log);
    expect(await vault.seal(organization, [{ subject, eventId: randomUUID(), members: { note: 'x' } }])).toEqual([undefined]);
  });

  it('destroys nothing when it cannot be written down', async () => {
    const { log, rows } = await setUp();
    const vault = await Vault.open(rows, kek, { entries: async () => [], note: () => Promise.reject(new Error('disk full')) });
    const subject = randomUUID();
    const read = await seal(vault, subject);
    await log.append([erased([subject])]);
    await expect(vault.erasures.apply(log)).rejects.toThrow('disk full');
    expect(await read()).toBe('x');
  });

  it('is recorded again in a log that has lost it, and carried out on keys that came back', async () => {
    const { log, path, vault } = await setUp();
    const [subject, due] = [randomUUID(), randomUUID()];
    await seal(vault, subject);
    await log.append([erased([subject], ['token']), postponed('2029-08-01', due)]);
    await vault.erasures.apply(log);
    const older = new MemoryEventLog();
    await older.append([knock({ stream: 'door-1', organization })]);
    const back = await Vault.open(new MemoryKeyRows(), kek, new FileErasureJournal(path, () => undefined));
    const read = await seal(back, subject);
    expect(await back.erasures.restore(older)).toEqual({ persons: 1, keys: 1, recordedAgain: 2 });
    expect([await read(), (await older.read('', { limit: 10 })).map(({ type }) => type), await back.erasures.due('2029-08-01')]).toEqual([null, ['DoorKnocked', 'PersonErased', 'ErasurePostponed'], [{ organization, erasureId: due }]]);
    expect(await back.erasures.restore(older)).toMatchObject({ recordedAgain: 0 });
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it('is carried out where a log was put back and has come to other erasures since', async () => {
    const { log, vault } = await setUp();
    await log.append([knock({ stream: 'door-1', organization }), erased([randomUUID()])]);
    await vault.erasures.apply(log);
    const [older, subject] = [new MemoryEventLog(), randomUUID()];
    const read = await seal(vault, subject);
    await older.append([erased([subject])]);
    expect(await vault.erasures.apply(older)).toEqual({ persons: 1, keys: 1 });
    expect(await read()).toBeNull();
  });

  it('survives a line that was torn by a crash, and the lines after it', async () => {
    const { log, path, vault } = await setUp();
    await log.append([erased([randomUUID()]), erased([randomUUID()])]);
    await vault.erasures.apply(log);
    truncateSync(path, statSync(path).size - 20);
    const again = await Vault.open(new MemoryKeyRows(), kek, new FileErasureJournal(path, (line) => said.push(line)));
    await log.append([erased([randomUUID()])]);
    await again.erasures.restore(log);
    expect(said.join()).toMatch(/Line 2 of .* was torn by a crash/);
    const journal = new FileErasureJournal(path, () => undefined);
    expect(await journal.entries()).toHaveLength(3);
    appendFileSync(path, 'x');
    expect(await journal.entries()).toHaveLength(3);
  });

  it('is written down whole after a disk was full in the middle of a line', async () => {
    const { log, path, vault } = await setUp();
    await log.append([erased([randomUUID()])]);
    await vault.erasures.apply(log);
    const subject = randomUUID();
    await log.append([erased([subject])]);
    renameSync(path, `${path}.kept`);
    mkdirSync(path);
    await expect(vault.erasures.apply(log)).rejects.toThrow(/EISDIR/);
    rmdirSync(path);
    renameSync(`${path}.kept`, path);
    appendFileSync(path, '{"id":"torn');
    await vault.erasures.apply(log);
    const noted = await new FileErasureJournal(path, () => undefined).entries();
    expect(noted.map(({ data }) => (data as { subjects: string[] }).subjects).at(-1)).toEqual([subject]);
  });

  it('is of another log when an id of it is taken there, and that is said before anything is served', async () => {
    const { log, path, vault } = await setUp();
    const request = erased([randomUUID()]);
    await log.append([request]);
    await vault.erasures.apply(log);
    const other = new MemoryEventLog();
    await other.append([{ ...request, digest: 'f'.repeat(64) }]);
    await expect((await Vault.open(new MemoryKeyRows(), kek, new FileErasureJournal(path, () => undefined))).erasures.restore(other)).rejects.toThrow(/is of another log/);
  });
});

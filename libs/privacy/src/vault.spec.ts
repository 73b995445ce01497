import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameUuid, type RecordedEvent } from '@fieldledger/kernel';
import { KEYS_KEPT_IN, keyRowsForSuite } from '@fieldledger/testing';
import pg from 'pg';
import { KeyEncryptionKey } from './key-encryption-key.js';
import { purposeOf } from './key-purposes.js';
import { MemoryKeyRows } from './memory-key-rows.js';
import { PostgresKeyRows } from './postgres-key-rows.js';
import { Vault } from './vault.js';

const kek = () => KeyEncryptionKey.fromText(randomBytes(32).toString('base64'), 'the spec');
const ours = nameUuid('vault', 'ours');
const theirs = nameUuid('vault', 'theirs');
const event = (organization: string, id: string, data: object) => ({ organization, id, data }) as RecordedEvent;

describe.each(KEYS_KEPT_IN)('keys of persons, kept in %s', (kind) => {
  const { rows, url } = keyRowsForSuite(kind);
  const key = kek();
  const open = () => Vault.open(rows(), key);

  it('open after a restart what was sealed before it, in their own organization only', async () => {
    const [subject, eventId] = [randomUUID(), randomUUID()];
    const [sealed] = await (await open()).seal(ours, [{ subject, eventId, members: { note: 'Come back on Saturday', phone: undefined } }]);
    const after = await open();
    expect(await after.unseal([event(ours, eventId, { ...sealed, n: 1 })])).toEqual([{ note: 'Come back on Saturday' }]);
    expect(await after.unseal([event(theirs, eventId, { ...sealed })])).toEqual([{ note: null }]);
  });

  it('are one for a person, whoever asks first', async () => {
    const subjects = Array.from({ length: 50 }, () => randomUUID());
    const [one, two] = [await open(), await open()];
    const [a, b] = await Promise.all([one.keysFor(ours, subjects), two.keysFor(ours, [...subjects].reverse())]);
    for (const subject of subjects) expect(a.get(subject)!.marked('x').mark).toBe(b.get(subject)!.marked('x').mark);
  });

  it('are gone when destroyed, and stay gone', async () => {
    const vault = await open();
    const [subject, eventId] = [randomUUID(), randomUUID()];
    const [sealed] = await vault.seal(ours, [{ subject, eventId, members: { note: 'x' } }]);
    expect(await vault.destroy(ours, [subject])).toBe(1);
    expect(await vault.destroy(ours, [subject])).toBe(0);
    for (const each of [vault, await open()]) {
      expect(await each.unseal([event(ours, eventId, { ...sealed })])).toEqual([{ note: null }]);
      expect(await each.seal(ours, [{ subject, eventId, members: { note: 'again' } }])).toEqual([undefined]);
    }
  });

  it('do not open what was changed, nor when they were changed themselves, and the event is named', async () => {
    const wanted = [0, 1].map(() => ({ subject: randomUUID(), eventId: randomUUID(), members: { note: 'Come back on Saturday' } }));
    const sealed = await (await open()).seal(ours, wanted);
    const [sound, other] = wanted.map(({ eventId }, n) => event(ours, eventId, { ...sealed[n] }));
    const { text, ...rest } = sealed[1]!['note']!;
    const changed = event(ours, other!.id, { note: { ...rest, text: `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}` } });
    const unopened = { name: 'Unopened', event: { id: other!.id }, message: `its note does not open with the key of ${wanted[1]!.subject}: the event or the key was changed` };
    await expect((await open()).unseal([sound!, changed])).rejects.toMatchObject(unopened);
    expect(await (await open()).unseal([sound!, other!])).toHaveLength(2);
    // Somebody else's key in the place of this one.
    const wrapped = await rows().find(ours, wanted.map(({ subject }) => subject));
    const key = { organization: ours, subject: wanted[1]!.subject, wrapped: wrapped.get(wanted[1]!.subject)! };
    await rows().exchange([{ key, anew: wrapped.get(wanted[0]!.subject)! }]);
    await expect((await open()).unseal([sound!, other!])).rejects.toMatchObject(unopened);
    expect(await (await open()).unseal([sound!])).toEqual([{ note: 'Come back on Saturday' }]);
    await expect((await open()).keysFor(ours, [key.subject])).rejects.toThrow(`The key of ${key.subject} in privacy.person_keys was changed`);
  });

  it('find the same person again by tokens that only this organization can make', async () => {
    const [one, two, other] = [await (await open()).lookups(ours), await (await open()).lookups(ours), await (await open()).lookups(theirs)];
    expect(one.token('email', 'ada@example.org')).toBe(two.token('email', 'ada@example.org'));
    expect(one.token('email', 'ada@example.org')).not.toBe(other.token('email', 'ada@example.org'));
    expect(one.token('email', 'x')).not.toBe(one.token('phone', 'x'));
    expect(one.subject('reference', 'van', 'OH', '1')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  describe('when the key-encryption key is replaced', () => {
    const text = () => randomBytes(32).toString('base64');
    const signal = new AbortController().signal;

    /** The rows of an installation of its own, with so many persons, of whom something was sealed. */
    async function installation(persons: number) {
      const [before, after] = [text(), text()];
      const address = url();
      const own = address === undefined ? new MemoryKeyRows() : await PostgresKeyRows.open({ url: await anotherDatabase(address) });
      const vault = await Vault.open(own, KeyEncryptionKey.fromText(before, 'old'));
      const wanted = Array.from({ length: persons }, () => ({ subject: randomUUID(), eventId: randomUUID(), members: { note: 'Come back on Saturday' } }));
      const sealed = await vault.seal(ours, wanted);
      const token = (await vault.lookups(ours)).token('email', 'ada@example.org');
      const events = wanted.map(({ eventId }, n) => event(ours, eventId, { ...sealed[n] }));
      return { own, before, after, wanted, events, token, close: async () => 'close' in own && (await own.close()) };
    }

    async function anotherDatabase(url: string): Promise<string> {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      const name = `rewrap_${randomBytes(4).toString('hex')}`;
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      return url.replace(/\/[^/?]*(\?|$)/, `/${name}$1`);
    }

    it('are opened by both, then wrapped anew, and then opened by the new one alone', async () => {
      const { own, before, after, wanted, events, token, close } = await installation(1_200);
      const both = await Vault.open(own, KeyEncryptionKey.fromText(after, 'new', before));
      expect(await both.unseal(events.slice(0, 2))).toEqual([{ note: 'Come back on Saturday' }, { note: 'Come back on Saturday' }]);
      expect(await both.destroy(ours, [wanted[7]!.subject])).toBe(1);
      // The check, the organization's, and the persons' that are left.
      expect(await both.rewrap(signal)).toBe(1_201);
      expect(await both.rewrap(signal)).toBe(0);
      const alone = await Vault.open(own, KeyEncryptionKey.fromText(after, 'new'));
      expect(await alone.rewrap(signal)).toBeUndefined();
      expect(await alone.unseal(events)).toEqual(events.map((_, n) => ({ note: n === 7 ? null : 'Come back on Saturday' })));
      expect((await alone.lookups(ours)).token('email', 'ada@example.org')).toBe(token);
      await expect(Vault.open(own, KeyEncryptionKey.fromText(before, 'old'))).rejects.toThrow('is not the one');
      await close();
    });

    it('are found where an interruption left them, and stay destroyed when they are destroyed meanwhile', async () => {
      const { own, before, after, wanted, events, close } = await installation(40);
      const keyOf = () => KeyEncryptionKey.fromText(after, 'new', before);
      const vault = await Vault.open(own, keyOf());
      // Read, and then destroyed before it is exchanged.
      const page = await own.wrappedForPersons(undefined, 10);
      await vault.destroy(ours, [page[3]!.subject!]);
      await own.exchange(page.map((key) => ({ key, anew: keyOf().rewrapped(key.wrapped, `fieldledger/person/${ours}/${key.subject}`)! })));
      expect(await (await Vault.open(own, keyOf())).rewrap(signal)).toBe(2 + 30);
      const alone = await Vault.open(own, KeyEncryptionKey.fromText(after, 'new'));
      const gone = wanted.findIndex(({ subject }) => subject === page[3]!.subject);
      expect(await alone.unseal(events)).toEqual(events.map((_, n) => ({ note: n === gone ? null : 'Come back on Saturday' })));
      await close();
    });
  });

  it('are not opened by another key-encryption key, and that is said', async () => {
    await open();
    await expect(Vault.open(rows(), kek())).rejects.toThrow(/in the spec is not the one .* Put back the right one; nothing was changed/);
  });
});

it('Who was met last is known without unwrapping a key again, however many there were before', async () => {
  const key = kek();
  let unwrapped = 0;
  const unwrap = key.unwrap.bind(key);
  key.unwrap = (...given) => (unwrapped++, unwrap(...given));
  const vault = await Vault.open(new MemoryKeyRows(), key);
  // One more than are remembered; they are met in this order.
  const subjects = Array.from({ length: 50_001 }, (_, n) => nameUuid('met', String(n))).sort();
  await vault.keysFor(ours, subjects);
  unwrapped = 0;
  await vault.keysFor(ours, subjects.slice(1));
  expect(unwrapped).toBe(0);
  await vault.keysFor(ours, subjects.slice(0, 1));
  expect(unwrapped).toBe(1);
});

describe('the key that wraps all others', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fieldledger-kek-'));

  it('is made once, in a file for its owner alone', async () => {
    const file = join(folder, 'made.key');
    const made = await KeyEncryptionKey.make(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const wrapped = made.wrap(Buffer.alloc(32, 1), 'p');
    expect((await KeyEncryptionKey.fromFile(file)).unwrap(wrapped, 'p')).toEqual(Buffer.alloc(32, 1));
    expect(() => made.unwrap(wrapped, 'q')).toThrow();
    await expect(KeyEncryptionKey.make(file)).rejects.toThrow(/EEXIST/);
  });

  it('opens what every version so far has wrapped, each for what it is', () => {
    const [key, organization, subject] = [KeyEncryptionKey.fromText(Buffer.alloc(32, 5).toString('base64'), 'the spec'), '0d8f4b9e-57a4-5f0e-9d2f-1f6c8a3b7e10', 'b5f3a0c2-7a4e-8a55-a1ce-3cfb4d0c9a01'];
    const wrapped = [
      [{}, 'AQEBAQEBAQEBAQEBSgbnTHnELKXOYCbDITqhB0oE1iLtQHGeRMRuFm2GQ48uUJz4V-8wrXIdyIY7mvzD'],
      [{ organization }, 'AgICAgICAgICAgIC11Lwtd-FMuntrYgAmijREEk2f1zcXVq9y2SaB70EZ1YGGcn5DtOCyO-GaikOzYvR'],
      [{ organization, subject }, 'AwMDAwMDAwMDAwMDD_iKQXel2fwjvXDFpl9_B4IsBjY57_3EaEljfFVCjGs221Gm3Wnry_er3XUivl8R'],
    ] as const;
    for (const [what, bytes] of wrapped) expect(key.unwrap(Buffer.from(bytes, 'base64url'), purposeOf(what))).toEqual(Buffer.alloc(32, 9));
  });

  it('is replaced in its file by a new one, which opens what the one before has wrapped, once at a time', async () => {
    const file = join(folder, 'rotated.key');
    const wrapped = (await KeyEncryptionKey.make(file)).wrap(Buffer.alloc(32, 1), 'p');
    await KeyEncryptionKey.rotate(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const rotated = await KeyEncryptionKey.fromFile(file);
    expect(rotated.isReplacing).toBe(true);
    expect(rotated.unwrap(wrapped, 'p')).toEqual(Buffer.alloc(32, 1));
    await expect(KeyEncryptionKey.rotate(file)).rejects.toThrow('has two keys already');
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sealTrial, trialBundle, trialCheckpoint, trialJson, trialKey, trialLeaf, trialLeafHash, trialLedger, trialNote, trialRotation, writeTrial, type TrialEvent, type TrialFiles, type TrialLedger } from '@fieldledger/testing';
import type { Finding } from './findings.js';
import { verifyBundle, type VerifyOptions } from './verify-bundle.js';

const SIZES = [0, 1, 200, 255, 256, 257, 300, 301, 511, 512, 650];
const ledger = trialLedger({ seed: 1, events: 700, checkpoints: SIZES });
const trusted = [ledger.keys[0]!.key.vkey];
const EVENTS = 'events/000000000000.jsonl';

async function verify(files: TrialFiles, options: Partial<VerifyOptions> = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'bundle-'));
  try {
    writeTrial(directory, files);
    return await verifyBundle(directory, { keys: trusted, ...options });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** What is found in the bundle of the ledger with one file changed, as `check where: problem`. */
async function foundIn(changes: Record<string, (content: Buffer) => Buffer | string>, options?: Partial<VerifyOptions>): Promise<string[]> {
  const files = trialBundle(ledger);
  for (const [name, change] of Object.entries(changes)) files.set(name, Buffer.from(change(files.get(name) ?? Buffer.alloc(0))));
  return lines((await verify(files, options)).findings);
}

const lines = (findings: readonly Finding[]) => findings.map(({ check, where, problem }) => `${check} ${where}: ${problem}`);
const flip = (at: number) => (content: Buffer) => Buffer.concat([content.subarray(0, at), Buffer.of(content[at]! ^ 1), content.subarray(at + 1)]);
const rows = (change: (all: string[]) => string[]) => (content: Buffer) => `${change(content.toString().split('\n').slice(0, -1)).join('\n')}\n`;

/** The ledger as whoever has the server's code and its key would have written it from these events. */
const with_ = (change: (events: TrialEvent[]) => TrialEvent[], of = ledger): TrialLedger => ({ ...of, events: change([...of.events]) });
const enveloped = (n: number, change: object) => (events: TrialEvent[]) => events.with(n, { ...events[n]!, envelope: { ...events[n]!.envelope, ...change } });
const findingsOf = async (changed: TrialLedger, options?: Partial<VerifyOptions>) => lines((await verify(trialBundle(changed), options)).findings);

/** The same, by whoever has no key: everything up the tree is made anew, and what was signed is left as it was. */
async function foundUnsigned(change: (events: TrialEvent[]) => TrialEvent[]): Promise<string[]> {
  const honest = trialBundle(ledger);
  const files = trialBundle(with_(change));
  for (const name of ['ledger/checkpoint', 'checkpoints.jsonl', 'bundle.json', 'bundle.note']) files.set(name, honest.get(name)!);
  return lines((await verify(files)).findings);
}

describe('A bundle as it was signed', () => {
  it('raises no alarm, at any size', async () => {
    for (const events of [0, 1, 2, 255, 256, 257, 512, 700]) {
      const some = trialLedger({ seed: events, events, checkpoints: SIZES.filter((size) => size < events) });
      const { findings, size, origin, organization, figures } = await verify(trialBundle(some), { keys: [some.keys[0]!.key.vkey] });
      expect([events, findings]).toEqual([events, []]);
      expect([size, origin, organization, figures.length]).toEqual([events, some.origin, some.organization, 1]);
    }
  });

  it('says what it proves and what it does not', async () => {
    const { checked, unchecked } = await verify(trialBundle(ledger));
    expect(checked.join('\n')).toContain('700 payloads');
    expect(unchecked.join('\n')).toContain('no earlier checkpoint');
    expect(unchecked.join('\n')).toContain('no witness');
  });

  it('hands over every event in order, with its exact payload', async () => {
    const told: string[] = [];
    await verify(trialBundle(ledger), {
      onEvent: async ({ envelope, payload }) => {
        await null;
        expect(trialJson(envelope)).toBe(trialLeaf(ledger.events[told.length]!).toString());
        told.push(payload);
      },
    });
    expect(told).toEqual(ledger.events.map(({ payload }) => payload));
  });

  it('tells how far it is', async () => {
    const told: number[][] = [];
    await verify(trialBundle(ledger), { onProgress: (events, of) => told.push([events, of]) });
    expect(told).toEqual([[700, 700]]);
  });

  it('is not checked without the auditor\'s own key', async () => {
    await expect(verify(trialBundle(ledger), { keys: [] })).rejects.toThrow('needs the key');
    await expect(verify(trialBundle(ledger), { keys: ['x'] })).rejects.toThrow('not a vkey');
  });
});

describe('A changed byte is found where it is', () => {
  const entryOf = (n: number) => ledger.events.slice(256, n).reduce((at, event) => at + 2 + trialLeaf(event).length, 0);

  it('in a payload', async () => {
    const before = ledger.events.slice(0, 417).reduce((at, { payload }) => at + Buffer.byteLength(payload) + 1, 0);
    expect(await foundIn({ [EVENTS]: flip(before + 5) })).toEqual([`payload ${EVENTS}, line 418, event 417: The payload does not have the hash that its leaf names.`]);
  });

  it('in an envelope', async () => {
    const at = entryOf(417) + 2 + '{"actor":"k'.length;
    expect(await foundIn({ 'ledger/tile/entries/001': flip(at) })).toEqual(['leaf ledger/tile/entries/001, event 417: The leaf does not hash to its place in ledger/tile/0/001.']);
    expect((await foundIn({ 'ledger/tile/entries/001': flip(entryOf(417) + 2) })).join('\n')).toContain('event 417: The leaf is not the canonical envelope');
  });

  it('in the length of an entry', async () => {
    expect((await foundIn({ 'ledger/tile/entries/001': (content) => { content.writeUInt16BE(65_535, entryOf(500)); return content; } })).join('\n')).toContain('event 500: The length of this entry leads beyond');
    expect((await foundIn({ 'ledger/tile/entries/001': (content) => Buffer.concat([content, Buffer.of(0, 0)]) }))[0]).toContain('behind the last entry');
    expect((await foundIn({ 'ledger/tile/entries/001': (content) => content.subarray(0, -1) })).join('\n')).toContain('event 511: The length');
  });

  it('in a tile of any level', async () => {
    expect((await foundIn({ 'ledger/tile/0/001': flip(32 * 161) }))[0]).toBe('leaf ledger/tile/entries/001, event 417: The leaf does not hash to its place in ledger/tile/0/001.');
    expect(await foundIn({ 'ledger/tile/1/000.p/2': flip(40) })).toEqual(['tile ledger/tile/1/000.p/2, hash 1 (events 256 to 511): It does not follow from the tile below.']);
    for (const name of ['ledger/tile/0/001', 'ledger/tile/0/002.p/188', 'ledger/tile/1/000.p/2']) {
      expect((await foundIn({ [name]: (content) => content.subarray(0, -1) }))[0]).toContain(`tile ${name}: It has`);
      expect((await foundIn({ [name]: (content) => Buffer.concat([content, content]) }))[0]).toContain(`tile ${name}: It has`);
    }
  });

  it('in a checkpoint, its signature or a note', async () => {
    for (const name of ['ledger/checkpoint', 'bundle.note']) {
      for (let at = 0; at < 250; at += 7) {
        const found = await foundIn({ [name]: (content) => flip(at)(content.subarray(0)) });
        expect([name, at, found.length > 0 && found.some((line) => line.includes(name))]).toEqual([name, at, true]);
      }
    }
    expect((await foundIn({ 'checkpoints.jsonl': flip(1_000) })).some((line) => /^checkpoints checkpoints\.jsonl, line \d/.test(line))).toBe(true);
  });

  it('in every other file', async () => {
    for (const name of ['README.md', 'keys/ledger.vkey', 'checkpoints.jsonl', 'schemas/ContactAttempted.json', 'tables/result-codes.json', 'figures/contact_rates.jsonl']) {
      expect(await foundIn({ [name]: flip(3) })).toContain(`files ${name}: It does not have the hash that bundle.json lists.`);
    }
    for (const at of [2, 30, 100, 400]) expect((await foundIn({ 'bundle.json': flip(at) })).length).toBeGreaterThan(0);
  });
});

describe('What is done to the rows alone is found', () => {
  it('a dropped, doubled or inserted row, from there on', async () => {
    expect((await foundIn({ [EVENTS]: rows((all) => all.toSpliced(417, 1)) }))[0]).toBe(`payload ${EVENTS}, line 418, event 417: The payload does not have the hash that its leaf names. So it is with every event up to 698.`);
    expect((await foundIn({ [EVENTS]: rows((all) => all.toSpliced(417, 1)) }))[1]).toContain('event 699: The file ends before');
    expect((await foundIn({ [EVENTS]: rows((all) => all.toSpliced(417, 0, all[416]!)) })).join('\n')).toMatch(/event 417: .* up to 699[^]*There are lines behind that of event 699/);
    expect((await foundIn({ [EVENTS]: rows((all) => [...all, '{}']) }))[0]).toContain('There are lines behind');
    expect((await foundIn({ [EVENTS]: rows((all) => all.slice(0, 100)) }))[0]).toContain('event 100: The file ends before');
  });

  it('two swapped rows, each', async () => {
    const found = await foundIn({ [EVENTS]: rows((all) => all.with(417, all[421]!).with(421, all[417]!)) });
    expect(found.map((line) => /event \d+/.exec(line)![0])).toEqual(['event 417', 'event 421']);
  });

  it('a line without its end, with CRLF, or beyond all measure', async () => {
    expect((await foundIn({ [EVENTS]: (content) => content.subarray(0, -1) }))[0]).toContain('Line 700 does not end with LF');
    expect((await foundIn({ [EVENTS]: (content) => content.toString().replaceAll('\n', '\r\n') }))[0]).toContain('event 0: The payload does not have the hash');
    expect((await foundIn({ [EVENTS]: (content) => Buffer.concat([content.subarray(0, 10_000), Buffer.alloc(17 * 1024 * 1024, 'x'), content.subarray(10_000)]) })).join('\n')).toContain('is longer than 16777216 bytes');
  });
});

describe('A history made anew without the key is found between the checkpoints that it parts from', () => {
  const between = expect.stringContaining('That of size 301 is as it was signed: what was changed is among events 301 to 510.');
  const renumbered = (events: TrialEvent[]) => events.map(({ envelope, payload }, index) => ({ envelope: { ...envelope, index }, payload }));

  it('with a payload changed', async () => {
    expect(await foundUnsigned((events) => events.with(417, { ...events[417]!, payload: '{"amountCents":1}' }))).toContainEqual(between);
  });
  it('with a row dropped, doubled, inserted or swapped', async () => {
    expect(await foundUnsigned((events) => [...renumbered(events.toSpliced(417, 1)), events[0]!])).toContainEqual(between);
    expect(await foundUnsigned((events) => renumbered(events.toSpliced(417, 0, events[416]!)).slice(0, 700))).toContainEqual(between);
    expect(await foundUnsigned((events) => renumbered(events.with(417, events[418]!).with(418, events[417]!)))).toContainEqual(between);
  });
  it('with an event re-dated', async () => {
    expect(await foundUnsigned(enveloped(417, { occurredAt: '2020-01-01T00:00:00.000Z' }))).toContainEqual(between);
  });
});

describe('What no ledger may hold is found even under its own key', () => {
  for (const [what, n, change, found] of [
    ['an index twice', 417, { index: 416 }, 'index event 417: The leaf says that it has index 416.'],
    ['an event of another organization', 417, { organization: '00000000-0000-4000-8000-000000000000' }, 'organization event 417: The leaf is of the organization "00000000-0000-4000-8000-000000000000".'],
    ['a position that does not grow', 417, { position: ledger.events[416]!.envelope['position'] }, 'order event 417: Its position does not come after that of event 416.'],
    ['a moment that goes back', 417, { recordedAt: '2020-01-01T00:00:00.000000Z' }, 'order event 417: It was recorded before event 416.'],
    ['an id twice', 417, { id: ledger.events[9]!.envelope['id'] }, 'id event 417: Its id is that of event 9.'],
    ['a gap in a stream', 417, { stream: 'new', revision: 1 }, 'revision event 417: In its stream it has revision 1; 0 is next.'],
  ] as const) {
    it(what, async () => {
      expect(await findingsOf(with_(enveloped(n, change)))).toContain(found);
    });
  }

  it('a gap in a stream that goes on', async () => {
    const twice = ledger.events.findLastIndex(({ envelope }) => envelope['revision'] === 1);
    expect(await findingsOf(with_(enveloped(twice, { revision: 2 })))).toEqual([`revision event ${twice}: In its stream it has revision 2; 1 is next.`]);
  });
  it('a member twice, or more than the envelope has', async () => {
    expect(await findingsOf(with_(enveloped(417, { extra: 1 })))).toContainEqual(expect.stringContaining('event 417: The leaf is not the canonical envelope'));
  });
});

describe('Keys', () => {
  const rotated = trialLedger({ seed: 2, events: 700, rotations: [300, 511], checkpoints: SIZES });
  const [first, second, third] = rotated.keys.map(({ key }) => key.vkey) as [string, string, string];
  const stranger = trialKey(rotated.origin, 77);

  it('that follow one another by signed announcements raise no alarm, whichever the auditor trusts', async () => {
    for (const keys of [[first], [second], [third], [first, second, third], [stranger.vkey, first]]) expect(await findingsOf(rotated, { keys })).toEqual([]);
    const { unchecked } = await verify(trialBundle(rotated), { keys: [third] });
    expect(unchecked.join()).toContain('the first 2 keys');
  });

  it('that sign a whole history again are refused in words that say so', async () => {
    for (const other of [trialLedger({ seed: 1, keySeed: 66, events: 700, checkpoints: SIZES }), trialLedger({ seed: 1, keySeed: 66, events: 700, rotations: [40] })]) {
      expect((await findingsOf(other)).filter((line) => !line.startsWith('revision'))).toEqual([expect.stringContaining('the whole history may have been signed again with another key')]);
    }
    expect(await findingsOf(rotated, { keys: [trialKey('ledger.example.org/x', 1).vkey] })).toEqual([expect.stringContaining('none of the keys that you trust is of the ledger')]);
  });

  it('are not believed when the announcement is forged, loops, or replaces another key', async () => {
    const announce = (payload: string) => with_((events) => events.with(511, { ...events[511]!, payload }), rotated);
    const [a, b, c] = rotated.keys.map(({ key }) => key);
    for (const [payload, why] of [
      [trialRotation(rotated.origin, b!, c!, c!), 'keys event 511: It is signed by'],
      [trialRotation(rotated.origin, b!, c!, stranger), 'keys event 511: It is signed by'],
      [trialRotation(rotated.origin, b!, a!), 'the chain loops'],
      [trialRotation(rotated.origin, b!, b!), 'the chain loops'],
      [trialRotation(rotated.origin, a!, c!), 'It replaces another key'],
      [trialRotation('ledger.example.org/x', b!, c!), 'does not announce the new key'],
      [trialJson({ from: b!.vkey, statement: trialNote(`${rotated.origin}/key-rotation/v1\n${stranger.vkey}\n`, b!), to: c!.vkey }), 'does not announce the new key'],
      [trialJson({ from: b!.vkey, to: c!.vkey }), 'no member statement'],
      ['{"x":', 'not JSON'],
      [trialRotation(rotated.origin, b!, c!).replace('{', '{ '), 'not canonical'],
      [trialJson({ from: 'x'.repeat(9_000) }), 'too long'],
    ] as const) {
      const found = await findingsOf(announce(payload), { keys: [first] });
      expect([why, found.some((line) => line.includes(why))]).toEqual([why, true]);
      // What the new key signed is not believed either.
      expect(found.some((line) => line.startsWith('checkpoint ledger/checkpoint'))).toBe(true);
    }
  });

  it('are those of the list, and each signs at its turn', async () => {
    const files = trialBundle(rotated);
    const leaves = rotated.events.map((event) => trialLeafHash(trialLeaf(event)));
    files.set('ledger/checkpoint', Buffer.from(trialCheckpoint(rotated, 700, leaves, rotated.keys[1]!.key)));
    expect(lines((await verify(files, { keys: [first] })).findings)).toEqual([expect.stringMatching(/^checkpoint ledger\/checkpoint: It is signed by .*, and not by .*, whose turn it was\.$/)]);
    const listed = trialBundle(rotated);
    listed.set('keys/ledger.vkey', Buffer.from(`${third}\n${first}\n`));
    sealTrial(listed, rotated);
    expect(lines((await verify(listed, { keys: [first] })).findings)).toContainEqual(expect.stringContaining('not those that the events LedgerKeyRotated lead to'));
  });

  it('are told of with the sizes that each was to sign', async () => {
    const { checked } = await verify(trialBundle(rotated), { keys: [first] });
    const named = rotated.keys.map(({ key }) => key.vkey.split('+', 2).join('+'));
    expect(checked).toContain(`whose turn it was to sign checkpoints: those of 0 to 300 events by ${named[0]}, those of 301 to 511 events by ${named[1]}, those of 512 to 700 events by ${named[2]}`);
    expect((await verify(trialBundle(ledger))).checked.join()).not.toContain('whose turn');
  });

  it('that were replaced and stolen sign no later checkpoint, and no other one from before that holds', async () => {
    const stolen = rotated.keys[0]!.key;
    const leaves = rotated.events.map((event) => trialLeafHash(trialLeaf(event)));
    const forged = leaves.with(120, leaves[121]!);
    const held = (size: number, of = leaves) => trialCheckpoint(rotated, size, of, stolen);
    const found = async (since: string, of = rotated) => lines((await verify(trialBundle(of), { keys: [first], since: [since] })).findings);
    expect(await found(held(300))).toEqual([]);
    expect(await found(held(301))).toEqual([expect.stringMatching(/^since .* is signed by .*, and not by .*, whose turn it was\.$/)]);
    expect(await found(held(300, forged))).toEqual([expect.stringMatching(/^since .* The tree of size 300 has another root than was signed/)]);
    const older = { ...rotated, events: rotated.events.slice(0, 400), keys: rotated.keys.slice(0, 2), checkpoints: SIZES.filter((size) => size < 400).concat(400) };
    expect(await found(held(700), older)).toEqual([expect.stringMatching(/^since .* It is of size 700, and signed by .*, which was replaced by event 300: whoever signed it, the ledger did not\.$/)]);
  });

  it('that the auditor trusts and the bundle does not know are named: a key that was replaced may have signed it', async () => {
    const before = { ...rotated, events: rotated.events.slice(0, 300), keys: rotated.keys.slice(0, 1), checkpoints: [200, 300] };
    const fork = trialLedger({ seed: 2, events: 700, rotations: [310], checkpoints: [700] });
    for (const bundle of [before, fork]) {
      const { findings, unchecked } = await verify(trialBundle(bundle), { keys: [first, third] });
      expect([lines(findings), unchecked.filter((each) => each.includes('a key that was replaced'))]).toEqual([[], [expect.stringContaining(third.split('+', 2).join('+'))]]);
    }
    expect((await verify(trialBundle(rotated), { keys: [first, third] })).unchecked.join()).not.toContain('a key that was replaced');
  });
});

describe('A checkpoint that the auditor holds', () => {
  const leaves = ledger.events.map((event) => trialLeafHash(trialLeaf(event)));
  const held = (size: number) => trialCheckpoint(ledger, size, leaves);

  it('is found in the tree', async () => {
    expect(lines((await verify(trialBundle(ledger), { since: [0, 1, 255, 256, 333, 512, 699, 700].map(held) })).findings)).toEqual([]);
  });

  it('says of no event that it was changed where the checkpoint was, and not signed so', async () => {
    const altered = held(400).replace('\n400\n', '\n401\n');
    expect(await findingsOf(ledger, { since: [held(333), altered] })).toEqual([expect.stringMatching(/^since checkpoint 2 that you hold: The signature of .* is false\.$/), 'since checkpoint 2 that you hold: The tree of size 401 has another root than it says.']);
  });

  it('shows that its own key signed the history anew', async () => {
    const anew = with_((events) => events.with(417, { ...events[417]!, payload: '{}' }));
    expect(await findingsOf(anew, { since: [held(400)] })).toEqual([]);
    expect(await findingsOf(anew, { since: [held(400), held(418)] })).toEqual([expect.stringMatching(/^since checkpoint 2 that you hold: The tree of size 418 .* among events 400 to 417\./)]);
    // Also where it is as large as the bundle.
    expect(await findingsOf(anew, { since: [held(400), held(700)] })).toEqual([expect.stringMatching(/^since checkpoint 2 that you hold: The tree of size 700 .* among events 400 to 699\./)]);
  });

  it('shows that the bundle is an older one', async () => {
    const older = { ...ledger, events: ledger.events.slice(0, 650), checkpoints: SIZES };
    expect(await findingsOf(older, { since: [held(700)] })).toEqual([expect.stringContaining('is older than this checkpoint of size 700')]);
    expect(await findingsOf(older, { since: [trialCheckpoint(ledger, 700, leaves, trialKey(ledger.origin, 5))] })).toEqual([expect.stringMatching(/^since .* It is of size 700, beyond the bundle's 650, and signed by .*, which is neither among your keys nor known to the bundle\. .* give that one too\.$/)]);
    const trusting = { keys: [...trusted, trialKey(ledger.origin, 5).vkey] };
    expect(await findingsOf(older, { ...trusting, since: [trialCheckpoint(ledger, 700, leaves, trialKey(ledger.origin, 5))] })).toEqual([expect.stringContaining('is older than this checkpoint of size 700')]);
  });

  it('is of this ledger and signed by its key, or is of no use', async () => {
    const other = trialLedger({ seed: 8, events: 10 });
    const bundle = trialBundle(ledger);
    for (const [since, why] of [
      ['x', 'not a note'],
      [trialCheckpoint(ledger, 10, leaves, trialKey(ledger.origin, 5)), 'whose turn it was'], [held(10).replace('\n10\n', '\n11\n'), 'is false'],
    ] as const) expect(lines((await verify(bundle, { since: [since] })).findings)).toContainEqual(expect.stringContaining(why));
    // Where a trusted key is of the bundle's ledger it is the auditor's wrong file; where none is, it may be the wrong bundle.
    const foreign = trialCheckpoint(other, 10, other.events.map((event) => trialLeafHash(trialLeaf(event))));
    await expect(verify(bundle, { since: [held(10), foreign] })).rejects.toThrow(`Checkpoint 2 that you hold is of the ledger "${other.origin}", and the bundle of "${ledger.origin}".`);
    expect(lines((await verify(bundle, { keys: [other.keys[0]!.key.vkey], since: [foreign] })).findings)).toEqual(expect.arrayContaining([
      expect.stringMatching(/^keys .*none of the keys that you trust is of the ledger/), `since checkpoint 1 that you hold: It is a checkpoint of another ledger, "${other.origin}".`,
    ]));
  });
});

describe('Witnesses', () => {
  const witness = trialKey('witness.example/w1', 4, 4);
  const seen = trialLedger({ seed: 1, events: 300, checkpoints: [100], witnesses: [witness] });
  const keys = [seen.keys[0]!.key.vkey];

  it('who are named must have cosigned', async () => {
    expect(await findingsOf(seen, { keys })).toEqual([]);
    expect(await findingsOf(seen, { keys, witnesses: [witness.vkey] })).toEqual([]);
    expect(await findingsOf(seen, { keys, witnesses: [trialKey('witness.example/w2', 5, 4).vkey] })).toEqual([expect.stringContaining('does not bear the cosignature of witness.example/w2+')]);
    expect(await findingsOf(ledger, { witnesses: [witness.vkey] })).toEqual([expect.stringContaining('does not bear')]);
    await expect(findingsOf(seen, { keys, witnesses: keys })).rejects.toThrow("no witness's");
  });
});

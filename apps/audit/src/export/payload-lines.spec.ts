import { BEGINNING, nameUuid, sha256, type RecordedEvent } from '@fieldledger/kernel';
import { leafOf, positionIn } from '@fieldledger/ledger';
import { knock, MemoryEventLog } from '@fieldledger/testing';
import { payloadLines, type PayloadSources } from './payload-lines.js';

const [OURS, THEIRS] = [nameUuid('payload-lines', 'ours'), nameUuid('payload-lines', 'theirs')];
/** More than are read at once, of the log and of the ledger. */
const MANY = 1_100;
const BUNDLE = 256;

describe('the payloads of an export', () => {
  let recorded: readonly RecordedEvent[];
  let leaves: readonly string[];

  beforeAll(async () => {
    const log = new MemoryEventLog();
    for (let n = 0; n < MANY; n++) await log.append([knock({ stream: `door-${n}`, organization: OURS, data: { n } }), ...(n % 7 === 0 ? [knock({ stream: `door-${n}`, organization: THEIRS })] : [])]);
    recorded = await log.read(BEGINNING, { limit: 10_000, organization: OURS });
    leaves = recorded.map((event, index) => leafOf(event, index));
  });

  /** Of a log that has these events now, and a ledger of these leaves. */
  const linesOf = async (now: readonly RecordedEvent[], { from = 0, end = MANY, signed = leaves } = {}) => {
    const sources: PayloadSources = {
      ledger: {
        leaves: async (_, first, size) => signed.slice(first, Math.min(size, (Math.floor(first / BUNDLE) + 1) * BUNDLE)),
        positionOf: async (_, index) => signed[index] && positionIn(signed[index]),
      },
      log: { read: async (after, { limit, organization }) => now.filter((event) => event.organization === organization && event.position > after).slice(0, limit) },
    };
    const lines: string[] = [];
    for await (const text of payloadLines(sources, OURS, from, end)) lines.push(...text.split('\n').slice(0, -1));
    return lines;
  };
  const payloads = (from = 0, end = MANY) => recorded.slice(from, end).map(({ payload }) => payload);
  const lost = (n: number) => `{"payload":null,"position":"${recorded[n]!.position}","problem":"The log has lost this event."}`;
  const altered = (position: string, payload: string) => `{"payload":${JSON.stringify(payload)},"position":"${position}","problem":"What the log has here is not what was signed."}`;

  it('are those of the log where that is as it was signed, from any event to any other', async () => {
    for (const [from, end] of [[0, MANY], [0, 1], [1, 2], [255, 257], [1_000, MANY], [MANY - 1, MANY]] as const) expect(await linesOf(recorded, { from, end })).toEqual(payloads(from, end));
  });

  it('end where the ledger does, and are none behind it', async () => {
    const signed = leaves.slice(0, 300);
    expect(await linesOf(recorded, { signed })).toEqual(payloads(0, 300));
    for (const from of [300, 301, 600]) expect(await linesOf(recorded, { from, signed })).toEqual([]);
  });

  it.each([0, 5, 999, MANY - 1])('say of an event that the log has lost that it has: %i', async (n) => {
    expect(await linesOf(recorded.toSpliced(n, 1))).toEqual(payloads().toSpliced(n, 1, lost(n)));
  });

  it.each([0, 5, MANY - 1])('say of an event that was changed what the log has now: %i', async (n) => {
    const payload = '{"n":"another"}';
    const withHash = { ...recorded[n]!, payload, payloadHash: sha256(payload) };
    const envelopeAlone = { ...recorded[n]!, actor: 'somebody-else' };
    for (const now of [{ ...recorded[n]!, payload }, withHash, envelopeAlone]) expect(await linesOf(recorded.toSpliced(n, 1, now))).toEqual(payloads().toSpliced(n, 1, altered(now.position, now.payload)));
  });

  it('have a line more for an event that was never signed, in its place', async () => {
    const added = { ...recorded[5]!, position: `${recorded[5]!.position.slice(0, -1)}x`, payload: '{"n":"never"}' };
    const [before, behind] = [recorded.filter(({ position }) => position < added.position), recorded.filter(({ position }) => position > added.position)];
    expect(before.length).toBeGreaterThan(0);
    const lines = await linesOf([...before, added, ...behind]);
    expect(lines).toEqual([...payloads(0, before.length), altered(added.position, added.payload), ...payloads(before.length)]);
  });

  it('are taken as the log has them where a leaf cannot be read any more', async () => {
    const signed = leaves.toSpliced(7, 1, 'no leaf');
    expect(await linesOf(recorded, { signed })).toEqual(payloads());
    expect(await linesOf(recorded.slice(0, 7), { signed, end: 8 })).toEqual([...payloads(0, 7), '{"payload":null,"position":null,"problem":"The log has lost this event."}']);
  });
});

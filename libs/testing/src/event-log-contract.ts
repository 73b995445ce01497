import { BEGINNING, Rejection, canonical, nameUuid, sha256, type AppendOutcome, type AppendRequest, type EventLog, type Meta, type Receipt } from '@fieldledger/kernel';

const OURS = nameUuid('contract', 'ours');
const THEIRS = nameUuid('contract', 'theirs');

/** What a spec varies about a request; the rest is as usual. */
interface Ask {
  readonly stream: string;
  readonly id?: string;
  readonly expected?: AppendRequest['expected'];
  readonly organization?: string;
  readonly data?: object;
  readonly events?: number;
  readonly type?: string;
  readonly occurredAt?: string;
}

/** A request to append door knocks. The same ask makes the same request. */
export function knock({ stream, id = stream, expected = 'none', organization = OURS, data = {}, events = 1, type = 'DoorKnocked', occurredAt = '2026-10-03T17:04:05Z' }: Ask): AppendRequest {
  const meta: Meta = {
    organization, actor: 'key-7', app: 'contract', correlationId: 'c-1', causationId: null, receivedAt: '2026-10-03T17:05:00Z',
    provenance: { sourceSystem: 'canvass-csv', row: 3 },
  };
  return {
    stream,
    expected,
    meta,
    digest: sha256(JSON.stringify({ id, data, events })),
    events: Array.from({ length: events }, (_, n) => ({
      id: nameUuid(organization, id, String(n)), type, schemaVersion: 1, occurredAt, data: { ...data, n },
    })),
  };
}

/** The receipt of an outcome that must have one. */
function receipt(outcome: AppendOutcome | undefined): Receipt {
  if (!outcome || !('receipt' in outcome)) throw new Error(`No receipt: ${JSON.stringify(outcome)}`);
  return outcome.receipt;
}

/** What some logs can do and others cannot. What is absent is not asked for. */
export interface LogAbilities {
  /** Positions are the numbers from 1; elsewhere they only grow, and sort as strings. */
  readonly gapless?: boolean;
  /**
   * An id that was used in another stream is known: the log keeps an index of ids. Where it does not, nothing is lost in
   * the product, for there an event's id is made of its stream's name.
   */
  readonly idsAcrossStreams?: boolean;
}

/** What every event log must keep to. `makeLog` gives an empty one for each test; the suite closes it. */
export function describeEventLog(name: string, makeLog: () => Promise<EventLog>, { gapless = false, idsAcrossStreams = false }: LogAbilities = {}): void {
  describe(`The event log in ${name}`, () => {
    let log: EventLog;
    beforeEach(async () => {
      log = await makeLog();
    });
    afterEach(() => log.close());

    const append = async (...asks: Ask[]) => log.append(asks.map(knock));
    const all = () => log.read(BEGINNING, { limit: 10_000 });

    it('begins empty', async () => {
      expect(await all()).toEqual([]);
      expect((await log.horizon()).position).toBe(BEGINNING);
      expect(await log.readStream(OURS, 'door-1')).toEqual([]);
      expect(await log.readStreams(OURS, ['door-1'])).toEqual(new Map());
      expect(await log.append([])).toEqual([]);
    });

    it('gives a door knock a receipt and the same receipt for ever', async () => {
      const [first] = await append({ stream: 'door-1', events: 2 });
      expect(first!.outcome).toBe('appended');
      expect(receipt(first)).toMatchObject({ id: nameUuid(OURS, 'door-1', '1'), stream: 'door-1', revision: 1 });
      await append({ stream: 'door-1', id: 'later', expected: 1 });
      const [again] = await append({ stream: 'door-1', events: 2 });
      expect(again).toEqual({ outcome: 'same', receipt: receipt(first) });
      expect(await all()).toHaveLength(3);
    });

    it('takes the same request once when it comes many times at once', async () => {
      const outcomes = (await Promise.all(Array.from({ length: 20 }, () => append({ stream: 'door-1' })))).flat();
      expect(outcomes.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
      expect(outcomes.filter(({ outcome }) => outcome === 'same')).toHaveLength(19);
      expect(new Set(outcomes.map((it) => canonical(receipt(it)))).size).toBe(1);
    });

    it('refuses another request under a taken id', async () => {
      await append({ stream: 'door-1', id: 'a' });
      expect(await append({ stream: 'door-1', id: 'a', data: { changed: true } })).toEqual([{ outcome: 'conflict', eventId: nameUuid(OURS, 'a', '0') }]);
      expect(await all()).toHaveLength(1);
    });

    if (idsAcrossStreams) {
      it('refuses the same request in another stream', async () => {
        await append({ stream: 'door-1', id: 'a' });
        expect(await append({ stream: 'door-2', id: 'a' })).toEqual([{ outcome: 'conflict', eventId: nameUuid(OURS, 'a', '0') }]);
        expect(await all()).toHaveLength(1);
      });
    }

    it('says where a stream is when it is not as expected', async () => {
      expect(await append({ stream: 'door-1', expected: 0 })).toEqual([{ outcome: 'wrong-revision', actual: -1 }]);
      await append({ stream: 'door-1', events: 3 });
      expect(await append({ stream: 'door-1', id: 'b' })).toEqual([{ outcome: 'wrong-revision', actual: 2 }]);
      expect(await append({ stream: 'door-1', id: 'b', expected: 1 })).toEqual([{ outcome: 'wrong-revision', actual: 2 }]);
      expect((await append({ stream: 'door-1', id: 'b', expected: 2 }))[0]!.outcome).toBe('appended');
      expect((await append({ stream: 'door-1', id: 'c', expected: 'any' }))[0]!.outcome).toBe('appended');
    });

    it('stores all of an atomic call or nothing', async () => {
      await append({ stream: 'door-1' });
      const asks = ['door-2', 'door-1', 'door-3'].map((stream) => knock({ stream, id: `batch-${stream}` }));
      expect(await log.append(asks, { atomic: true })).toEqual([{ outcome: 'abandoned' }, { outcome: 'wrong-revision', actual: 0 }, { outcome: 'abandoned' }]);
      expect(await all()).toHaveLength(1);
      const good = [asks[0]!, asks[2]!];
      expect((await log.append(good, { atomic: true })).map((it) => it.outcome)).toEqual(['appended', 'appended']);
      expect((await log.append([...good, knock({ stream: 'door-4' })], { atomic: true })).map((it) => it.outcome)).toEqual(['same', 'same', 'appended']);
    });

    it('keeps an atomic call apart from others that are under way', async () => {
      await append({ stream: 'door-1' });
      const [bad, good] = await Promise.all([
        log.append([knock({ stream: 'door-2' }), knock({ stream: 'door-1', id: 'x' })], { atomic: true }),
        log.append([knock({ stream: 'door-3' }), knock({ stream: 'door-4' })], { atomic: true }),
      ]);
      expect(bad.map((it) => it.outcome)).toEqual(['abandoned', 'wrong-revision']);
      expect(good.map((it) => it.outcome)).toEqual(['appended', 'appended']);
    });

    it('refuses an atomic call that names a stream twice', async () => {
      const asks = [knock({ stream: 'door-1' }), knock({ stream: 'door-1', id: 'b', expected: 0 })];
      await expect(log.append(asks, { atomic: true })).rejects.toMatchObject({ slug: 'same-record-twice' });
    });

    it('takes requests of one call to one stream one after the other', async () => {
      const outcomes = await append(
        { stream: 'door-1', id: 'a' }, { stream: 'door-2' }, { stream: 'door-1', id: 'b', expected: 0 },
        { stream: 'door-1', id: 'c', expected: 0 }, { stream: 'door-1', id: 'd', expected: 1 }, { stream: 'door-1', id: 'a' },
      );
      expect(outcomes.map((it) => it.outcome)).toEqual(['appended', 'appended', 'appended', 'wrong-revision', 'appended', 'same']);
      expect((await log.readStream(OURS, 'door-1')).map(({ id }) => id)).toEqual(['a', 'b', 'd'].map((id) => nameUuid(OURS, id, '0')));
    });

    it('numbers positions in order and revisions without gaps, whatever was refused', async () => {
      const many = Array.from({ length: 300 }, (_, n) => append({ stream: `door-${n % 7}`, id: `k-${n}`, expected: n % 3 ? 'any' : 5, events: 1 + (n % 3) }));
      const outcomes = (await Promise.all(many)).flat();
      expect(new Set(outcomes.map((it) => it.outcome))).toEqual(new Set(['appended', 'wrong-revision']));
      const events = await all();
      const positions = events.map(({ position }) => position);
      if (gapless) expect(positions.map(Number)).toEqual(events.map((_, n) => n + 1));
      expect(positions).toEqual([...new Set(positions)].sort());
      for (let n = 0; n < 7; n++) {
        const stream = await log.readStream(OURS, `door-${n}`);
        expect(stream.map(({ revision }) => revision)).toEqual(stream.map((_, r) => r));
        expect(stream).toHaveLength(events.filter((event) => event.stream === `door-${n}`).length);
      }
      const moments = events.map(({ recordedAt }) => recordedAt);
      expect(moments).toEqual([...moments].sort());
      expect(moments[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      const { position, moment } = await log.horizon();
      expect([position, moment]).toEqual([events.at(-1)!.position, moments.at(-1)]);
    });

    it('gives the envelope back as it was given', async () => {
      const request = knock({ stream: 'door-1', data: { turf: 't-1' } });
      const [outcome] = await log.append([request]);
      const [event] = await all();
      const { position, recordedAt } = receipt(outcome);
      expect(JSON.parse(JSON.stringify(event))).toEqual({
        id: request.events[0]!.id, type: 'DoorKnocked', schemaVersion: 1, organization: OURS, stream: 'door-1', revision: 0, position,
        actor: 'key-7', app: 'contract', correlationId: 'c-1', causationId: null, provenance: { sourceSystem: 'canvass-csv', row: 3 },
        occurredAt: '2026-10-03T17:04:05.000Z', recordedAt, digest: request.digest, data: { turf: 't-1', n: 0 },
        payload: '{"n":0,"turf":"t-1"}', payloadHash: sha256('{"n":0,"turf":"t-1"}'),
      });
      expect([event!.data, event!.actor, event!.provenance]).toEqual([{ turf: 't-1', n: 0 }, 'key-7', { sourceSystem: 'canvass-csv', row: 3 }]);
    });

    it.each([
      ['2026-10-03T17:04:05Z', '2026-10-03T17:04:05.000Z'],
      ['2026-10-03T12:04:05.12-05:00', '2026-10-03T17:04:05.120Z'],
      ['2026-10-03T17:04:05.123456Z', '2026-10-03T17:04:05.123456Z'],
    ])('tells the claimed moment %s in UTC', async (claimed, normal) => {
      await append({ stream: 'door-1', occurredAt: claimed });
      expect((await all())[0]!.occurredAt).toBe(normal);
    });

    it('keeps the bytes of every payload', async () => {
      const texts = ['Zoë', 'ñ', '東京', '👩‍👩‍👧‍👦', 'e\u0301', '\u2028\u2029', 'a\nb\tc\\n"', '\\u0000', '\u0001', '\ufeff', '\uffff', ''];
      const datas: object[] = [...texts.map((text) => ({ text, [text]: 1 })), { numbers: [1e21, 1e-7, -0, 0.1, 9007199254740991] }, { deep: { b: null, a: [[], {}] } }];
      await log.append(datas.map((data, n) => knock({ stream: `door-${n}`, data })));
      const events = await all();
      expect(events).toHaveLength(datas.length);
      for (const [n, data] of datas.entries()) {
        const event = events.find(({ stream }) => stream === `door-${n}`)!;
        const payload = canonical({ ...data, n: 0 });
        expect(event.payload).toBe(payload);
        expect(event.payloadHash).toBe(sha256(payload));
        expect(event.data).toEqual(JSON.parse(payload));
      }
    });

    it.each([['NUL', 'a\u0000b'], ['a lone surrogate', 'a\ud800b']])('refuses %s, which not every reader could give back', async (_, text) => {
      const failure = await append({ stream: 'door-1', data: { text } }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Rejection);
      expect(failure).toMatchObject({ kind: 'invalid', slug: 'invalid-unicode' });
      await expect(append({ stream: 'door\n1' })).rejects.toMatchObject({ slug: 'invalid-name' });
      expect(await all()).toEqual([]);
    });

    it('keeps two organizations with equal ids apart', async () => {
      const ours = knock({ stream: 'door-1' });
      const theirs = { ...knock({ stream: 'door-1', organization: THEIRS }), events: ours.events };
      const outcomes = await log.append([ours, theirs]);
      expect(outcomes.map((it) => it.outcome)).toEqual(['appended', 'appended']);
      expect(outcomes.map((it) => receipt(it).revision)).toEqual([0, 0]);
      expect((await log.readStream(THEIRS, 'door-1')).map(({ organization }) => organization)).toEqual([THEIRS]);
      expect((await log.readStreams(OURS, ['door-1'])).get('door-1')!.map(({ organization }) => organization)).toEqual([OURS]);
      expect(await log.read(BEGINNING, { limit: 10, organization: THEIRS })).toHaveLength(1);
    });

    it('reads on after any position, filtered', async () => {
      for (let n = 0; n < 12; n++) {
        await append({ stream: `door-${n}`, type: ['DoorKnocked', 'CallMade', 'TextSent'][n % 3]!, organization: n % 2 ? THEIRS : OURS });
      }
      const events = await all();
      const at = (n: number) => events[n]!.position;
      const numbers = async (...args: Parameters<EventLog['read']>) => (await log.read(...args)).map(({ position }) => events.findIndex((event) => event.position === position));
      if (gapless) expect(events.map(({ position }) => Number(position) - 1)).toEqual(events.map((_, n) => n));
      expect(await numbers(at(3), { limit: 4 })).toEqual([4, 5, 6, 7]);
      expect(await numbers(at(11), { limit: 4 })).toEqual([]);
      expect(await numbers(BEGINNING, { limit: 3, types: ['CallMade'] })).toEqual([1, 4, 7]);
      expect(await numbers(at(4), { limit: 9, types: ['CallMade', 'TextSent'] })).toEqual([5, 7, 8, 10, 11]);
      expect(await numbers(at(2), { limit: 9, organization: OURS })).toEqual([4, 6, 8, 10]);
      expect(await numbers(at(2), { limit: 9, until: at(5) })).toEqual([3, 4, 5]);
      expect(await numbers(BEGINNING, { limit: 9, organization: THEIRS, types: ['DoorKnocked'], until: at(8) })).toEqual([3]);
      expect(await numbers(BEGINNING, { limit: 9, types: [] })).toEqual([]);
      const facts = await log.readFacts(at(2), { limit: 9, organization: THEIRS, types: ['DoorKnocked'], until: at(9) });
      expect(facts.map(({ id, type, stream, revision, position, occurredAt, recordedAt, data }) => ({ id, type, stream, revision, position, occurredAt, recordedAt, data }))).toEqual(
        [events[3]!, events[9]!].map(({ id, type, stream, revision, position, occurredAt, recordedAt, data }) => ({ id, type, stream, revision, position, occurredAt, recordedAt, data })),
      );
      const found = await log.readStreams(OURS, ['door-0', 'door-1', 'door-2', 'nowhere']);
      expect([...found.keys()].sort()).toEqual(['door-0', 'door-2']);
    });

    it('finds the position of a moment', async () => {
      const receipts: Receipt[] = [];
      for (let n = 0; n < 5; n++) {
        receipts.push(receipt((await append({ stream: `door-${n}` }))[0]));
        await new Promise((resolve) => setTimeout(resolve, 3));
      }
      for (const { recordedAt, position } of receipts) expect(await log.positionAt(recordedAt)).toBe(position);
      for (const { recordedAt, position } of receipts) expect(await log.horizonAt(position)).toEqual({ position, moment: recordedAt });
      expect((await log.horizonAt(BEGINNING)).position).toBe(BEGINNING);
      await expect(log.horizonAt('soon')).rejects.toMatchObject({ slug: 'invalid-position' });
      expect(await log.positionAt('2000-01-01T00:00:00Z')).toBe(BEGINNING);
      expect(await log.positionAt('2999-01-01T00:00:00Z')).toBe(receipts[4]!.position);
    });

    if (gapless) it('finds the position of a moment for ever, also while others write', async () => {
      let isOver = false;
      // Of a log whose clock knows milliseconds only, one that is over.
      const unfinished = receipt((await append({ stream: 'first' }))[0]).recordedAt.endsWith('000Z') ? 1 : 0;
      const writing = Array.from({ length: 4 }, async (_, writer) => {
        for (let n = 0; !isOver; n++) {
          await Promise.all(Array.from({ length: 5 }, (_each, k) => append({ stream: `busy-${writer}-${n}-${k}` })));
          // A log in memory answers without ever giving a timer its turn.
          await new Promise((resolve) => setImmediate(resolve));
        }
      });
      const asked: Promise<readonly [moment: string, position: string]>[] = [];
      for (let n = 0; n < 25; n++) {
        const moment = new Date(Date.now() - unfinished).toISOString();
        asked.push(log.positionAt(moment).then((position) => [moment, position]));
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
      const answers = await Promise.all(asked);
      isOver = true;
      await Promise.all(writing);
      for (const [moment, position] of answers) expect([moment, await log.positionAt(moment)]).toEqual([moment, position]);
    });

    it('wakes who waits for the next event', async () => {
      const since = Date.now();
      const waiting = log.waitBeyond(BEGINNING, 60_000);
      await append({ stream: 'door-1' });
      await waiting;
      await log.waitBeyond(BEGINNING, 60_000);
      const { position } = await log.horizon();
      await log.waitBeyond(position, 30);
      const stop = new AbortController();
      const stopped = log.waitBeyond(position, 60_000, stop.signal);
      stop.abort();
      await stopped;
      expect(Date.now() - since).toBeLessThan(30_000);
    });
  });
}

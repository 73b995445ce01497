import fc from 'fast-check';
import type { Contribution, ContributionEvent } from '@fieldledger/donations';
import { nameUuid } from '@fieldledger/kernel';
import { moneyHistory, randomFrom } from '@fieldledger/testing';
import { ReportsDoor } from './reports-door.js';
import { toldFacts } from './told-facts.js';

interface Receipts {
  readonly grossCents: number;
  readonly refundsCents: number;
  readonly bouncedCents: number;
  readonly netCents: number;
  readonly count: number;
  readonly depositedCents: number;
  readonly outstandingCents: number;
  readonly heldOutRefundsCents: number;
  readonly overdrawnRefundsCents: number;
  readonly memoCents: number;
}
interface Answer<R = Receipts & Record<string, unknown>> {
  readonly rows: readonly R[];
  readonly totals: Receipts & Record<string, unknown>;
  readonly books: readonly { readonly book: string; readonly counted: boolean; readonly count: number }[];
}
interface Item {
  readonly contributionId: string;
  readonly part: string;
  readonly amountCents: number;
  readonly memo: boolean;
  readonly donor: string | null;
  readonly electionCode: string | null;
}
const MONEY = ['grossCents', 'refundsCents', 'bouncedCents', 'netCents', 'depositedCents', 'outstandingCents', 'heldOutRefundsCents', 'overdrawnRefundsCents', 'memoCents'] as const;

/** A history's facts, without the log around them. */
const factsOf = (seed: number, events: number): ContributionEvent[] =>
  [...moneyHistory({ seed, events, organizations: ['one'] })].flatMap(({ events: facts }) => facts.map(({ type, data }) => ({ type, data }) as ContributionEvent));

/** The row that a fact tells of: what tells of one row comes in its own order, everything else in any. */
function tellsOf({ data }: ContributionEvent): string {
  return (['refundId', 'chargebackId', 'returnId', 'bounceId', 'redesignationId', 'reattributionId', 'depositId', 'disputeId', 'contributionId'] as const).map((name) => (data as unknown as Partial<Record<string, string>>)[name]).find((id) => id !== undefined)!;
}

/** The same facts in another order, each told twice. */
function shuffled(facts: readonly ContributionEvent[], seed: number): ContributionEvent[] {
  const upTo = randomFrom(seed);
  const twice = facts.flatMap((fact) => [fact, fact]);
  const inTurn = new Map([...new Set(twice.map(tellsOf))].map((name) => [name, twice.filter((fact) => tellsOf(fact) === name)[Symbol.iterator]()]));
  const order = twice.map((fact) => ({ name: tellsOf(fact), at: upTo(1_000_000) })).sort((a, b) => a.at - b.at);
  return order.map(({ name }) => inTurn.get(name)!.next().value!);
}

/** The fold of the log, as a volunteer would do it with a pencil: every gift, and then what became of it. */
function byHand(facts: readonly ContributionEvent[], book: (contribution: Contribution) => boolean) {
  const gifts = new Map<string, Contribution>();
  const refunds = new Map<string, Contribution>();
  const withdrawn = new Set<string>();
  const [returned, deposited] = [new Set<string>(), new Set<string>()];
  const takings = new Map<string, { readonly place: string; readonly isBounce: boolean; readonly cents: number }[]>();
  const taking = (id: string, place: readonly string[], cents: number, isBounce = false) => void takings.set(id, [...(takings.get(id) ?? []), { place: place.join(), isBounce, cents }]);
  const paidBack = new Map<string, number>();
  const [chargebacks, disputes] = [new Map<string, { id: string; day: string; cents: number }>(), new Map<string, { id: string; day: string; outcome: string }>()];
  for (const { type, data } of facts) {
    const { contributionId: id } = data;
    if (type === 'ContributionReceived' || type === 'ContributionAmended') {
      (refunds.has(id) ? refunds : gifts).set(id, data);
      withdrawn.delete(id);
    }
    if (type === 'RefundReported') refunds.set(id, data);
    else if (type === 'ContributionWithdrawn') withdrawn.add(id);
    else if (type === 'ContributionReturned') {
      returned.add(id);
      taking(id, [data.returnedOn, '3', data.returnId], data.amountCents);
    } else if (type === 'DisputeClosed') {
      const { disputeId, closedOn: day, outcome } = data;
      if (`${day} ${outcome}` > `${disputes.get(disputeId)?.day} ${disputes.get(disputeId)?.outcome}` || !disputes.has(disputeId)) disputes.set(disputeId, { id, day, outcome });
    } else if (type === 'ContributionBounced') taking(id, [data.bouncedOn, '4', data.bounceId], 0, true);
    else if (type === 'ContributionDeposited') deposited.add(id);
    else if (type === 'ContributionRefunded' || type === 'ContributionChargedBack') {
      paidBack.set(id, (paidBack.get(id) ?? 0) + data.amountCents);
      if (type === 'ContributionChargedBack') chargebacks.set(data.chargebackId, { id, day: data.chargedBackOn, cents: data.amountCents });
      taking(id, type === 'ContributionRefunded' ? [data.refundedOn, '1', data.refundId] : [data.chargedBackOn, '2', data.chargebackId], data.amountCents);
    }
  }
  for (const charged of chargebacks.values()) {
    const [won] = [...disputes].filter(([, it]) => it.id === charged.id && it.outcome !== 'lost' && it.day >= charged.day).map(([disputeId, { day }]) => [day, disputeId] as const).sort();
    if (won) taking(charged.id, [won[0], '2b', won[1]], -charged.cents);
  }
  const sums = { grossCents: 0, refundsCents: 0, bouncedCents: 0, netCents: 0, depositedCents: 0, outstandingCents: 0, heldOutRefundsCents: 0, overdrawnRefundsCents: 0, memoCents: 0 };
  for (const [id, { amountCents, memo, ...rest }] of gifts) {
    const isOut = withdrawn.has(id) || (returned.has(id) && !deposited.has(id) && !paidBack.has(id));
    if (isOut || !book({ amountCents, memo, ...rest })) continue;
    if (memo) {
      sums.memoCents += amountCents;
      continue;
    }
    sums.grossCents += amountCents;
    const whole = Math.max(amountCents, 0);
    let upto = 0;
    for (const { place, isBounce, cents } of (takings.get(id) ?? []).sort((one, other) => (one.place < other.place ? -1 : 1))) {
      const before = Math.min(upto, whole);
      upto += isBounce ? whole : cents;
      const took = Math.min(upto, whole) - before;
      sums[isBounce ? 'bouncedCents' : 'refundsCents'] += took;
      // A return is of what remained, whatever that was.
      if (!isBounce && !place.includes(',3,')) sums.overdrawnRefundsCents += cents - took;
    }
    if (deposited.has(id)) sums.depositedCents += amountCents;
    else sums.outstandingCents += amountCents;
  }
  for (const [id, refund] of refunds) if (!withdrawn.has(id) && !refund.memo && book(refund)) sums.refundsCents += refund.amountCents;
  for (const [id, cents] of paidBack) if (!(gifts.has(id) || refunds.has(id)) || withdrawn.has(id)) sums.heldOutRefundsCents += cents;
  return { ...sums, netCents: sums.grossCents - sums.refundsCents - sums.bouncedCents };
}

const bookOf = ({ filing, source }: Contribution) => (filing ? 'filed' : source === 'fec-bulk' ? 'published' : 'own');

describe('money', () => {
  let door: ReportsDoor;
  let organizations = 0;

  beforeAll(async () => {
    door = await ReportsDoor.open();
  });
  afterAll(() => door?.close());

  const told = (facts: readonly ContributionEvent[]) => toldFacts(door, nameUuid('money-totals', String(organizations++)), facts);

  it('received and paid back is the same by donor, by day, by committee, by any cut, and as the fold of the log', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1 }), async (seed) => {
        const facts = factsOf(seed, 400);
        const ask = await told(facts);
        for (const book of ['own', 'filed', 'published']) {
          const { totals } = await ask<Answer>('receipts', `book=${book}`);
          const { heldOutRefundsCents, ...expected } = byHand(facts, (contribution) => bookOf(contribution) === book);
          expect(totals).toMatchObject(book === 'own' ? { ...expected, heldOutRefundsCents } : expected);
          expect(totals.depositedCents + totals.outstandingCents).toBe(totals.grossCents);
          for (const groupBy of ['donor', 'day', 'committee', 'election', 'source', 'referenceCode', 'page', 'band', 'recurring', 'line', 'election,donor']) {
            const { rows } = await ask<Answer>('receipts', `book=${book}&groupBy=${groupBy}`);
            for (const name of [...MONEY, 'count'] as const) expect([groupBy, name, rows.reduce((sum, row) => sum + row[name], 0)]).toEqual([groupBy, name, totals[name]]);
          }
        }
      }),
      { numRuns: 6 },
    );
  });

  it('is the same in whatever order it became known, and however often it was told', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1 }), fc.integer(), async (seed, order) => {
        const facts = factsOf(seed, 200);
        const [asItCame, otherwise] = [await told(facts), await told(shuffled(facts, order))];
        const cuts = ['receipts', 'receipts?groupBy=donor', 'receipts?groupBy=election,day', 'receipts?groupBy=committee&donors=reference-1', 'receipts?groupBy=page,band&from=2025-06-01&until=2026-03-31', 'limits?all=true', 'limits?all=true&book=filed'];
        for (const [report, query] of cuts.map((text) => text.split('?') as [string, string?])) {
          const [{ rows, totals, books }, other] = [await asItCame<Answer>(report, query), await otherwise<Answer>(report, query)];
          expect({ rows: other.rows, totals: other.totals, books: other.books }).toEqual({ rows, totals, books });
        }
        const places = ({ rows }: Answer) => rows.map(({ position: _position, netCents: _running, ...row }) => JSON.stringify(row)).sort();
        for (const donor of (await asItCame<Answer>('receipts', 'groupBy=donor')).rows.flatMap((row) => (row.donor ? [row.donor as string] : [])).slice(0, 10)) {
          const [history, other] = [await asItCame<Answer>('donor-history', `donor=${donor}`), await otherwise<Answer>('donor-history', `donor=${donor}`)];
          expect([places(other), other.totals]).toEqual([places(history), history.totals]);
        }
      }),
      { numRuns: 6 },
    );
  });

  it('is neither more nor less for being redesignated or reattributed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1 }), async (seed) => {
        const facts = factsOf(seed, 300);
        const unmoved = facts.filter(({ type }) => type !== 'ContributionRedesignated' && type !== 'ContributionReattributed');
        const [moved, asItWas] = [await told(facts), await told(unmoved)];
        expect(unmoved.length).toBeLessThan(facts.length);
        for (const groupBy of ['committee', 'day', 'source,page']) {
          const [{ rows }, before] = [await moved<Answer>('receipts', `groupBy=${groupBy}`), await asItWas<Answer>('receipts', `groupBy=${groupBy}`)];
          const money = (found: typeof rows) => found.map((row) => MONEY.map((name) => row[name]));
          expect(money(rows)).toEqual(money(before.rows));
        }
      }),
      { numRuns: 5, examples: [[31748030]] },
    );
  });

  it('is of the same donor and election on the schedules as in the receipts, what was paid back too, whatever was redesignated and reattributed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1 }), async (seed) => {
        const facts = factsOf(seed, 300);
        const ask = await told(facts);
        for (const committee of [...Array(6).keys()].map((n) => `C0000000${n}`)) {
          const schedule = async (name: string) => (await ask<Answer>(name, `committee=${committee}&from=2025-01-01&to=2026-12-31&book=own`)).rows as unknown as readonly Item[];
          const items = [...(await schedule('schedule-a')), ...(await schedule('schedule-b-refunds'))];
          const { rows: sums } = await ask<Answer>('receipts', `committee=${committee}&book=own&groupBy=election,donor`);
          const memos = new Set(items.flatMap(({ part, memo, contributionId }) => (part === 'receipt' && memo ? [contributionId] : [])));
          const listed = (parts: RegExp) => {
            const cents = new Map<string, number>();
            for (const { contributionId, part, amountCents, donor, electionCode } of items) {
              if (!memos.has(contributionId) && parts.test(part)) cents.set(`${donor} ${electionCode}`, (cents.get(`${donor} ${electionCode}`) ?? 0) + amountCents);
            }
            return [...cents].filter(([, sum]) => sum !== 0).sort();
          };
          const counted = (of: (row: (typeof sums)[number]) => number) => sums.flatMap((row) => (of(row) === 0 ? [] : [[`${row.donor as string} ${row.election as string}`, of(row)]])).sort();
          expect(listed(/^(receipt|redesignation-.*|reattribution-.*)$/)).toEqual(counted(({ grossCents }) => grossCents));
          expect(listed(/^(refund|chargeback|chargeback-void)$/)).toEqual(counted(({ refundsCents }) => refundsCents));
          expect(listed(/^bounce$/)).toEqual(counted(({ bouncedCents }) => -bouncedCents));
        }
      }),
      // A part was passed on by a paper dated before the one that gave it.
      { numRuns: 4, examples: [[21]] },
    );
  });

  it('makes no donor’s net negative, and is told gift by gift as it is in sum', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1 }), async (seed) => {
        const ask = await told(factsOf(seed, 300));
        const { rows } = await ask<Answer>('receipts', 'groupBy=donor&book=own');
        expect(rows.length).toBeGreaterThan(10);
        for (const { donor, netCents } of rows) {
          expect(netCents).toBeGreaterThanOrEqual(0);
          if (donor === null) continue;
          const { rows: lines, totals } = await ask<Answer>('donor-history', `donor=${donor as string}&book=own`);
          expect([donor, totals.netCents, (lines as unknown as { netCents: number }[]).at(-1)!.netCents]).toEqual([donor, netCents, netCents]);
        }
      }),
      // The first was made smaller by an amendment than what had been moved of it.
      { numRuns: 3, examples: [[1]] },
    );
  });
});

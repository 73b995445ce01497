import { nameUuid, type RecordedEvent } from '@fieldledger/kernel';
import { randomFrom, SEED } from '@fieldledger/testing';
import { COMMITTEES, LAST_DAY, moneyCampaign, type ToldMoney } from './money-campaign.js';
import { naiveEfforts } from './naive-efforts.js';
import { NaiveMoney, type By } from './naive-money.js';
import type { Happened } from './naive-gifts.js';
import { inOrder, naiveSchedule, receivedIn, refundedIn, rowOf, type NaiveApart } from './naive-schedules.js';
import { NaiveSeries, seriesTotals } from './naive-series.js';
import { isOpen, naiveDifferences, naiveDisagreements, naiveFile, naiveLineitems } from './naive-tellings.js';
import { reportsOf, without, type Answer, type AskReport } from './reports-asked.js';
import { ReportsDoor } from './reports-door.js';
import { delivered } from './told-deliveries.js';

const GIFTS = Number(process.env['GIFTS'] ?? 80);
const CAMPAIGNS = Number(process.env['CAMPAIGNS'] ?? 1);
/** Of a campaign one question in so many is asked. */
const ONE_IN = Number(process.env['ONE_IN'] ?? 8);

interface Outcome {
  readonly status: string;
  readonly code?: string;
  readonly position: string;
  readonly flags: readonly string[];
}

/** Asks a report, and says what is found in its answer and what is expected. */
type Asked = (query: string, found: (answer: Answer) => unknown, expected: () => unknown) => Promise<void>;

const CUTS: readonly (readonly By[])[] = [[], ['day'], ['committee'], ['election'], ['line'], ['source'], ['referenceCode'], ['referenceCode2'], ['page'], ['band'], ['recurring'], ['donor'], ['committee', 'donor'], ['election', 'day']];
const RULES = [['', {}], ['&donors=reference-1', { donors: 'reference-1' }], ['&donors=linked-1', { donors: 'linked-1' }], ['&book=published', { book: 'published' }]] as const;
const PERIODS = [['2024-01-01', '2026-12-31'], ['2025-01-01', '2025-12-31'], ['2026-01-01', '2026-03-31'], ['2026-07-01', '2026-09-30']] as const;

describe(`${CAMPAIGNS} of a treasurer's campaigns of ${GIFTS} gifts, two in ten deliveries repeated and one in five out of order`, () => {
  let door: ReportsDoor;
  beforeAll(async () => {
    door = await ReportsDoor.open();
    await door.replaying();
  });
  afterAll(() => door?.close());

  it('have the figures that a naive treasurer has, to the last cent, and those of half of them as it stood then', async () => {
    console.log(`SEED=${SEED} GIFTS=${GIFTS} CAMPAIGNS=${CAMPAIGNS} ONE_IN=${ONE_IN}`);
    let told = 0;
    for (let n = 0; n < CAMPAIGNS; n++) told += await compared(SEED + n);
    console.log(`${told} events`);
  }, 3_600_000);

  /** How many events there were. */
  async function compared(seed: number): Promise<number> {
    const organization = nameUuid('money campaign', String(seed));
    const key = door.keyOf(organization, ['read', 'audit']);
    // Who may see persons sees what an election is called.
    const treasurer = door.keyOf(organization, ['read', 'personal', 'audit']);
    const happened = await deliver(door, door.keyOf(organization, ['ingest', 'admin']), organization, seed);
    const lookups = await door.vault.lookups(organization);
    const after = (events: readonly Happened[]) => new NaiveMoney(events, { nameZip: (...parts) => lookups.person('name-zip', ...parts).token, email: (address) => lookups.email(address) });
    const { position } = happened.at(-1)!;
    const half = happened.slice(0, Math.ceil(happened.length / 2));
    const upTo = randomFrom(seed + 2);
    /** Each question by what it asks, so that a difference says of which campaign and question it is. */
    const askedOf = (moment: string): Asked => {
      const [report, schedule] = [key, treasurer].map((as) => reportsOf(door, as, moment)) as [AskReport, AskReport];
      return async (query, found, expected) => {
        if (upTo(ONE_IN) === 0) expect([seed, moment, query, found(await (query.startsWith('schedule-') ? schedule : report)(query))]).toEqual([seed, moment, query, expected()]);
      };
    };
    const [now, then] = [askedOf(`minPosition=${position}`), askedOf(`atPosition=${half.at(-1)!.position}`)];
    const naive = after(happened);
    await haveFigures(now, naive, happened);
    await haveFigures(then, after(half), half);

    await now('reconciliation', ({ rows }) => Object.fromEntries(rows.map((row) => [(row['events'] as string[])[1], { ...row, fields: [...(row['fields'] as string[])].sort() }])), () => naiveDisagreements(naive, happened));
    for (const source of ['test', 'actblue-csv', 'actblue-webhook', 'fec-bulk']) await now(`reconciliation/lineitems?source=${source}`, ({ rows }) => named(rows, 'contributionId'), () => naiveLineitems(naive, source));
    const { items, findings } = naiveFile(naive);
    for (let at = 0; at < items.length; at += 500) {
      const { rows } = await door.send<Answer>(key, `/reports/reconciliation?minPosition=${position}`, { items: items.slice(at, at + 500) });
      expect([seed, rows]).toMatchObject([seed, findings.slice(at, at + 500)]);
    }
    const places = ['', ...[4, 2].map((n) => happened[Math.floor(happened.length / n)]!.position), position];
    for (const committee of COMMITTEES) {
      for (const [n, from, book] of places.slice(0, -1).flatMap((place, i) => (['own', 'published'] as const).map((each) => [i, place, each] as const))) {
        await now(`filing-differences?committee=${committee}&fromPosition=${from}&toPosition=${places[n + 1]!}&book=${book}`, ({ rows, totals }) => {
          const { changed, unchanged, ...sums } = totals as Record<string, number>;
          const open = rows.map((row): Record<string, unknown> => ({ ...without(row, ['transactionId', 'undetermined', 'beforePosition', 'afterPosition']), fields: (row['fields'] as string[]).filter(isOpen).sort() }));
          return { rows: named(open.filter((row) => row['difference'] !== 'changed' || (row['fields'] as string[]).length > 0), 'contributionId'), totals: { ...sums, kept: changed! + unchanged! } };
        }, () => naiveDifferences(naive, committee, from, places[n + 1]!, book));
      }
    }
    return happened.length;
  }

  /** Every report that tells how things stand. */
  async function haveFigures(asked: Asked, naive: NaiveMoney, happened: readonly Happened[]): Promise<void> {
    const series = new NaiveSeries(happened, naive);
    for (const by of CUTS) {
      for (const [query, how] of [...RULES, ['&from=2026-01-01&to=2026-03-31', { from: '2026-01-01', to: '2026-03-31' }]] as const) {
        await asked(`receipts?groupBy=${by.join(',')}${query}`, ({ rows, totals }) => ({ ...(by.length > 0 && Object.fromEntries(rows.map((row) => [`${by.map((name) => row[name] ?? '').join(' | ')} `, without(row, by)]))), '': totals }), () => naive.receipts({ by, ...how }));
      }
    }
    for (const [query, how] of RULES) {
      await asked(`limits?all=true${query}`, ({ rows }) => named(rows.map((row) => ({ ...row, special: (row['flags'] as string[]).includes('special-account') ? 'special' : '' })), 'committee', 'donor', 'election', 'year', 'special'), () => naive.limits(how));
    }
    for (const on of ['2025-02-01', '2026-03-01', LAST_DAY]) {
      await asked(`questionable-sources?all=true&on=${on}`, ({ rows }) => named(rows, 'contributionId'), () => naive.questionable(on));
      for (const [query, rule, refundsLower] of [['', 'name-zip-1', true], ['&donors=linked-1&rules=fec-2026-gross', 'linked-1', false]] as const) {
        await asked(`best-efforts-due?all=true&on=${on}${query}`, ({ rows }) => named(rows.map((row) => without(row, ['position'])), 'contributionId', 'reattributionId'), () => naiveEfforts(naive, on, rule, refundsLower));
      }
    }
    for (const rule of ['name-zip-1', 'reference-1'] as const) {
      for (const donor of naive.donors(rule)) {
        await asked(`donor-history?donors=${rule}&donor=${encodeURIComponent(donor)}`, ({ rows, totals }) => ({ lines: Object.fromEntries(rows.map((row) => [`${row['contributionId']} ${row['movementId']}`, row['effectCents']])), totals: without(totals, ['lapsed']) }), () => naive.history(new Set([donor]), rule));
      }
    }
    for (const on of series.edges()) {
      const over = (rows: Answer['rows']) => named(rows.filter((row) => series.isOverBy(on, row['seriesId'] as string)), 'seriesId');
      await asked(`recurring?on=${on}`, ({ rows }) => over(rows), () => over(Object.values(series.on(on, 'name-zip-1'))));
    }
    for (const on of [LAST_DAY, '2027-02-01']) {
      for (const rule of ['name-zip-1', 'linked-1'] as const) {
        await asked(`recurring?on=${on}&donors=${rule}`, ({ rows, totals }) => [named(rows, 'seriesId'), totals], () => [series.on(on, rule), seriesTotals(Object.values(series.on(on, rule)))]);
        for (const by of ['status', 'committee', 'frequency', 'page', 'referenceCode', 'donor'] as const) {
          await asked(`recurring?on=${on}&donors=${rule}&groupBy=${by}`, ({ rows }) => Object.fromEntries(rows.map((row) => [row[by] ?? '', without(row, [by])])), () => series.grouped(on, rule, by));
        }
      }
    }
    for (const committee of COMMITTEES) {
      const { kind } = naive.ruleOf(committee);
      for (const [from, to] of PERIODS) {
        for (const [query, how] of [['', {}], ['&donors=linked-1&rules=fec-2026-gross', { donors: 'linked-1', refundsLower: false }], ['&book=published', { book: 'published' }]] as const) {
          const schedule = () => naiveSchedule(naive, { committee, from, to, ...how });
          const listed = (which: 'A' | 'B') => inOrder(schedule().items.filter((item) => item.schedule === which).map((item) => rowOf(item, kind)));
          const shown = (rows: Answer['rows']) => inOrder(rows.map((row) => without(row, ['transactionId', 'backReferenceId', ...WHO])));
          const asks = `committee=${committee}&from=${from}&to=${to}${query}`;
          await asked(`schedule-a?${asks}`, ({ rows, totals }) => [shown(rows), totals], () => [listed('A'), receivedIn(schedule().items, kind === 'candidate')]);
          await asked(`schedule-b-refunds?${asks}`, ({ rows, totals, ...its }) => [shown(rows), totals, ...apart(its)], () => [listed('B'), refundedIn(schedule(), kind), ...apart(schedule())]);
        }
      }
    }
  }
});

const named = (rows: Answer['rows'], ...names: readonly string[]) => Object.fromEntries(rows.map((row) => [names.map((name) => row[name] ?? '').join(' '), without(row, ['special'])]));

/** Of a row, who gave and what was said beside it: the campaign says little of that. */
const WHO = ['name', 'organizationName', 'lastName', 'firstName', 'middleName', 'prefix', 'suffix', 'street1', 'street2', 'city', 'state', 'zip', 'country', 'conduitName', 'employer', 'occupation', 'purpose', 'memoText'];

/** What went back and is on no line, whatever else is told of it. */
function apart(its: object): string[][] {
  const { heldOut, overdrawn } = its as Record<'heldOut' | 'overdrawn', readonly NaiveApart[]>;
  return [heldOut, overdrawn].map((some) => some.map(({ contributionId, movementId, day, amountCents }) => [contributionId, movementId, day, amountCents].join(' ')).sort());
}

/** Sends everything in batches of one door each, the doors in any order; gives what was taken, in the order of the log. */
async function deliver(door: ReportsDoor, key: string, organization: string, seed: number): Promise<Happened[]> {
  const deliveries = delivered([...moneyCampaign(seed, GIFTS)], seed, { oneIn: 5, off: 200, twiceInTen: 2, later: 300 });
  const upTo = randomFrom(seed + 3);
  const taken = new Map<string, ToldMoney & { readonly flags: readonly string[] }>();
  const again: ToldMoney[] = [];
  const defined = async (some: readonly ToldMoney[]): Promise<Outcome[]> => {
    const outcomes: Outcome[] = [];
    for (const { item } of some) {
      const { status, body } = await door.ask(key, '/committees', item);
      expect([200, 201]).toContain(status);
      outcomes.push({ ...(body as unknown as Outcome), status: status === 201 ? 'accepted' : 'same' });
    }
    return outcomes;
  };
  const send = async (path: ToldMoney['door'], some: readonly ToldMoney[], isLast: boolean) => {
    const items = path === 'committees' ? await defined(some) : (await door.send<{ items: readonly Outcome[] }>(key, `/${path}/batch?mode=partial`, { items: some.map(({ item }) => item) })).items;
    for (const [n, { status, code = '', position, flags }] of items.entries()) {
      // What is not in the vocabulary would be refused for ever, and no difference found.
      if (/^(invalid-body|id-taken|unknown.*)$/.test(code)) throw new Error(`SEED=${seed}: ${path} answered ${JSON.stringify(items[n])} to ${JSON.stringify(some[n])}`);
      if (status === 'accepted') taken.set(position, { ...some[n]!, flags });
      // Who speaks of what is not known yet is told to come again.
      else if (!isLast && code.endsWith('-missing')) again.push(some[n]!);
    }
  };
  const byDoor = async (some: readonly ToldMoney[], isLast: boolean) => {
    const doors = [...new Set(some.map((it) => it.door))].map((path) => ({ path, place: upTo(1_000) })).sort((a, b) => a.place - b.place);
    for (const { path } of doors) await send(path, some.filter((it) => it.door === path), isLast);
  };
  for (let from = 0; from < deliveries.length; from += 250) await byDoor(deliveries.slice(from, from + 250), false);
  await byDoor(again, true);
  const events: RecordedEvent[] = [];
  for (let page = await door.log.read('', { limit: 5_000, organization }); page.length > 0; page = await door.log.read(page.at(-1)!.position, { limit: 5_000, organization })) events.push(...page);
  return events.flatMap(({ id, position, data }) => {
    const told = taken.get(position);
    return told ? [{ ...told, eventId: id, position, recordedCents: (data as { amountCents?: number }).amountCents ?? null }] : [];
  });
}

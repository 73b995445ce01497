import { nameUuid } from '@fieldledger/kernel';
import { ReportsDoor } from './reports-door.js';

const COMMITTEE = 'C00999999';
const idOf = (name: string) => nameUuid('best-efforts-due', name);

describe('employers and occupations that are still missing', () => {
  let door: ReportsDoor;
  let organizations = 0;

  beforeAll(async () => void (door = await ReportsDoor.open()));
  afterAll(async () => door?.close());

  interface Due {
    readonly contributionId: string;
    readonly reattributionId: string | null;
    readonly status: string;
    readonly missing: string[];
    readonly aggregateCents: number;
    readonly dueOn: string;
    readonly name?: string | null;
  }

  /** With whose key something was sealed in the last event of a type about a gift. */
  const keyOf = async (organization: string, gift: string, type: string, member: string) => {
    const events = await door.log.readStream(organization, `contribution-${idOf(gift)}`);
    return (events.findLast((event) => event.type === type)?.data as Readonly<Record<string, { readonly key: string } | undefined>> | undefined)?.[member]?.key;
  };

  /** Gifts of an invented donor, by their names. */
  const campaign = async (gifts: Readonly<Record<string, { on: string; cents: number; donor?: string; employer?: string; kind?: string | null; unaggregated?: boolean; conduitReceivedOn?: string }>>) => {
    const organization = idOf(`efforts ${++organizations}`);
    const key = door.keyOf(organization, ['ingest', 'read']);
    for (const [name, { on, cents, donor = 'Quill', employer, kind = 'candidate', unaggregated, conduitReceivedOn }] of Object.entries(gifts)) {
      await door.send(key, '/contributions', {
        contributionId: idOf(name), committeeId: COMMITTEE, committeeKind: kind ?? undefined, amountCents: cents, receivedOn: on, unaggregated, earmark: conduitReceivedOn === undefined ? undefined : { conduitCommitteeId: 'C00694323', conduitReceivedOn },
        contributor: { entityType: 'IND', lastName: donor, firstName: 'Ann', zip: '43215', email: 'ann@example.org', ...(employer && { employer, occupation: 'Baker' }) },
      });
    }
    const due = async (query = '', sees = key) => {
      const answer = await door.send<{ readonly rows: Due[]; readonly totals: Record<string, number>; readonly next?: string | null }>(sees, `/reports/best-efforts-due?minPosition=latest&on=2026-08-20${query}`);
      return { ...answer, told: answer.rows.map((row) => [Object.keys(gifts).find((name) => idOf(name) === row.contributionId), row.status, row.aggregateCents]) };
    };
    return { organization, key, due, personal: door.keyOf(organization, ['personal']), admin: door.keyOf(organization, ['admin']) };
  };

  it('are asked for from the gift that takes the donor over 200 dollars on', async () => {
    const { due } = await campaign({ first: { on: '2026-07-01', cents: 150_00 }, second: { on: '2026-08-01', cents: 50_00 }, third: { on: '2026-08-10', cents: 1 }, other: { on: '2026-08-11', cents: 200_00, donor: 'Marsh' } });
    expect((await due()).told).toEqual([['third', 'ask-now', 200_01]]);
  });

  it('count a candidate’s gifts by election and a PAC’s by year', async () => {
    const gifts = { before: { on: '2025-12-01', cents: 150_00 }, after: { on: '2026-01-02', cents: 100_00 } };
    expect((await (await campaign(gifts)).due()).told).toEqual([['after', 'overdue', 250_00]]);
    const pac = { before: { ...gifts.before, kind: 'pac' }, after: { ...gifts.after, kind: 'pac' } };
    expect((await (await campaign(pac)).due()).told).toEqual([]);
  });

  it('count by election what was given before anybody told that the committee is a candidate’s', async () => {
    const { admin, due } = await campaign({ before: { on: '2025-12-01', cents: 150_00, kind: null }, after: { on: '2026-01-02', cents: 100_00, kind: null } });
    expect((await due()).told).toEqual([]);
    await door.send(admin, '/committees', { definitionId: idOf('definition'), committeeId: COMMITTEE, kind: 'candidate' });
    expect((await due()).told).toEqual([['after', 'overdue', 250_00]]);
  });

  it('are done with when both requests were made, or the donor answered', async () => {
    const { key, due } = await campaign({ asked: { on: '2026-08-01', cents: 300_00 }, answered: { on: '2026-08-02', cents: 300_00 }, told: { on: '2026-08-03', cents: 300_00, employer: 'Acme' } });
    const request = (name: string, n: number, followUp: boolean) => door.send(key, '/contributions/information-requests', { requestId: idOf(`${name} request ${n}`), contributionId: idOf(name), followUp, medium: 'mail', requestedOn: `2026-08-0${n}` });
    expect((await due()).told.map(([name, status]) => [name, status])).toEqual([['asked', 'ask-now'], ['answered', 'ask-now']]);
    await request('asked', 3, false);
    expect((await due()).told[0]!.slice(0, 2)).toEqual(['asked', 'follow-up-due']);
    await request('asked', 5, true);
    await door.send(key, '/contributions/information-answers', { answerId: idOf('answer'), contributionId: idOf('answered'), employer: 'Acme', occupation: 'Baker', receivedOn: '2026-08-15' });
    const { told, totals } = await due('&all=true');
    expect(told.map(([name, status]) => [name, status])).toEqual([['asked', 'documented'], ['answered', 'complete'], ['told', 'complete']]);
    expect(totals).toEqual({ contributions: 3, 'ask-now': 0, 'follow-up-due': 0, overdue: 0, documented: 1, 'documented-late': 0, complete: 2 });
  });

  it('take refunds from what the donor gave, unless the rules say otherwise', async () => {
    const { key, due } = await campaign({ first: { on: '2026-07-01', cents: 150_00 }, second: { on: '2026-08-01', cents: 60_00 } });
    await door.send(key, '/contributions/refunds', { refundId: idOf('refund'), contributionId: idOf('first'), amountCents: 50_00, refundedOn: '2026-07-15' });
    expect((await due()).told).toEqual([]);
    expect((await due('&rules=fec-2026-gross')).told).toEqual([['second', 'ask-now', 210_00]]);
  });

  it('are those of the schedule: what was paid back later, or beyond a gift, leaves a gift on it that was over the threshold', async () => {
    const { key, due, personal, admin } = await campaign({ first: { on: '2026-07-01', cents: 150_00 }, second: { on: '2026-07-10', cents: 60_00 }, third: { on: '2026-08-01', cents: 60_00 }, fourth: { on: '2026-08-02', cents: 90_00 } });
    const back = (name: string, amountCents: number, refundedOn: string) => door.send(key, '/contributions/refunds', { refundId: idOf(`${name} ${refundedOn}`), contributionId: idOf(name), amountCents, refundedOn, basis: 'reported' });
    await back('first', 100_00, '2026-07-15');
    await back('first', 90_00, '2026-07-20');
    expect((await due()).told).toEqual([['second', 'overdue', 210_00], ['fourth', 'ask-now', 210_00]]);
    await door.send(admin, '/committees', { definitionId: idOf('as the schedule'), committeeId: COMMITTEE, kind: 'candidate' });
    const { rows } = await door.send<{ rows: { contributionId: string; itemized: boolean; aggregateCents: number }[] }>(personal, `/reports/schedule-a?committee=${COMMITTEE}&from=2026-07-01&to=2026-08-31&minPosition=latest`);
    expect(rows.filter(({ itemized }) => itemized).map(({ contributionId, aggregateCents }) => [contributionId, aggregateCents])).toEqual([[idOf('second'), 210_00], [idOf('fourth'), 210_00]]);
  });

  it('are asked of whoever got a part of a gift, too, from the day on which they signed for it', async () => {
    const { organization, key, due, personal, admin } = await campaign({ shared: { on: '2026-07-01', cents: 500_00, employer: 'Acme' }, small: { on: '2026-07-02', cents: 150_00, donor: 'Finch' } });
    const signed = async (gift: string, name: string, amountCents: number) => {
      await door.send(key, '/contributions/reattributions', { reattributionId: idOf(`to ${name}`), contributionId: idOf(gift), amountCents, to: { entityType: 'IND', lastName: name, zip: '43215' }, basis: 'signed', reattributedOn: '2026-08-05' });
    };
    await signed('shared', 'Marsh', 250_00);
    await signed('small', 'Heron', 75_00);
    const { rows } = await due('', personal);
    expect(rows).toMatchObject([{ contributionId: idOf('shared'), reattributionId: idOf('to Marsh'), receivedOn: '2026-08-05', dueOn: '2026-09-04', amountCents: 250_00, aggregateCents: 250_00, status: 'ask-now', name: 'Marsh' }]);
    const of = { contributionId: idOf('shared'), reattributionId: idOf('to Marsh') };
    await door.send(key, '/contributions/information-requests', { requestId: idOf('asked of Marsh'), ...of, medium: 'mail', requestedOn: '2026-08-06' });
    expect((await due('&all=true')).rows.map(({ reattributionId, status }) => [reattributionId, status])).toEqual([[null, 'complete'], [idOf('to Marsh'), 'follow-up-due']]);
    await door.send(key, '/contributions/information-answers', { answerId: idOf('answer of Marsh'), ...of, employer: 'Mill', occupation: 'Miller', receivedOn: '2026-08-15' });
    expect((await due()).rows).toEqual([]);
    // Whoever answered has the key of the answer: it goes when they are erased, and not when the giver is.
    const marsh = await keyOf(organization, 'shared', 'ContributionReattributed', 'person');
    expect([marsh, await keyOf(organization, 'shared', 'InformationReceived', 'answer')]).toEqual([expect.any(String), marsh]);
    await door.send(admin, '/committees', { definitionId: idOf('shared gifts'), committeeId: COMMITTEE, kind: 'candidate' });
    const { rows: listed } = await door.send<{ rows: { part: string; itemized: boolean; occupation: string | null; employer: string | null }[] }>(personal, `/reports/schedule-a?committee=${COMMITTEE}&from=2026-07-01&to=2026-08-31&minPosition=latest`);
    expect(listed.filter(({ itemized }) => itemized).map(({ part, employer, occupation }) => [part, employer, occupation])).toEqual([['receipt', 'Acme', 'Baker'], ['reattribution-from', 'Acme', 'Baker'], ['reattribution-to', 'Mill', 'Miller']]);
  });

  it('are not asked once more of a giver who gets a part back', async () => {
    const { key, due } = await campaign({ shared: { on: '2026-07-01', cents: 500_00 } });
    const person = (lastName: string) => ({ entityType: 'IND', lastName, firstName: 'Ann', zip: '43215' });
    const signed = (name: string, to: string, reattributedOn: string, from?: string) => door.send(key, '/contributions/reattributions', { reattributionId: idOf(name), fromReattributionId: from && idOf(from), contributionId: idOf('shared'), amountCents: 250_00, to: person(to), basis: 'signed', reattributedOn });
    await signed('part', 'Marsh', '2026-08-05');
    await signed('part back', 'Quill', '2026-08-06', 'part');
    expect((await due()).rows.map(({ reattributionId }) => reattributionId)).toEqual([null, idOf('part')]);
  });

  it('count a gift that came through a conduit from the day on which the conduit got it, as the schedule does', async () => {
    const { due } = await campaign({ direct: { on: '2026-07-05', cents: 150_00 }, earmarked: { on: '2026-07-10', cents: 100_00, conduitReceivedOn: '2026-07-01' } });
    expect((await due()).told).toEqual([['direct', 'overdue', 250_00]]);
  });

  it('are not asked for of what was never received, and of what was returned after it was deposited they are', async () => {
    const { key, due } = await campaign({ never: { on: '2026-07-01', cents: 300_00 }, returned: { on: '2026-07-02', cents: 300_00, donor: 'Marsh' }, bounced: { on: '2026-07-03', cents: 300_00, donor: 'Heron' } });
    for (const name of ['never', 'returned']) await door.send(key, '/contributions/returns', { returnId: idOf(`${name} back`), contributionId: idOf(name), returnedOn: '2026-07-05' });
    await door.send(key, '/contributions/deposits', { depositId: idOf('deposit'), contributionId: idOf('returned'), batchId: 'B-1', depositedOn: '2026-07-04' });
    await door.send(key, '/contributions/bounces', { bounceId: idOf('bounce'), contributionId: idOf('bounced'), bouncedOn: '2026-07-06' });
    expect((await due()).told).toEqual([['returned', 'overdue', 300_00]]);
  });

  it('do not count what adds nothing to anybody’s aggregate', async () => {
    const { due } = await campaign({ apart: { on: '2026-07-01', cents: 150_00, unaggregated: true }, with: { on: '2026-07-02', cents: 100_00 } });
    expect((await due()).told).toEqual([]);
  });

  it('are listed page by page where a page is asked for, each with the totals of all', async () => {
    const { due } = await campaign({ first: { on: '2026-07-01', cents: 300_00 }, second: { on: '2026-07-01', cents: 300_00 }, third: { on: '2026-08-01', cents: 300_00 } });
    const whole = await due();
    const one = await due('&limit=2');
    const other = await due(`&limit=2&after=${encodeURIComponent(one.next!)}`);
    expect([one.rows.length, [...one.rows, ...other.rows], one.totals, other.next, 'next' in whole]).toEqual([2, whole.rows, whole.totals, null, false]);
  });

  it('name the donor to those alone who may see persons', async () => {
    const { due, personal } = await campaign({ gift: { on: '2026-08-01', cents: 300_00 } });
    expect(JSON.stringify((await due()).rows)).not.toMatch(/Quill|example/);
    expect((await due('', personal)).rows).toMatchObject([{ name: 'Ann Quill', email: 'ann@example.org' }]);
  });
});
